# What setup asks and takes

libhelper_a_SOURCES += \
	%D%/cleanup_hint.c \
	%D%/cleanup_hint.h \
	%D%/guide.c \
	%D%/guide.h \
	%D%/import.c \
	%D%/import.h \
	%D%/setup.h \
	%D%/steps.c
