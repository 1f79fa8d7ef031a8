# The account step

libhelper_a_SOURCES += \
	%D%/account.c \
	%D%/account.h \
	%D%/api_version.c \
	%D%/api_version.h \
	%D%/check.c \
	%D%/check.h \
	%D%/health.c \
	%D%/health.h \
	%D%/verify_rules.c \
	%D%/verify_rules.h \
	%D%/verify_text.c \
	%D%/verify_text.h \
	%D%/verify.c \
	%D%/verify.h
