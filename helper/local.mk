# The program that people and tools call

libhelper_a_SOURCES += \
	%D%/child.c \
	%D%/child.h \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.h \
	%D%/context.c \
	%D%/git_config.c \
	%D%/git_config.h \
	%D%/harden.c \
	%D%/harden.h \
	%D%/audit_log.c \
	%D%/audit_log.h \
	%D%/broker_file.c \
	%D%/broker_file.h \
	%D%/mending.c \
	%D%/mending.h \
	%D%/options.c \
	%D%/options.h \
	%D%/paths.c \
	%D%/paths.h \
	%D%/rekey.c \
	%D%/relay.c \
	%D%/relay.h \
	%D%/rekey.h \
	%D%/sealing.c \
	%D%/sealing.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/suggest.c \
	%D%/suggest.h \
	%D%/usage.c

dist_man_MANS += %D%/git-credential-workfront.1 %D%/workfront-credential.1 %D%/workfront-credential.conf.5

# The other names that the program answers to, which the table of commands has: `make install` makes
# links of them, in bin and, but for one that has a manual of its own, in man
noinst_DATA = %D%/links
CLEANFILES += %D%/links
%D%/links: %D%/commands.h Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(CC) -E -P -x c \
		-D'COMMAND(run,in,called,...)=called' '$(srcdir)/helper/commands.h' | \
		$(SED) -n 's/^ *"\([^"*]*\)"$$/\1/p; s/^ *"\([^"*]*\)\*"$$/\1workfront/p' >$@

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
EXTRA_workfront_credential_adobe_DEPENDENCIES = Makefile
