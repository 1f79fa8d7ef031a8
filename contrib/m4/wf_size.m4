# WF_SIZE
# -------
# Set SIZE_CFLAGS and SIZE_LDFLAGS to what keeps programs small: no tables for exceptions, which C
# doesn't throw, no function that nobody calls, relocations in a packed form, one table of hashes
# of symbols, no gaps between tables, and none of the optimisations that make -Os code longer here.
# Instrumented builds need the tables. After WF_INSTRUMENT and WF_HARDENING.
AC_DEFUN([WF_SIZE], [
    SIZE_CFLAGS=
    SIZE_LDFLAGS=
    AS_IF([test "$enable_sanitizers$enable_coverage$enable_fuzzing" = nonono], [
        WF_APPEND_FLAGS([SIZE_CFLAGS], [
            -fno-unwind-tables -fno-asynchronous-unwind-tables
            -ffunction-sections -fdata-sections -malign-data=abi
            -fno-caller-saves -fno-shrink-wrap -fno-tree-pre -fno-code-hoisting
            -fno-gcse -fno-ipa-sra -fno-tree-dominator-opts])
        WF_APPEND_FLAGS([SIZE_LDFLAGS], [
            -Wl,--gc-sections -Wl,-z,pack-relative-relocs -Wl,--hash-style=gnu])
    ])
    AC_SUBST([SIZE_CFLAGS])
    AC_SUBST([SIZE_LDFLAGS])
])
