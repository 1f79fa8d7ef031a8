# WF_STATIC_LIBRARIES
# -------------------
# --enable-static-libraries=yes|no|auto: copy libsodium and jansson into the helper. Loading them
# as shared libraries is more than half of what a cached answer costs (make bench). Programs with
# copies have to be built anew when they are updated, so distributions say no. Auto is yes where the
# static libraries are, and no for instrumented builds. Sets HELPER_LIBS, and helper_libraries to
# the shared libraries that the helper needs. After WF_PKG of both, and WF_INSTRUMENT; for the
# network program see WF_NETWORK_LIBRARIES.
AC_DEFUN([WF_STATIC_LIBRARIES], [
    AC_ARG_ENABLE([static-libraries],
        [AS_HELP_STRING([--enable-static-libraries],
            [copy small libraries into the programs, for speed (yes, no, auto; default: auto)])],
        [], [enable_static_libraries=auto])
    AS_IF([test "$enable_static_libraries$enable_sanitizers$enable_fuzzing" = autonono],
          [wf_try_static=yes], [wf_try_static=$enable_static_libraries])
    AS_VAR_IF([wf_try_static], [yes], [WF_STATIC_LIBRARIES_TRY], [have_static_libraries=no])
    AS_IF([test "$enable_static_libraries$have_static_libraries" = yesno],
          [AC_MSG_ERROR([--enable-static-libraries was asked for, but libsodium.a or libjansson.a
can't be linked into a program.])])
    AS_VAR_IF([have_static_libraries], [yes], [
        HELPER_LIBS=$wf_static_libs
        helper_libraries=libc
    ], [
        # The C library comes first: most symbols are there, and the loader looks in this order
        HELPER_LIBS="-lc $SODIUM_LIBS $JANSSON_LIBS"
        helper_libraries='libc libjansson libsodium'
    ])
    AC_SUBST([HELPER_LIBS])
    AC_SUBST([helper_libraries])
])

AC_DEFUN([WF_STATIC_LIBRARIES_TRY], [
    AC_MSG_CHECKING([for static libsodium and jansson])
    wf_static_libs='-l:libsodium.a -l:libjansson.a'
    wf_save_LIBS=$LIBS wf_save_LDFLAGS=$LDFLAGS
    LIBS="$wf_static_libs $LIBS"
    LDFLAGS="$HARDEN_LDFLAGS $LDFLAGS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM(
        [[extern int sodium_init(void); extern void *json_object(void);]],
        [[return sodium_init() < 0 || json_object() == 0;]])],
        [have_static_libraries=yes], [have_static_libraries=no])
    LIBS=$wf_save_LIBS LDFLAGS=$wf_save_LDFLAGS
    AC_MSG_RESULT([$have_static_libraries])
])
