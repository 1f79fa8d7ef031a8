# WF_TIME64
# ---------
# Have a time_t of 64 bits, by _TIME_BITS of glibc >= 2.34 where the processor's usual one has 32:
# dates after 2038 are dates. Autoconf has AC_SYS_YEAR2038 for that since 2.72 only. No library that
# was compiled with 32 bits may be given a time_t or hand one over. After AC_SYS_LARGEFILE, which
# _TIME_BITS asks for.
AC_DEFUN([WF_TIME64], [
    AC_CACHE_CHECK([what makes time_t 64 bits wide], [wf_cv_time64], [
        wf_cv_time64=no
        WF_TIME64_TRY([], [wf_cv_time64=nothing],
            [WF_TIME64_TRY([@%:@define _TIME_BITS 64], [wf_cv_time64=_TIME_BITS])])
    ])
    AS_CASE([$wf_cv_time64],
        [no], [AC_MSG_ERROR([a C library with a 64-bit time_t is needed])],
        [_TIME_BITS], [AC_DEFINE([_TIME_BITS], [64], [Bits of a time_t, where it has a choice.])])
])

AC_DEFUN([WF_TIME64_TRY], [
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
            $1
            #include <time.h>
        ]], [[
            _Static_assert(sizeof(time_t) >= 8, "dates after 2038");
        ]])], [$2], [$3])
])
