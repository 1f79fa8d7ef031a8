# What seals everything again

libstore_a_SOURCES += \
	%D%/keychain.c \
	%D%/keychain.h \
	%D%/keys.c \
	%D%/keys.h \
	%D%/rekey.c \
	%D%/reseal.c \
	%D%/reseal.h
