# The unlock stack and its modules

libstore_a_SOURCES += \
	%D%/descriptor.c \
	%D%/descriptor.h \
	%D%/enroll.c \
	%D%/enroll.h \
	%D%/exec.c \
	%D%/inspect.c \
	%D%/inspect.h \
	%D%/keyfile.c \
	%D%/keyring.c \
	%D%/passphrase.c \
	%D%/passphrase.h \
	%D%/person.c \
	%D%/person.h \
	%D%/secret_service.c \
	%D%/stack.c \
	%D%/stack.h \
	%D%/systemd.c \
	%D%/tpm2.c \
	%D%/unlock.c \
	%D%/unlock.h \
	%D%/vault_client.c \
	%D%/vault_client.h \
	%D%/walk.c \
	%D%/walk.h
