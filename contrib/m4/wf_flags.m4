# WF_APPEND_FLAG(VARIABLE, FLAG)
# ------------------------------
# Append FLAG to VARIABLE when a program compiles and links with it and the compiler says
# nothing about it. The user's CFLAGS and LDFLAGS are used for the trial and left as they were.
AC_DEFUN([WF_APPEND_FLAG], [
    AS_VAR_PUSHDEF([wf_ok], [wf_cv_flag_$2])
    AC_CACHE_CHECK([whether $CC takes $2], [wf_ok], [
        wf_save_CFLAGS=$CFLAGS
        CFLAGS="$CFLAGS $$1 -Werror $2"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]],
                                        [[char line[64]; return fgets(line, 64, stdin) == 0;]])],
                       [AS_VAR_SET([wf_ok], [yes])], [AS_VAR_SET([wf_ok], [no])])
        CFLAGS=$wf_save_CFLAGS
    ])
    AS_VAR_IF([wf_ok], [yes], [AS_VAR_APPEND([$1], [" $2"])])
    AS_VAR_POPDEF([wf_ok])
])

# WF_APPEND_FLAGS(VARIABLE, FLAG...)
# ----------------------------------
# WF_APPEND_FLAG for each of the blank-separated FLAGs.
AC_DEFUN([WF_APPEND_FLAGS], [m4_foreach_w([wf_flag], [$2], [WF_APPEND_FLAG([$1], m4_defn([wf_flag]))])])
