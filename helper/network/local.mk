# What the programs have in common that speak to others: the jail, and looking up names

jail_sources = \
	%D%/jail.c \
	%D%/jail.h \
	%D%/jail_filter.c \
	%D%/jail_filter.h \
	%D%/jail_landlock.c \
	%D%/jail_landlock.h \
	%D%/jail_numbers.h

libadobe_a_SOURCES += $(jail_sources) %D%/resolver.c %D%/resolver.h
