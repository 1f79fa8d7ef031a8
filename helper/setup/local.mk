# What setup asks and takes

libhelper_a_SOURCES += \
	%D%/guide.c \
	%D%/guide.h \
	%D%/guided.c \
	%D%/import.c \
	%D%/import.h \
	%D%/leftover.c \
	%D%/leftover.h \
	%D%/setup.h \
	%D%/steps.c \
	%D%/writable.c \
	%D%/writable.h
