# The account step

libhelper_a_SOURCES += \
	%D%/account.c \
	%D%/account.h \
	%D%/verify_rules.c \
	%D%/verify_rules.h \
	%D%/verify_text.c \
	%D%/verify_text.h \
	%D%/verify.c \
	%D%/verify.h
