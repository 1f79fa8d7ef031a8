# WF_FORTIFY(VARIABLE)
# --------------------
# Append the strongest _FORTIFY_SOURCE the C library has to VARIABLE: level 3, else 2. Nothing is
# added when the compiler doesn't optimise (the C library would only warn) or when the compiler or
# the user's flags have set a level already.
AC_DEFUN([WF_FORTIFY], [
    AC_CACHE_CHECK([for _FORTIFY_SOURCE], [wf_cv_fortify], [
        wf_cv_fortify=no
        wf_save_CPPFLAGS=$CPPFLAGS
        AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if !defined __OPTIMIZE__
#error not optimising
#elif defined _FORTIFY_SOURCE
#error set already
#endif
]])], [
            wf_save_CFLAGS=$CFLAGS
            CFLAGS="$CFLAGS -Werror"
            for wf_level in 3 2; do
                CPPFLAGS="$wf_save_CPPFLAGS -D_FORTIFY_SOURCE=$wf_level"
                AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [])],
                                  [wf_cv_fortify=$wf_level; break])
            done
            CFLAGS=$wf_save_CFLAGS])
        CPPFLAGS=$wf_save_CPPFLAGS
    ])
    AS_VAR_IF([wf_cv_fortify], [no], [],
              [AS_VAR_APPEND([$1], [" -D_FORTIFY_SOURCE=$wf_cv_fortify"])])
])
