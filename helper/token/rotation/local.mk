# Our side of a rotation: what comes next, and who does it

libhelper_a_SOURCES += \
	%D%/rotation.c \
	%D%/rotation.h \
	%D%/rotation_acts.h \
	%D%/rotation_ask.c \
	%D%/rotation_record.c \
	%D%/rotation_run.c \
	%D%/rotation_run.h
