# What the programs have in common that speak to others: the jail, and looking up names

jail_sources = \
	%D%/jail.c \
	%D%/jail.h \
	%D%/jail_filter.c \
	%D%/jail_filter.h \
	%D%/jail_landlock.c \
	%D%/jail_landlock.h \
	%D%/jail_numbers.h

# Of those that speak TLS, too: their beginning and end, whom they trust, and memory for libcurl
network_sources = $(jail_sources) \
	%D%/authorities.c \
	%D%/authorities.h \
	%D%/program.c \
	%D%/program.h \
	%D%/resolver.c \
	%D%/resolver.h \
	%D%/wiped.c \
	%D%/wiped.h

libadobe_a_SOURCES += $(network_sources)
