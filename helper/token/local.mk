# Profiles and their tokens

libhelper_a_SOURCES += \
	%D%/answer.c \
	%D%/answer.h \
	%D%/append.c \
	%D%/append.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/exchange.c \
	%D%/exchange.h \
	%D%/jailed.c \
	%D%/jailed.h \
	%D%/keeper.c \
	%D%/keeper.h \
	%D%/kept.c \
	%D%/kept.h \
	%D%/network.c \
	%D%/network.h \
	%D%/outcome.c \
	%D%/outcome.h \
	%D%/profile.c \
	%D%/profile.h \
	%D%/renewal.c \
	%D%/renewal.h \
	%D%/request.c \
	%D%/token.c \
	%D%/token.h \
	%D%/token_file.c \
	%D%/token_file.h
