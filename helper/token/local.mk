# Profiles and their tokens

libhelper_a_SOURCES += \
	%D%/answer.c \
	%D%/answer.h \
	%D%/engine.c \
	%D%/engine.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/exchange.c \
	%D%/exchange.h \
	%D%/instance.c \
	%D%/instance.h \
	%D%/token_refresher.c \
	%D%/token_refresher.h \
	%D%/foreign.c \
	%D%/foreign.h \
	%D%/masked.c \
	%D%/masked.h \
	%D%/moment.c \
	%D%/moment.h \
	%D%/network.c \
	%D%/network.h \
	%D%/broker_client.c \
	%D%/broker_client.h \
	%D%/backoff.c \
	%D%/backoff.h \
	%D%/profile.c \
	%D%/profile.h \
	%D%/profile_list.c \
	%D%/profile_list.h \
	%D%/renewal.c \
	%D%/renewal.h \
	%D%/secret_trial.c \
	%D%/secret_trial.h \
	%D%/splay.c \
	%D%/splay.h \
	%D%/scopes.c \
	%D%/scopes.h \
	%D%/stored.c \
	%D%/stored.h \
	%D%/target.c \
	%D%/target.h \
	%D%/token.c \
	%D%/token.h \
	%D%/token_file.c \
	%D%/token_file.h
