# What people read

libhelper_a_SOURCES += \
	%D%/times.c \
	%D%/times.h \
	%D%/conversation.c \
	%D%/conversation.h \
	%D%/fields.c \
	%D%/fields.h \
	%D%/indent.c \
	%D%/indent.h \
	%D%/paste.c \
	%D%/paste.h \
	%D%/prompt.c \
	%D%/prompt.h \
	%D%/git_commands.c \
	%D%/git_commands.h \
	%D%/protection.c \
	%D%/protection.h \
	%D%/report.c \
	%D%/report.h \
	%D%/say.c \
	%D%/say.h \
	%D%/spelling.c \
	%D%/spelling.h \
	%D%/messages.c \
	%D%/messages.h \
	%D%/waiting.c \
	%D%/waiting.h
