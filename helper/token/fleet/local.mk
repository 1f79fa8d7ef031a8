# Our side of a fleet: who belongs to it, and what its machines share

libhelper_a_SOURCES += \
	%D%/fleet.c \
	%D%/fleet.h \
	%D%/fleet_fields.c \
	%D%/fleet_fields.h \
	%D%/fleet_key.c \
	%D%/fleet_key.h \
	%D%/fleet_minters.c \
	%D%/fleet_minters.h \
	%D%/fleet_profile.c \
	%D%/fleet_profile.h \
	%D%/fleet_record.c \
	%D%/fleet_record.h \
	%D%/fleet_renewal.c \
	%D%/fleet_renewal.h \
	%D%/fleet_rotation.c \
	%D%/fleet_rotation.h \
	%D%/fleet_secret.c \
	%D%/fleet_secret.h \
	%D%/fleet_token.c \
	%D%/fleet_token.h \
	%D%/fleet_value.c \
	%D%/fleet_value.h
