# What setup asks and takes

libhelper_a_SOURCES += \
	%D%/cleanup_hint.c \
	%D%/cleanup_hint.h \
	%D%/credential_import.c \
	%D%/credential_import.h \
	%D%/guide.c \
	%D%/guide.h \
	%D%/guide_values.c \
	%D%/guided.c \
	%D%/guided_git.c \
	%D%/setup.h \
	%D%/transfer.c \
	%D%/transfer.h \
	%D%/steps.c
