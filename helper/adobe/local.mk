# The network program, the only one that links libcurl

libadobe_a_SOURCES += \
	%D%/authorities.c \
	%D%/authorities.h \
	%D%/document.c \
	%D%/document.h \
	%D%/draft.c \
	%D%/draft.h \
	%D%/families.c \
	%D%/families.h \
	%D%/http.c \
	%D%/http.h \
	%D%/import.c \
	%D%/import.h \
	%D%/ims.c \
	%D%/ims.h \
	%D%/jail.c \
	%D%/jail.h \
	%D%/jail_filter.c \
	%D%/jail_landlock.c \
	%D%/jail_parts.h \
	%D%/job.h \
	%D%/leftover.c \
	%D%/leftover.h \
	%D%/lines.c \
	%D%/lines.h \
	%D%/probe.c \
	%D%/probe.h \
	%D%/reply.c \
	%D%/reply.h \
	%D%/response.c \
	%D%/response.h \
	%D%/text.c \
	%D%/text.h \
	%D%/wiped.c \
	%D%/wiped.h \
	%D%/workfront.c \
	%D%/workfront.h

dist_man_MANS += %D%/workfront-credential-adobe.8

libadobe_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(SECCOMP_CFLAGS)

workfront_credential_adobe_SOURCES = %D%/main.c
workfront_credential_adobe_CPPFLAGS = $(libadobe_a_CPPFLAGS)
workfront_credential_adobe_LDADD = libadobe.a libprotocol.a $(NETWORK_LIBS)
