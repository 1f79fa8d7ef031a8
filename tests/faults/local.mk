# tests/faults/: the jail from inside, and on kernels that lack a part of it

check_PROGRAMS += %D%/inside %D%/lacks
tests_faults_inside_LDADD = libadobe.a libprotocol.a $(SODIUM_LIBS)
tests_faults_lacks_LDADD =

# tests/faults/: every call of every command goes wrong once, by a preloaded library

check_PROGRAMS += %D%/torture
tests_faults_torture_SOURCES = %D%/torture.c %D%/inject.h $(strike)
tests_faults_torture_LDADD =
check_DATA += %D%/inject.so %D%/started.so
CLEANFILES += %D%/inject.so %D%/started.so
EXTRA_DIST += $(inject_sources) %D%/started.c
inject_sources = %D%/inject.c %D%/pieces.c %D%/pieces.h

tests/faults/inject.so: $(inject_sources) %D%/inject.h tests/faults/torture$(EXEEXT)
	$(AM_V_CC)$(CC) $(CPPFLAGS) $(CFLAGS) $(STD_CFLAGS) $(WARN_CFLAGS) -I$(top_srcdir) -fPIC \
		-shared -o $@ $(top_srcdir)/tests/faults/inject.c $(top_srcdir)/tests/faults/pieces.c

tests/faults/started.so: %D%/started.c tests/faults/torture$(EXEEXT)
	$(AM_V_CC)$(CC) $(CPPFLAGS) $(CFLAGS) $(STD_CFLAGS) $(WARN_CFLAGS) -fPIC -shared -o $@ \
		$(top_srcdir)/tests/faults/started.c

# Each of them, also where a run takes long
torture:
	INJECT_LONG=yes SURVIVES_LONG=yes DAMAGE_STEP=1 CROWD=64 CROWD_SECONDS=60 API_PAGES=yes BROKER_CALLS=10000 \
		$(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='tests/stories/inject.sh tests/stories/inject_vaults.sh tests/stories/survives.sh tests/stories/rotate_killed.sh tests/stories/fleet_killed.sh tests/stories/broker_crowd.sh tests/stories/damage.sh tests/stories/crowd.sh tests/stories/api.sh'

# After ./configure --enable-coverage: what of protocol/ and store/ no test reaches
coverage:
	-$(MAKE) $(AM_MAKEFLAGS) -k check
	$(coverage_summary) .

# The same, and each line that isn't reached is justified beside it
coverage-check: coverage
	$(coverage_summary) --json -o coverage.json .
	$(top_srcdir)/contrib/coverage-check $(top_srcdir) coverage.json

coverage_summary = gcovr -r $(top_srcdir) -f '.*/protocol/.*' -f '.*/store/.*'
CLEANFILES += coverage.json

.PHONY: torture coverage coverage-check

# tests/faults/: programs under ptrace(2): what they leave in their memory when they end, and each of their system calls gone wrong, for tests/faults/torture

strike = \
	%D%/registers.h \
	%D%/strike.c %D%/strike.h \
	%D%/trace.c %D%/trace.h

check_PROGRAMS += %D%/leak %D%/witness
tests_faults_leak_LDADD =
tests_faults_witness_SOURCES = %D%/registers.h %D%/trace.c %D%/trace.h \
	%D%/witness.c
tests_faults_witness_LDADD =
