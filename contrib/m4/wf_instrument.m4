# WF_INSTRUMENT_OPTIONS
# ---------------------
# The options that build instrumented programs. To be called before AC_PROG_CC: unless the user
# has chosen CFLAGS, the instrumented builds get flags of their own, and all others small code.
AC_DEFUN([WF_INSTRUMENT_OPTIONS], [
    AC_ARG_ENABLE([sanitizers],
        [AS_HELP_STRING([--enable-sanitizers], [AddressSanitizer, UndefinedBehaviorSanitizer])],
        [], [enable_sanitizers=no])
    AC_ARG_ENABLE([coverage],
        [AS_HELP_STRING([--enable-coverage], [count executed lines for gcov])],
        [], [enable_coverage=no])
    AC_ARG_ENABLE([fuzzing],
        [AS_HELP_STRING([--enable-fuzzing],
            [build the fuzz targets: with clang on libFuzzer, with LIB_FUZZING_ENGINE on that])],
        [], [enable_fuzzing=no])
    AC_ARG_VAR([LIB_FUZZING_ENGINE], [linker flags of a fuzzing engine other than libFuzzer])
    AS_VAR_IF([enable_coverage], [yes], [: "${CFLAGS=-g -O0}"])
    AS_IF([test "$enable_sanitizers$enable_fuzzing" != nono], [: "${CFLAGS=-g -O1}"])
    : "${CFLAGS=-g -Os}"
])

# WF_INSTRUMENT
# -------------
# Set INSTRUMENT_CFLAGS and INSTRUMENT_LDFLAGS for everything that is built, and
# LIB_FUZZING_ENGINE for the fuzz targets. An option that was asked for and doesn't work is an
# error.
AC_DEFUN([WF_INSTRUMENT], [
    INSTRUMENT_CFLAGS=
    INSTRUMENT_LDFLAGS=
    AS_IF([test "$enable_sanitizers$enable_fuzzing" != nono],
          [WF_INSTRUMENT_WITH([-fsanitize=address,undefined])
           AS_VAR_APPEND([INSTRUMENT_CFLAGS],
                         [" -fno-omit-frame-pointer -fno-sanitize-recover=all"])])
    AS_VAR_IF([enable_coverage], [yes], [WF_INSTRUMENT_WITH([--coverage])])
    AS_IF([test "$enable_fuzzing" = yes && test -z "$LIB_FUZZING_ENGINE"],
          [WF_INSTRUMENT_WITH([-fsanitize=fuzzer-no-link])
           LIB_FUZZING_ENGINE=-fsanitize=fuzzer])
    AS_VAR_IF([INSTRUMENT_CFLAGS], [], [],
              [AC_DEFINE([INSTRUMENTED], [1],
                         [Define to 1 if the parts of the jail that instrumentation can't live in
                          are left out.])])
    AC_SUBST([INSTRUMENT_CFLAGS])
    AC_SUBST([INSTRUMENT_LDFLAGS])
    AM_CONDITIONAL([ENABLE_SANITIZERS], [test "$enable_sanitizers$enable_fuzzing" != nono])
    AM_CONDITIONAL([ENABLE_COVERAGE], [test "$enable_coverage" = yes])
    AM_CONDITIONAL([ENABLE_FUZZING], [test "$enable_fuzzing" = yes])
])

# WF_INSTRUMENT_WITH(FLAG)
# ------------------------
# Use FLAG for compiling and linking, or end with an error.
AC_DEFUN([WF_INSTRUMENT_WITH], [
    wf_instrument=
    WF_APPEND_FLAG([wf_instrument], [$1])
    AS_VAR_IF([wf_instrument], [],
              [AC_MSG_ERROR([$CC can't build with $1; try CC=clang, or install its run-time library])])
    AS_VAR_APPEND([INSTRUMENT_CFLAGS], [" $1"])
    AS_VAR_APPEND([INSTRUMENT_LDFLAGS], [" $1"])
])
