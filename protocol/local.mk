# The words everyone shares

libprotocol_a_SOURCES += \
	%D%/adobe.c \
	%D%/adobe.h \
	%D%/banned.h \
	%D%/broker.c \
	%D%/broker.h \
	%D%/broker_rules.c \
	%D%/broker_rules.h \
	%D%/buffer.c \
	%D%/buffer.h \
	%D%/cause.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/conversation.h \
	%D%/credential.c \
	%D%/credential.h \
	%D%/family.c \
	%D%/family.h \
	%D%/mask.c \
	%D%/mask.h \
	%D%/fleet.c \
	%D%/fleet.h \
	%D%/host.c \
	%D%/host.h \
	%D%/identifiers.c \
	%D%/identifiers.h \
	%D%/json.c \
	%D%/json.h \
	%D%/landlock.c \
	%D%/landlock.h \
	%D%/proxy.c \
	%D%/proxy.h \
	%D%/record.c \
	%D%/record.h \
	%D%/redact.c \
	%D%/redact.h \
	%D%/secret.c \
	%D%/secret.h \
	%D%/spawn.c \
	%D%/spawn.h \
	%D%/status.c \
	%D%/status.h \
	%D%/vault.c \
	%D%/vault.h

EXTRA_DIST += %D%/PROTOCOL.md
libprotocol_a_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
