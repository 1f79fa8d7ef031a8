# WF_HARDENING
# ------------
# Set HARDEN_CFLAGS and HARDEN_LDFLAGS to what this compiler and linker can do against memory
# errors. Sanitizers bring their own checks and can't be mixed with some of these, so with
# --enable-sanitizers or --enable-fuzzing only the position-independent executable stays.
AC_DEFUN([WF_HARDENING], [
    AC_ARG_ENABLE([hardening],
        [AS_HELP_STRING([--disable-hardening], [leave out stack protector, RELRO, CET and so on])],
        [], [enable_hardening=yes])
    AS_IF([test "$enable_sanitizers$enable_fuzzing" != nono], [enable_hardening=no])
    HARDEN_CFLAGS=
    HARDEN_LDFLAGS=
    WF_APPEND_FLAG([HARDEN_CFLAGS], [-fPIE])
    WF_APPEND_FLAG([HARDEN_LDFLAGS], [-pie])
    WF_APPEND_FLAG([HARDEN_LDFLAGS], [-Wl,--as-needed])
    AS_VAR_IF([enable_hardening], [yes], [
        WF_APPEND_FLAGS([HARDEN_CFLAGS], [
            -fstack-protector-strong -fstack-clash-protection
            -fcf-protection=full -mbranch-protection=standard
            -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
            -fstrict-flex-arrays=3 -fno-delete-null-pointer-checks
            -fno-strict-overflow -fno-strict-aliasing])
        WF_FORTIFY([HARDEN_CFLAGS])
        WF_APPEND_FLAGS([HARDEN_LDFLAGS], [
            -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code
            -Wl,--no-copy-dt-needed-entries])
    ])
    AC_SUBST([HARDEN_CFLAGS])
    AC_SUBST([HARDEN_LDFLAGS])
])
