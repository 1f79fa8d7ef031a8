# The commands, a file each

libhelper_a_SOURCES += \
	%D%/api.c \
	%D%/api.h \
	%D%/api_body.c \
	%D%/api_curl.c \
	%D%/api_pages.c \
	%D%/api_reply.c \
	%D%/ask.c \
	%D%/audit.c \
	%D%/capability.c \
	%D%/doctor.c \
	%D%/doctor.h \
	%D%/doctor_git.c \
	%D%/doctor_network.c \
	%D%/erase.c \
	%D%/exec.c \
	%D%/export.c \
	%D%/explain.c \
	%D%/explain.h \
	%D%/explain_broker.c \
	%D%/fleet.c \
	%D%/fleet.h \
	%D%/fleet_join.c \
	%D%/fleet_status.c \
	%D%/get.c \
	%D%/help.c \
	%D%/key.c \
	%D%/policy.c \
	%D%/print.c \
	%D%/remove.c \
	%D%/remove.h \
	%D%/remove_all.c \
	%D%/rename.c \
	%D%/revoke.c \
	%D%/rotate.c \
	%D%/serve_one.c \
	%D%/setup.c \
	%D%/stack.c \
	%D%/status.c \
	%D%/status.h \
	%D%/status_glance.c \
	%D%/status_store.c \
	%D%/store.c \
	%D%/terraform.c \
	%D%/unlock.c \
	%D%/verify.c
