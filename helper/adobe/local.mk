# The network program

libadobe_a_SOURCES += \
	%D%/candidates.c \
	%D%/candidates.h \
	%D%/console.c \
	%D%/console.h \
	%D%/credential_fields.c \
	%D%/credential_fields.h \
	%D%/curl.c \
	%D%/curl.h \
	%D%/document.c \
	%D%/document.h \
	%D%/families.c \
	%D%/families.h \
	%D%/groups.c \
	%D%/groups.h \
	%D%/http.c \
	%D%/http.h \
	%D%/import.c \
	%D%/import.h \
	%D%/ims.c \
	%D%/ims.h \
	%D%/lines.c \
	%D%/lines.h \
	%D%/reply.c \
	%D%/reply.h \
	%D%/response.c \
	%D%/response.h \
	%D%/secrets.c \
	%D%/secrets.h \
	%D%/secret_places.c \
	%D%/secret_places.h \
	%D%/text.c \
	%D%/text.h \
	%D%/url.c \
	%D%/url.h \
	%D%/workfront.c \
	%D%/workfront.h

dist_man_MANS += %D%/workfront-credential-adobe.8

libadobe_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS)

workfront_credential_adobe_SOURCES = %D%/main.c
workfront_credential_adobe_CPPFLAGS = $(libadobe_a_CPPFLAGS)
workfront_credential_adobe_LDADD = libadobe.a libprotocol.a $(NETWORK_LIBS)
