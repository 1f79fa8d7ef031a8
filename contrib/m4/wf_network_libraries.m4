# WF_NETWORK_LIBRARIES
# --------------------
# What the network program is linked with: libcurl and libsodium, and the parsers copied in where
# the helper has copies too (WF_STATIC_LIBRARIES), since each that is loaded costs a renewal 1 % of
# its time (make bench). Not libsodium, so that the symbols tell that this program neither encrypts
# nor decrypts (tests/stories/binaries.sh). Sets NETWORK_LIBS, and network_libraries to the shared
# libraries it needs, in order. After the macros that find these.
AC_DEFUN([WF_NETWORK_LIBRARIES], [
    NETWORK_LIBS=$CURL_LIBS
    network_libraries='libc libcurl'
    WF_NETWORK_LIBRARY([JANSSON], [libjansson], [libjansson.a], [json_object])
    AS_VAR_APPEND([NETWORK_LIBS], [" $SODIUM_LIBS"])
    AS_VAR_APPEND([network_libraries], [' libsodium'])
    AC_SUBST([NETWORK_LIBS])
    AC_SUBST([network_libraries])
])

# WF_NETWORK_LIBRARY(VARIABLE, NAME, ARCHIVE, FUNCTION)
AC_DEFUN([WF_NETWORK_LIBRARY], [
    have_copy=no
    AS_VAR_IF([have_static_libraries], [yes], [
        AC_MSG_CHECKING([for $3])
        wf_save_LIBS=$LIBS wf_save_LDFLAGS=$LDFLAGS
        LIBS="-l:$3 $LIBS"
        LDFLAGS="$HARDEN_LDFLAGS $LDFLAGS"
        AC_LINK_IFELSE([AC_LANG_CALL([], [$4])], [have_copy=yes])
        LIBS=$wf_save_LIBS LDFLAGS=$wf_save_LDFLAGS
        AC_MSG_RESULT([$have_copy])
    ])
    AS_VAR_IF([have_copy], [yes], [AS_VAR_APPEND([NETWORK_LIBS], [" -l:$3"])], [
        AS_VAR_APPEND([NETWORK_LIBS], [" $$1_LIBS"])
        AS_VAR_APPEND([network_libraries], [" $2"])
    ])
])
