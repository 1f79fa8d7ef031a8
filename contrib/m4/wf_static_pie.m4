# WF_STATIC_PIE
# -------------
# --enable-static-pie: link the helper with nothing to load at all, the C library included. It starts
# a seventh faster (make bench), and has to be built anew when any of the three is updated; a library
# that is preloaded doesn't reach it. The programs that people call and those in libexec stay as they
# are. Sets STATIC_PIE_LDFLAGS (in place of HARDEN_LDFLAGS) and STATIC_PIE_LIBS for what is linked
# so in any case, HELPER_LDFLAGS, have_static_pie, and helper_libraries as WF_STATIC_LIBRARIES does.
# After that and WF_HARDENING.
AC_DEFUN([WF_STATIC_PIE], [
    AC_ARG_ENABLE([static-pie],
        [AS_HELP_STRING([--enable-static-pie],
            [link the helper without any shared library, for speed])],
        [], [enable_static_pie=no])
    have_static_pie=no
    STATIC_PIE_LDFLAGS=-static-pie
    for wf_flag in $HARDEN_LDFLAGS; do
        AS_IF([test "x$wf_flag" != x-pie], [AS_VAR_APPEND([STATIC_PIE_LDFLAGS], [" $wf_flag"])])
    done
    STATIC_PIE_LIBS='-l:libsodium.a -l:libjansson.a'
    AS_IF([test "$enable_sanitizers$enable_fuzzing" = nono], [WF_STATIC_PIE_TRY])
    AS_IF([test "$enable_static_pie$have_static_pie" = yesno],
          [AC_MSG_ERROR([--enable-static-pie was asked for, but no static program can be linked with
libsodium.a and libjansson.a.])])
    HELPER_LDFLAGS=$HARDEN_LDFLAGS
    admin_libraries=$helper_libraries
    AS_VAR_IF([enable_static_pie], [yes], [
        HELPER_LDFLAGS=$STATIC_PIE_LDFLAGS
        HELPER_LIBS=$STATIC_PIE_LIBS
        admin_libraries=libc
        helper_libraries=
    ])
    AC_SUBST([STATIC_PIE_LDFLAGS])
    AC_SUBST([STATIC_PIE_LIBS])
    AC_SUBST([HELPER_LDFLAGS])
    AC_SUBST([admin_libraries])
])

AC_DEFUN([WF_STATIC_PIE_TRY], [
    AC_MSG_CHECKING([for static programs that can lie at any address])
    wf_save_LIBS=$LIBS wf_save_LDFLAGS=$LDFLAGS
    LIBS="$STATIC_PIE_LIBS $LIBS"
    LDFLAGS="$STATIC_PIE_LDFLAGS $LDFLAGS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM(
        [[extern int sodium_init(void); extern void *json_object(void);]],
        [[return sodium_init() < 0 || json_object() == 0;]])],
        [have_static_pie=yes], [have_static_pie=no])
    LIBS=$wf_save_LIBS LDFLAGS=$wf_save_LDFLAGS
    AC_MSG_RESULT([$have_static_pie])
])
