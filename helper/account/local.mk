# The account step

libhelper_a_SOURCES += \
	%D%/account.c \
	%D%/account.h \
	%D%/checks.c \
	%D%/checks.h \
	%D%/explanations.c \
	%D%/explanations.h \
	%D%/proof.c \
	%D%/proof.h \
	%D%/prove.c \
	%D%/prove.h
