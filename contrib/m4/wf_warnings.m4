# WF_WARNINGS
# -----------
# Set WARN_CFLAGS to the warnings this compiler knows; --enable-werror makes them errors.
AC_DEFUN([WF_WARNINGS], [
    AC_ARG_ENABLE([werror],
        [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors (for developers)])],
        [], [enable_werror=no])
    WARN_CFLAGS=
    WF_APPEND_FLAGS([WARN_CFLAGS], [
        -Wall -Wextra -Wformat=2 -Wshadow -Wundef -Wvla -Walloca
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
        -Wpointer-arith -Wcast-align -Wcast-align=strict -Wwrite-strings -Wimplicit-fallthrough
        -Wdouble-promotion -Wdate-time -Wnested-externs
        -Wduplicated-cond -Wduplicated-branches -Wlogical-op])
    AS_VAR_IF([enable_werror], [yes], [AS_VAR_APPEND([WARN_CFLAGS], [" -Werror"])])
    AC_SUBST([WARN_CFLAGS])
])
