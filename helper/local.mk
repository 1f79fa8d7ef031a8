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

# What a cached answer runs comes first, and what that takes of the libraries: a page fault maps the
# pages around it, so that what lies side by side makes few of them. Last are those whose variables
# are large
fast_path = \
	%D%/libstatic_a-commands.$(OBJEXT) \
	%D%/commands/libstatic_a-get.$(OBJEXT) \
	%D%/commands/libstatic_a-print.$(OBJEXT) \
	%D%/libstatic_a-context.$(OBJEXT) \
	%D%/libstatic_a-harden.$(OBJEXT) \
	%D%/libstatic_a-options.$(OBJEXT) \
	%D%/libstatic_a-paths.$(OBJEXT) \
	%D%/say/libstatic_a-conversation.$(OBJEXT) \
	%D%/say/libstatic_a-say.$(OBJEXT) \
	%D%/token/libstatic_a-answer.$(OBJEXT) \
	%D%/token/libstatic_a-broker_client.$(OBJEXT) \
	%D%/token/libstatic_a-moment.$(OBJEXT) \
	%D%/token/libstatic_a-network.$(OBJEXT) \
	%D%/token/libstatic_a-profile.$(OBJEXT) \
	%D%/token/libstatic_a-profile_list.$(OBJEXT) \
	%D%/token/libstatic_a-renewal.$(OBJEXT) \
	%D%/token/libstatic_a-scopes.$(OBJEXT) \
	%D%/token/libstatic_a-stored.$(OBJEXT) \
	%D%/token/libstatic_a-target.$(OBJEXT) \
	%D%/token/libstatic_a-token.$(OBJEXT) \
	protocol/libstatic_a-buffer.$(OBJEXT) \
	protocol/libstatic_a-clock.$(OBJEXT) \
	protocol/libstatic_a-credential.$(OBJEXT) \
	protocol/dialects/libstatic_a-eval.$(OBJEXT) \
	protocol/dialects/libstatic_a-git.$(OBJEXT) \
	protocol/dialects/libstatic_a-header.$(OBJEXT) \
	protocol/dialects/libstatic_a-headers.$(OBJEXT) \
	protocol/dialects/libstatic_a-quote.$(OBJEXT) \
	protocol/dialects/libstatic_a-shell.$(OBJEXT) \
	protocol/dialects/libstatic_a-token.$(OBJEXT) \
	protocol/dialects/libstatic_a-variable.$(OBJEXT) \
	protocol/libstatic_a-family.$(OBJEXT) \
	protocol/libstatic_a-host.$(OBJEXT) \
	protocol/libstatic_a-identifiers.$(OBJEXT) \
	protocol/libstatic_a-landlock.$(OBJEXT) \
	protocol/libstatic_a-musl.$(OBJEXT) \
	protocol/libstatic_a-record.$(OBJEXT) \
	protocol/libstatic_a-redact.$(OBJEXT) \
	protocol/libstatic_a-secret.$(OBJEXT) \
	protocol/libstatic_a-status.$(OBJEXT) \
	store/libstatic_a-file.$(OBJEXT) \
	store/libstatic_a-folder.$(OBJEXT) \
	store/libstatic_a-keyslot.$(OBJEXT) \
	store/libstatic_a-open.$(OBJEXT) \
	store/libstatic_a-path_walk.$(OBJEXT) \
	store/libstatic_a-records.$(OBJEXT) \
	store/libstatic_a-seal.$(OBJEXT) \
	store/libstatic_a-store.$(OBJEXT) \
	store/unlock/libstatic_a-descriptor.$(OBJEXT) \
	store/unlock/libstatic_a-keyfile.$(OBJEXT) \
	store/unlock/libstatic_a-stack.$(OBJEXT) \
	store/unlock/libstatic_a-unlock.$(OBJEXT) \
	store/unlock/libstatic_a-vault_client.$(OBJEXT) \
	store/unlock/libstatic_a-walk.$(OBJEXT) \
	%D%/libstatic_a-main.$(OBJEXT) \
	%D%/libstatic_a-audit_log.$(OBJEXT) \
	%D%/libstatic_a-settings.$(OBJEXT)
workfront_credential_LDADD = $(STATIC_START) $(fast_path) $(STATIC_LIBS) libstatic.a $(STATIC_LIBS)
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
