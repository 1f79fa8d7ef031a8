# The broker, which hands requests of other users to the helper; it links no library but the C library

libexec_PROGRAMS += workfront-credential-broker
dist_man_MANS += %D%/workfront-credential-broker.8

workfront_credential_broker_SOURCES = \
	%D%/connection.c \
	%D%/connection.h \
	%D%/job.c \
	%D%/job.h \
	%D%/limits.c \
	%D%/limits.h \
	%D%/listener.c \
	%D%/listener.h \
	%D%/main.c \
	%D%/memory.c \
	%D%/tell.h \
	helper/broker_file.c \
	helper/broker_file.h \
	helper/harden.c \
	helper/harden.h \
	helper/paths.c \
	helper/paths.h
workfront_credential_broker_CPPFLAGS = $(AM_CPPFLAGS) \
	-DBINDIR='"$(bindir)"' -DLIBEXECDIR='"$(libexecdir)"' -DSYSCONFDIR='"$(sysconfdir)"'
workfront_credential_broker_LDADD = libprotocol.a

helper/workfront_credential_broker-paths.$(OBJEXT): Makefile
helper/workfront_credential_broker-broker_file.$(OBJEXT): Makefile
