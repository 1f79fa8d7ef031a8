# How fast it is, compared with other programs. Not a part of `make check`

bench_programs = \
	%D%/bare \
	%D%/bare-libraries \
	%D%/fill \
	%D%/flood \
	%D%/race
EXTRA_PROGRAMS = $(bench_programs)
EXTRA_DIST += %D%/baseline.sh %D%/baseline.tsv %D%/bench.sh
CLEANFILES += $(bench_programs) bench.tsv

# The floor of a helper without a loader, which make check looks at, too
if HAVE_STATIC_PIE
check_PROGRAMS += %D%/bare-static
tests_bench_bare_static_SOURCES = %D%/bare.c
tests_bench_bare_static_CPPFLAGS = $(STATIC_CPPFLAGS)
tests_bench_bare_static_LDFLAGS = $(STATIC_LDFLAGS)
tests_bench_bare_static_LDADD = $(STATIC_START) $(STATIC_LIBS)
endif

# The floor: a program that does nothing, and one that only loads the libraries that ours needs
tests_bench_bare_SOURCES = %D%/bare.c
tests_bench_bare_LDADD =
tests_bench_bare_libraries_SOURCES = %D%/bare.c
tests_bench_bare_libraries_LDFLAGS = $(AM_LDFLAGS) -Wl,--no-as-needed
tests_bench_bare_libraries_LDADD = -lc $(SODIUM_LIBS) $(JANSSON_LIBS)
tests_bench_race_LDADD =
tests_bench_flood_LDADD =
tests_bench_fill_LDADD = libstore.a libprotocol.a $(SODIUM_LIBS)

bench: $(bench_programs) stage.stamp
	@$(MAKE) $(AM_MAKEFLAGS) check TESTS= >/dev/null
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(top_srcdir)/tests/bench/bench.sh

bench-check:
	@BENCH_CHECK=yes $(MAKE) $(AM_MAKEFLAGS) bench

# What came out last is what later runs are compared with
bench-baseline:
	@$(SHELL) $(top_srcdir)/tests/bench/baseline.sh bench.tsv $(top_srcdir)/tests/bench/baseline.tsv

.PHONY: bench bench-check bench-baseline
