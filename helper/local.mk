# The program that people and tools call

libhelper_a_SOURCES += \
	%D%/caller.c \
	%D%/caller.h \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.h \
	%D%/commands_admin.c \
	%D%/context.c \
	%D%/harden.c \
	%D%/harden.h \
	%D%/syslog.c \
	%D%/syslog.h \
	%D%/audit_log.c \
	%D%/audit_log.h \
	%D%/options.c \
	%D%/options.h \
	%D%/options_help.c \
	%D%/options_rows.h \
	%D%/paths.c \
	%D%/paths.h \
	%D%/program.c \
	%D%/program.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/usage.c

dist_man_MANS += %D%/workfront-credential.1 %D%/workfront-credential.conf.5 \
	%D%/workfront-credential-admin.8

# Names the helper also answers to: links in bin, and in man, made by `make install`
bin_links = git-credential-workfront terraform-credentials-workfront \
	workfront-authorization workfront-credential-engflow \
	workfront-credential-kubernetes workfront-token

libhelper_a_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) \
	-DBINDIR='"$(bindir)"' -DLIBEXECDIR='"$(libexecdir)"' -DSYSCONFDIR='"$(sysconfdir)"'

helper_libs = libhelper.a libstore.a libprotocol.a $(HELPER_LIBS)

# With musl, everything is compiled once more: with its headers, and what it lacks
if HAVE_STATIC_PIE
noinst_LIBRARIES += libstatic.a
workfront_credential_SOURCES =
workfront_credential_LDFLAGS = $(STATIC_LDFLAGS)
workfront_credential_LDADD = $(STATIC_START) libstatic.a $(STATIC_LIBS)
else
workfront_credential_SOURCES = %D%/main.c
workfront_credential_LDFLAGS = $(AM_LDFLAGS)
workfront_credential_LDADD = $(helper_libs)
endif
libstatic_a_SOURCES = %D%/main.c protocol/musl.c protocol/musl.h \
	$(libhelper_a_SOURCES) $(libstore_a_SOURCES) $(libprotocol_a_SOURCES)
libstatic_a_CPPFLAGS = $(STATIC_CPPFLAGS) -include $(top_srcdir)/protocol/musl.h $(libhelper_a_CPPFLAGS)

# Folders are compiled in, and who is linked with what is configure's to say
helper/libhelper_a-paths.$(OBJEXT) helper/libhelper_a-settings.$(OBJEXT): Makefile
helper/libstatic_a-paths.$(OBJEXT) helper/libstatic_a-settings.$(OBJEXT): Makefile
EXTRA_workfront_credential_DEPENDENCIES = Makefile
EXTRA_workfront_credential_admin_DEPENDENCIES = Makefile
EXTRA_workfront_credential_adobe_DEPENDENCIES = Makefile

# What people call: the same libraries, and all the commands
workfront_credential_admin_SOURCES = %D%/admin.c
workfront_credential_admin_LDADD = $(helper_libs)
