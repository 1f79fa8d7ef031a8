# Fuzz targets, one a parser. `make check` runs their seeds, on any compiler

fuzz_targets = \
	%D%/fuzz_answer \
	%D%/fuzz_ask \
	%D%/fuzz_audit \
	%D%/fuzz_broker \
	%D%/fuzz_fleet \
	%D%/fuzz_fleet_record \
	%D%/fuzz_host \
	%D%/fuzz_identifiers \
	%D%/fuzz_import \
	%D%/fuzz_jail_filter \
	%D%/fuzz_ims \
	%D%/fuzz_keys \
	%D%/fuzz_path_walk \
	%D%/fuzz_record \
	%D%/fuzz_redact \
	%D%/fuzz_request \
	%D%/fuzz_resp \
	%D%/fuzz_rules \
	%D%/fuzz_sealed \
	%D%/fuzz_settings \
	%D%/fuzz_stack \
	%D%/fuzz_transfer \
	%D%/fuzz_vault \
	%D%/fuzz_workfront
check_PROGRAMS += $(fuzz_targets)
EXTRA_DIST += %D%/adobe.h %D%/answer.dict %D%/ask.dict %D%/audit.dict %D%/broker.dict \
	%D%/fleet.dict %D%/fleet_record.dict %D%/fuzz.h %D%/corpus \
	%D%/host.dict %D%/identifiers.dict %D%/import.dict %D%/ims.dict %D%/jail_filter.dict \
	%D%/keys.dict %D%/path_walk.dict %D%/record.dict %D%/redact.dict %D%/request.dict %D%/resp.dict %D%/rules.dict \
	%D%/sealed.dict %D%/settings.dict %D%/stack.dict %D%/transfer.dict %D%/vault.dict \
	%D%/workfront.dict

fuzz_libs = libhelper.a libstore.a libprotocol.a $(JANSSON_LIBS) $(SODIUM_LIBS)
if ENABLE_FUZZING
fuzz_libs += $(LIB_FUZZING_ENGINE)
else
check_LIBRARIES = libdriver.a
libdriver_a_SOURCES = %D%/driver.c
fuzz_libs += libdriver.a
endif

# In place of the libraries that a suite of tests/unit is linked with
$(fuzz_targets): LDADD = libadobe.a libfleet.a $(fuzz_libs) $(CURL_LIBS)
$(fuzz_targets): libadobe.a libfleet.a $(check_LIBRARIES)
tests_fuzz_fuzz_answer_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spawn_run
tests_fuzz_fuzz_vault_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=spawn_run

# With --enable-fuzzing: FUZZ_RUNS executions of each target, and at most FUZZ_SECONDS of it (0 =
# no limit to either). What it learns stays in fuzz/NAME, an input that fails in fuzz/NAME-*, what
# the engine said in fuzz/NAME.log. The timeout is for an endless loop, not for a busy machine.
FUZZ_SECONDS = 300
FUZZ_RUNS = -1
FUZZ_FLAGS = -max_len=4096 -timeout=120 -rss_limit_mb=1024 -print_final_stats=1

if ENABLE_FUZZING
fuzz: $(fuzz_targets)
	@failed=; for target in $(fuzz_targets); do \
		name=`expr $$target : '.*fuzz_\(.*\)'`; \
		$(MKDIR_P) fuzz/$$name || exit; \
		echo "== fuzz_$$name"; \
		./$$target $(FUZZ_FLAGS) -runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_SECONDS) \
			-dict=$(top_srcdir)/tests/fuzz/$$name.dict -artifact_prefix=fuzz/$$name- \
			fuzz/$$name $(top_srcdir)/tests/fuzz/corpus/$$name >fuzz/$$name.log 2>&1 || \
			failed="$$failed $$name"; \
		tail -n 3 fuzz/$$name.log; \
	done; \
	for name in $$failed; do echo "FAIL: fuzz_$$name"; tail -n 40 fuzz/$$name.log; done; \
	test -z "$$failed"
else
fuzz:
	@echo "make fuzz needs a build with: ./configure CC=clang --enable-fuzzing" >&2; exit 1
endif

# A fixed number of executions, the same ones each time: three minutes. For more of them: make fuzz
fuzz-check:
	rm -rf fuzz
	$(MAKE) $(AM_MAKEFLAGS) fuzz FUZZ_RUNS=30000 FUZZ_SECONDS=0 FUZZ_FLAGS='$(FUZZ_FLAGS) -seed=1'

.PHONY: fuzz fuzz-check
