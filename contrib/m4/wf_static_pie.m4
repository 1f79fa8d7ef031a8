# WF_STATIC_PIE
# -------------
# --enable-static-pie=yes|no|auto: link the helper with nothing to load at all, with musl as its C
# library. A cached answer takes a third of the time then (make bench): no loader, and none of what
# glibc asks the processor before main(). It has to be built anew when musl, libsodium or jansson is
# updated, no library can be preloaded into it, and musl has no checking variants of C functions.
# The other programs stay as they are. Auto is yes where musl-gcc and the static libraries are, and
# no for instrumented builds, when cross-compiling, or with --disable-static-libraries.
#
# The two archives were compiled for glibc. What they call of a C library has the same binary
# interface in musl, but for names of glibc's own, which protocol/musl.c supplies. This says yes when
# a program with the whole of both, so that nothing they call is missing, can be linked and runs.
#
# Sets have_static_pie, STATIC_CPPFLAGS, STATIC_LDFLAGS (in place of HARDEN_LDFLAGS), STATIC_START
# (what calls main(), to be linked first) and STATIC_LIBS; helper_libraries to nothing, and
# shared_libraries to what the helper needs that isn't linked so. After WF_STATIC_LIBRARIES and
# WF_HARDENING.
AC_DEFUN([WF_STATIC_PIE], [
    AC_ARG_ENABLE([static-pie],
        [AS_HELP_STRING([--enable-static-pie],
            [link the helper without any shared library, with musl (yes, no, auto; default: auto)])],
        [], [enable_static_pie=auto])
    AS_CASE([$enable_static_pie], [yes | no | auto], [],
        [AC_MSG_ERROR([--enable-static-pie takes yes, no or auto])])
    AS_IF([test "$enable_static_pie$enable_static_libraries" = autono],
          [enable_static_pie=no])
    have_static_pie=no
    AS_IF([test "$enable_static_pie" != no &&
           test "$enable_sanitizers$enable_fuzzing$enable_coverage$cross_compiling" = nononono],
          [WF_STATIC_PIE_TRY])
    AS_IF([test "$enable_static_pie$cross_compiling" = autoyes],
          [helper_hint=' (one with musl can only be tried where it runs)'])
    AS_IF([test "$enable_static_pie$have_static_pie" = yesno],
          [AC_MSG_ERROR([--enable-static-pie was asked for, but no static program with musl,
libsodium.a and libjansson.a can be made and run here, or not with what this build adds; on Debian
and Ubuntu: apt-get install musl-tools libsodium-dev libjansson-dev])])
    shared_libraries=$helper_libraries
    AS_VAR_IF([have_static_pie], [yes], [helper_libraries=])
    AC_SUBST([STATIC_CPPFLAGS])
    AC_SUBST([STATIC_LDFLAGS])
    AC_SUBST([STATIC_START])
    AC_SUBST([STATIC_LIBS])
    AC_SUBST([shared_libraries])
])

AC_DEFUN([WF_STATIC_PIE_TRY], [
    AC_CHECK_PROGS([MUSL_GCC], [musl-gcc])
    AS_VAR_IF([MUSL_GCC], [], [helper_hint=' (nothing where musl-gcc is)'])
    AC_MSG_CHECKING([for static programs with musl])
    AS_VAR_IF([MUSL_GCC], [], [], [WF_MUSL_FOLDERS])
    AS_IF([test -n "$wf_musl_headers" && test -n "$wf_musl_archives"],
          [WF_STATIC_PIE_FLAGS
           WF_STATIC_PIE_RUN],
          [test -n "$MUSL_GCC"],
          [helper_hint=" ($MUSL_GCC doesn't tell where its headers and archives are)"])
    AC_MSG_RESULT([$have_static_pie])
])

