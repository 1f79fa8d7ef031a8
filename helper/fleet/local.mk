# The program that speaks to a fleet's cache

libfleet_a_SOURCES = \
	%D%/connection.c \
	%D%/connection.h \
	%D%/endpoint.c \
	%D%/endpoint.h \
	%D%/job.c \
	%D%/job.h \
	%D%/redis.c \
	%D%/redis.h \
	%D%/resp.c \
	%D%/resp.h \
	$(network_sources)
libfleet_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)

dist_man_MANS += %D%/workfront-credential-fleet.8

workfront_credential_fleet_SOURCES = %D%/main.c
workfront_credential_fleet_CPPFLAGS = $(libfleet_a_CPPFLAGS)
workfront_credential_fleet_LDADD = libfleet.a libprotocol.a $(CURL_LIBS) $(SODIUM_LIBS)
