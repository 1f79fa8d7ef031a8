# WF_LIBSECCOMP
# -------------
# --with-libseccomp=yes|no|auto: the system-call filter of the network program.
AC_DEFUN([WF_LIBSECCOMP], [
    AC_ARG_WITH([libseccomp],
        [AS_HELP_STRING([--with-libseccomp],
            [jail the network program's system calls (yes, no, auto; default: auto)])],
        [], [with_libseccomp=auto])
    have_SECCOMP=no
    AS_VAR_IF([with_libseccomp], [no], [],
        [WF_PKG_OPTIONAL([SECCOMP], [libseccomp >= 2.5], [libseccomp-dev], [system-call filter])])
    AS_IF([test "$with_libseccomp$have_SECCOMP" = yesno],
          [AC_MSG_ERROR([--with-libseccomp was asked for, but libseccomp >= 2.5 was not found.
On Debian and Ubuntu: apt-get install libseccomp-dev])])
    AS_VAR_IF([have_SECCOMP], [yes],
              [AC_DEFINE([HAVE_LIBSECCOMP], [1], [Define to 1 to filter system calls.])])
])
