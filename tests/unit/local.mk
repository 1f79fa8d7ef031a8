# Check suites, one a module: check_x.c is built into check_x

if HAVE_CHECK
check_suites = \
	%D%/check_adobe \
	%D%/check_audit \
	%D%/check_audit_faults \
	%D%/check_audit_flaws \
	%D%/check_broker_connection \
	%D%/check_broker_limits \
	%D%/check_broker_rules \
	%D%/check_buffer \
	%D%/check_cache \
	%D%/check_credential \
	%D%/check_damage \
	%D%/check_dialect \
	%D%/check_dialect_shell \
	%D%/check_engine \
	%D%/check_exec \
	%D%/check_faults \
	%D%/check_file \
	%D%/check_fleet \
	%D%/check_fleet_record \
	%D%/check_folder \
	%D%/check_harden \
	%D%/check_host \
	%D%/check_identifiers \
	%D%/check_instance \
	%D%/check_http \
	%D%/check_families \
	%D%/check_family \
	%D%/check_import \
	%D%/check_import_fields \
	%D%/check_import_forms \
	%D%/check_ims \
	%D%/check_ims_errors \
	%D%/check_jail \
	%D%/check_jail_filter \
	%D%/check_foreign \
	%D%/check_keyfile \
	%D%/check_keyring \
	%D%/check_keyslot \
	%D%/check_timing \
	%D%/check_lock \
	%D%/check_mask \
	%D%/check_memory \
	%D%/check_messages \
	%D%/check_musl \
	%D%/check_options \
	%D%/check_backoff \
	%D%/check_passphrase \
	%D%/check_path_walk \
	%D%/check_profile \
	%D%/check_proxy \
	%D%/check_quote \
	%D%/check_redact \
	%D%/check_rekey \
	%D%/check_rekey_meanwhile \
	%D%/check_rekey_memory \
	%D%/check_record \
	%D%/check_record_write \
	%D%/check_resp \
	%D%/check_response \
	%D%/check_rotation \
	%D%/check_rotation_values \
	%D%/check_rotation_fleet \
	%D%/check_scopes \
	%D%/check_seal \
	%D%/check_sealing \
	%D%/check_secret \
	%D%/check_stack \
	%D%/check_status \
	%D%/check_store \
	%D%/check_systemd \
	%D%/check_token \
	%D%/check_unlock \
	%D%/check_vault \
	%D%/check_walk \
	%D%/check_workfront
check_PROGRAMS += $(check_suites)
TESTS += $(check_suites)
LDADD = libhelper.a libstore.a libprotocol.a $(CHECK_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS)

# The broker is no library
tests_unit_check_broker_limits_SOURCES = %D%/check_broker_limits.c helper/broker/limits.c
tests_unit_check_broker_connection_SOURCES = %D%/check_broker_connection.c \
	helper/broker/connection.c helper/broker/job.c helper/broker/limits.c

# Those of the network program link its libraries
adobe_libs = libadobe.a libprotocol.a $(CHECK_LIBS) \
	$(CURL_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS)
tests_unit_check_http_LDADD = $(adobe_libs)
tests_unit_check_families_LDADD = $(adobe_libs)
tests_unit_check_import_LDADD = $(adobe_libs)
tests_unit_check_import_fields_LDADD = $(adobe_libs)
tests_unit_check_import_forms_LDADD = $(adobe_libs)
tests_unit_check_ims_LDADD = $(adobe_libs)
tests_unit_check_ims_errors_LDADD = $(adobe_libs)
tests_unit_check_jail_LDADD = $(adobe_libs)
tests_unit_check_jail_filter_LDADD = $(adobe_libs)
tests_unit_check_memory_LDADD = $(adobe_libs)
tests_unit_check_resp_LDADD = libfleet.a libprotocol.a $(CHECK_LIBS) $(CURL_LIBS) $(SODIUM_LIBS)
tests_unit_check_response_LDADD = $(adobe_libs)
tests_unit_check_workfront_LDADD = $(adobe_libs)

# These make the functions that they stand in for fail on demand
tests_unit_check_buffer_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=secret_alloc -Wl,--wrap=read -Wl,--wrap=write
fault_wraps = -Wl,--wrap=open -Wl,--wrap=openat -Wl,--wrap=__openat_2 -Wl,--wrap=close \
	-Wl,--wrap=read -Wl,--wrap=pread -Wl,--wrap=write -Wl,--wrap=ftruncate \
	-Wl,--wrap=fsync -Wl,--wrap=fdatasync -Wl,--wrap=fallocate \
	-Wl,--wrap=fstat -Wl,--wrap=fstatat -Wl,--wrap=faccessat -Wl,--wrap=fchmod \
	-Wl,--wrap=mkdirat -Wl,--wrap=renameat -Wl,--wrap=unlinkat -Wl,--wrap=fcntl \
	-Wl,--wrap=open64 -Wl,--wrap=openat64 -Wl,--wrap=__openat64_2 -Wl,--wrap=pread64 \
	-Wl,--wrap=ftruncate64 -Wl,--wrap=fallocate64 -Wl,--wrap=__fstat64_time64 \
	-Wl,--wrap=__fstatat64_time64 -Wl,--wrap=__fcntl_time64
tests_unit_check_audit_faults_LDFLAGS = $(AM_LDFLAGS) $(fault_wraps) -Wl,--wrap=secret_alloc
tests_unit_check_engine_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spawn_run
tests_unit_check_faults_LDFLAGS = $(AM_LDFLAGS) $(fault_wraps)
tests_unit_check_file_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fstat -Wl,--wrap=__fstat64_time64
tests_unit_check_foreign_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=moment_now
tests_unit_check_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=secret_alloc -Wl,--wrap=wiped_malloc -Wl,--wrap=free
tests_unit_check_musl_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=syscall -Wl,--wrap=mprotect
tests_unit_check_rekey_memory_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=secret_alloc
tests_unit_check_secret_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=mprotect -Wl,--wrap=munmap
else
check_packages += check
endif
