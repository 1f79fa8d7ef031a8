# WF_SIZE
# -------
# Set SIZE_CFLAGS and SIZE_LDFLAGS to what keeps programs small: no tables for exceptions, which C
# doesn't throw, no function that nobody calls, relocations in a packed form, one table of hashes
# of symbols. Instrumented builds need the tables. After WF_INSTRUMENT and WF_HARDENING.
AC_DEFUN([WF_SIZE], [
    SIZE_CFLAGS=
    SIZE_LDFLAGS=
    AS_IF([test "$enable_sanitizers$enable_coverage$enable_fuzzing" = nonono], [
        WF_APPEND_FLAGS([SIZE_CFLAGS], [
            -fno-unwind-tables -fno-asynchronous-unwind-tables
            -ffunction-sections -fdata-sections])
        WF_APPEND_FLAGS([SIZE_LDFLAGS], [
            -Wl,--gc-sections -Wl,-z,pack-relative-relocs -Wl,--hash-style=gnu])
    ])
    AC_SUBST([SIZE_CFLAGS])
    AC_SUBST([SIZE_LDFLAGS])
])