# Where the headers and archives of MUSL_GCC are, as it tells itself
AC_DEFUN([WF_MUSL_FOLDERS], [
    wf_musl_headers=`echo '#include <features.h>' | $MUSL_GCC -E - 2>/dev/null |
        $SED -n '/features\.h"/ { s,^.* "\(/.*\)/features\.h".*,\1,p; q; }'`
    wf_musl_archives=`$MUSL_GCC '-###' conftest.o 2>&1 |
        $SED -n 's,^.*[[" ]]\(/[[^" ]]*\)/Scrt1\.o.*,\1,p'`
])

# musl's headers, and after them those of the libraries, the kernel and the compiler
AC_DEFUN([WF_STATIC_PIE_FLAGS], [
    STATIC_CPPFLAGS="-nostdinc -isystem $wf_musl_headers"
    for wf_folder in `LC_ALL=C $CC -E -v -x c /dev/null 2>&1 |
        $SED -n '/^#include </,/^End of search/ s,^ \(/.*\),\1,p'`; do
        AS_VAR_APPEND([STATIC_CPPFLAGS], [" -idirafter $wf_folder"])
    done
    STATIC_LDFLAGS="-nostdlib -static-pie -Wl,--gc-sections"
    for wf_flag in $HARDEN_LDFLAGS; do
        AS_IF([test "x$wf_flag" != x-pie], [AS_VAR_APPEND([STATIC_LDFLAGS], [" $wf_flag"])])
    done
    STATIC_START=$wf_musl_archives/rcrt1.o
    wf_glibc_archives='-l:libsodium.a -l:libjansson.a'
    wf_musl_libs="$wf_musl_archives/libc.a -lgcc"
    STATIC_LIBS="$wf_glibc_archives $wf_musl_libs"
])

AC_DEFUN([WF_STATIC_PIE_RUN], [
    wf_save_CPPFLAGS=$CPPFLAGS wf_save_CFLAGS=$CFLAGS wf_save_LDFLAGS=$LDFLAGS wf_save_LIBS=$LIBS
    CPPFLAGS="$STATIC_CPPFLAGS -I$srcdir $CPPFLAGS $SODIUM_CFLAGS $JANSSON_CFLAGS"
    CFLAGS="$CFLAGS $STD_CFLAGS $HARDEN_CFLAGS"
    LDFLAGS="$STATIC_LDFLAGS $LDFLAGS -Wl,--no-gc-sections"
    LIBS="-Wl,--whole-archive $wf_glibc_archives -Wl,--no-whole-archive $wf_musl_libs $LIBS"
    LIBS="$STATIC_START $LIBS"
    AC_LINK_IFELSE([WF_STATIC_PIE_PROGRAM],
        [AC_RUN_IFELSE([WF_STATIC_PIE_PROGRAM], [have_static_pie=yes],
                       [helper_hint=' (a program with musl is linked, but does not work)'], [:])],
        [wf_missing=`$SED -n "s/.*undefined reference to @<:@^_a-zA-Z@:>@*\\(@<:@_a-zA-Z0-9@:>@*\\).*/\\1/p" conftest.err |
             sort -u | tr '\n' ' '`
         helper_hint=" (musl lacks what libsodium.a or libjansson.a call: ${wf_missing:-see config.log})"])
    CPPFLAGS=$wf_save_CPPFLAGS CFLAGS=$wf_save_CFLAGS LDFLAGS=$wf_save_LDFLAGS LIBS=$wf_save_LIBS
])

AC_DEFUN([WF_STATIC_PIE_PROGRAM], [AC_LANG_PROGRAM([[
            #include "protocol/musl.c"
            #include <jansson.h>
            #include <sodium.h>
        ]], [[
            unsigned char *secret = sodium_init() < 0 ? NULL : sodium_malloc(32);
            json_t *number = json_pack("{s:f}", "a", 1.5);
            char *text = number == NULL ? NULL : json_dumps(number, JSON_COMPACT);

            if (secret == NULL || text == NULL || strcmp(text, "{\"a\":1.5}") != 0)
                return 1;
            randombytes_buf(secret, 32);
            sodium_free(secret);
            return 0;
        ]])])
