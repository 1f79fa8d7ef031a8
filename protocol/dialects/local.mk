# The dialects in which tokens are asked for and answered, a file each

libprotocol_a_SOURCES += \
	%D%/authorization.c \
	%D%/azure.c \
	%D%/broker.c \
	%D%/curl.c \
	%D%/dialect.h \
	%D%/engflow.c \
	%D%/eval.c \
	%D%/external.c \
	%D%/git.c \
	%D%/github.c \
	%D%/header.c \
	%D%/headers.c \
	%D%/headers.h \
	%D%/headers_json.c \
	%D%/json.c \
	%D%/json_env.c \
	%D%/kubernetes.c \
	%D%/quote.c \
	%D%/quote.h \
	%D%/shell.c \
	%D%/shell.h \
	%D%/terraform.c \
	%D%/token.c \
	%D%/variable.c \
	%D%/variable.h
