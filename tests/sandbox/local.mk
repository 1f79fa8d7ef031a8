# Adobe on loopback, for the stories

sandbox_stories = \
	tests/stories/sandbox_adobe.sh \
	tests/stories/sandbox_faults.sh \
	tests/stories/sandbox_self.sh
EXTRA_DIST += $(sandbox_stories) %D%/world-troubled.json

if HAVE_SANDBOX
check_PROGRAMS += %D%/sandbox
TESTS += $(sandbox_stories)
else
check_packages += libmicrohttpd-dev libgnutls28-dev
endif

tests_sandbox_sandbox_SOURCES = \
	%D%/access.c \
	%D%/access.h \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/console.c \
	%D%/console.h \
	%D%/control.c \
	%D%/control.h \
	%D%/deliver.c \
	%D%/deliver.h \
	%D%/exchange.c \
	%D%/exchange.h \
	%D%/family.c \
	%D%/family.h \
	%D%/fault.c \
	%D%/fault.h \
	%D%/fusion.c \
	%D%/fusion.h \
	%D%/gateway.c \
	%D%/gateway.h \
	%D%/ims.c \
	%D%/ims.h \
	%D%/journal.c \
	%D%/journal.h \
	%D%/mcp.c \
	%D%/mcp.h \
	%D%/planning.c \
	%D%/planning.h \
	%D%/proxy.c \
	%D%/proxy.h \
	%D%/sandbox.c \
	%D%/search.c \
	%D%/search.h \
	%D%/server.c \
	%D%/server.h \
	%D%/spoil.c \
	%D%/spoil.h \
	%D%/token.c \
	%D%/token.h \
	%D%/value.c \
	%D%/value.h \
	%D%/workfront.c \
	%D%/workfront.h \
	%D%/world.c \
	%D%/world.h \
	%D%/world_default.c \
	%D%/world_default.h
tests_sandbox_sandbox_CPPFLAGS = $(AM_CPPFLAGS) \
	$(MICROHTTPD_CFLAGS) $(GNUTLS_CFLAGS) $(JANSSON_CFLAGS)
tests_sandbox_sandbox_CFLAGS = $(AM_CFLAGS) -pthread
tests_sandbox_sandbox_LDADD = $(MICROHTTPD_LIBS) $(GNUTLS_LIBS) $(JANSSON_LIBS)
