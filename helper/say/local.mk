# What people read

libhelper_a_SOURCES += \
	%D%/caches.c \
	%D%/caches.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/conversation.c \
	%D%/conversation.h \
	%D%/fields.c \
	%D%/fields.h \
	%D%/inquiry.c \
	%D%/inquiry.h \
	%D%/json.c \
	%D%/json.h \
	%D%/protection.c \
	%D%/protection.h \
	%D%/report.c \
	%D%/report.h \
	%D%/say.c \
	%D%/say.h \
	%D%/style.c \
	%D%/style.h \
	%D%/template.c \
	%D%/template.h \
	%D%/when.c \
	%D%/when.h \
	%D%/words.c \
	%D%/words.h
