# What `rotate` takes from people, and tells them

libhelper_a_SOURCES += \
	%D%/rotate.h \
	%D%/rotate_manual.c \
	%D%/rotate_words.c
