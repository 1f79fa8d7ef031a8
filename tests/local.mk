# tests/shared/: the helper as --disable-static-pie makes it: something can be preloaded into that

if HAVE_STATIC_PIE
check_PROGRAMS += tests/shared/workfront-credential
endif
tests_shared_workfront_credential_SOURCES = helper/main.c
tests_shared_workfront_credential_LDADD = $(helper_libs)

# How tests run: all of them speak TAP, so that each assertion counts

TEST_EXTENSIONS = .sh
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/contrib/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)

# Tests see the tree as it would be installed: first in PATH, and as $stage_bindir
stage = $(abs_builddir)/stage
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	stage_bindir='$(stage)$(bindir)'; stage_libexecdir='$(stage)$(libexecdir)'; \
	stage_mandir='$(stage)$(mandir)'; bindir='$(bindir)'; libexecdir='$(libexecdir)'; \
	PATH='$(stage)$(bindir)':"$$PATH"; \
	CK_TAP_LOG_FILE_NAME=-; CK_VERBOSITY=silent; \
	CC='$(CC)'; HARDEN_CFLAGS='$(HARDEN_CFLAGS)'; HARDEN_LDFLAGS='$(HARDEN_LDFLAGS)'; \
	INSTRUMENT_CFLAGS='$(INSTRUMENT_CFLAGS)'; NETWORK_LIBRARIES='$(network_libraries)'; \
	NETWORK_LIBS='$(NETWORK_LIBS)'; \
	FLEET_LIBRARIES='libc libcurl libsodium'; VAULT_PROGRAMS='$(vault_programs)'; MISSING_PACKAGES='$(check_packages)'; \
	HELPER_LIBRARIES='$(helper_libraries)'; SHARED_LIBRARIES='$(shared_libraries)'; \
	export top_srcdir top_builddir stage_bindir stage_libexecdir stage_mandir bindir libexecdir PATH \
		CK_TAP_LOG_FILE_NAME CK_VERBOSITY \
		CC HARDEN_CFLAGS HARDEN_LDFLAGS INSTRUMENT_CFLAGS NETWORK_LIBRARIES \
		HELPER_LIBRARIES SHARED_LIBRARIES NETWORK_LIBS FLEET_LIBRARIES VAULT_PROGRAMS MISSING_PACKAGES;

check_DATA += stage.stamp
CLEANFILES += stage.stamp

stage.stamp: $(bin_PROGRAMS) $(libexec_PROGRAMS) $(dist_man_MANS) Makefile
	$(AM_V_GEN)rm -rf '$(stage)' \
		&& $(MAKE) $(AM_MAKEFLAGS) install DESTDIR='$(stage)' program_transform_name=s,x,x, >stage.log 2>&1 \
		|| { cat stage.log; exit 1; }
	$(AM_V_at)touch $@

clean-local:
	rm -rf '$(stage)' stage.log fuzz

# The Check suites under Valgrind
VALGRIND = valgrind
VALGRIND_FLAGS = --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite

# Valgrind is slow: it sees every fifth of the faults that the others see
check-valgrind:
	FAULTS_STEP=5 $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(check_suites)' TEST_SUITE_LOG=valgrind.log \
		LOG_COMPILER='$(VALGRIND) $(VALGRIND_FLAGS)' CK_TIMEOUT_MULTIPLIER=20

.PHONY: check-valgrind

# The same programs from another compiler: without the stories of what surrounds them and goes wrong
# there, which tell nothing new of it. A model counts what no compiler changes. Who is killed at each
# system call leaves the states of the disk that the source makes: gcc's meet them all.
surroundings = authorities|background|bootstrap|completions|contributing|coverage|disks|examples|fleet_model|gnutls|inject|inject_vaults|manual|names|nfs|pnpm|rotation_model|static|survives
killed = broker_killed|rotate_killed

# Sanitizers can't be traced: there these tell what no other story does of answers that are lost
if ENABLE_SANITIZERS
not_another_compiler = $(surroundings)
else
not_another_compiler = $(surroundings)|$(killed)
endif

check-compiler:
	$(MAKE) $(AM_MAKEFLAGS) check \
		TESTS="`printf '%s\n' $(TESTS) | grep -vxE 'tests/stories/($(not_another_compiler))\.sh' | xargs`"

.PHONY: check-compiler

# The same source in another release of Debian: without what takes long and asks nothing of it, as no
# library or tool of the release has a part in what is counted there, and in the states that a kill
# leaves. Then, as root, the tests in which that makes a difference.
elsewhere = bootstrap|contributing|coverage|disks|fleet_model|fuzz_corpus|inject|inject_vaults|nfs|rotation_model|survives|$(killed)

check-release:
	$(MAKE) $(AM_MAKEFLAGS) check \
		TESTS="`printf '%s\n' $(TESTS) | grep -vxE 'tests/stories/($(elsewhere))\.sh' | xargs`"

check-root:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="`for test in $(TESTS); do \
		cat '$(top_srcdir)'/$$test '$(top_srcdir)'/$$test.c 2>/dev/null | \
			grep -qE 'id -u|geteuid\(|chown|mknod|setpriv|unshare' && echo $$test; \
		done | grep -vxE 'tests/stories/($(elsewhere))\.sh' | xargs`"

.PHONY: check-release check-root
