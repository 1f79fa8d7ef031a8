# The chained log

libstore_a_SOURCES += \
	%D%/append.c \
	%D%/audit.h \
	%D%/chain.c \
	%D%/chain.h \
	%D%/head.c \
	%D%/log.c \
	%D%/log.h \
	%D%/log_record.c \
	%D%/log_verify.c
