# WF_WITH(VARIABLE, NAME, MODULES, DEBIAN-PACKAGE, WHAT-FOR)
# ----------------------------------------------------------
# --with-NAME=yes|no|auto: a part of the programs that needs a library of its own. Sets
# have_VARIABLE to yes or no, VARIABLE_CFLAGS and VARIABLE_LIBS, and defines HAVE_VARIABLE.
AC_DEFUN([WF_WITH], [
    AC_ARG_WITH([$2],
        [AS_HELP_STRING([--with-$2], [build the $5 (yes, no, auto; default: auto)])],
        [], [with_$2=auto])
    have_$1=no
    AS_VAR_IF([with_$2], [no], [], [WF_PKG_OPTIONAL([$1], [$3], [$4], [$5])])
    AS_IF([test "$with_$2$have_$1" = yesno],
          [AC_MSG_ERROR([--with-$2 was asked for, but $3 was not found.
On Debian and Ubuntu: apt-get install $4])])
    AS_VAR_IF([have_$1], [yes],
              [AC_DEFINE([HAVE_$1], [1], [Define to 1 to build the $5.])])
])
