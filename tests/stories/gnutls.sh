#!/bin/sh
# The network program with libcurl's other TLS library, GnuTLS: the jail must be whole and leave it
# all that it needs. The same objects are linked again, with Debian's libcurl3-gnutls.
# shellcheck disable=SC2154 # sandbox_start sets the SANDBOX_ variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/tree.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "GnuTLS" "sanitizers need what the jail forbids"
    finish
fi
program=$work/workfront-credential-adobe
usual=$stage_libexecdir/workfront-credential-adobe

link_other() {
    # shellcheck disable=SC2046,SC2086 # a compiler command and flags are words
    $CC $HARDEN_LDFLAGS -o "$program" \
        "$top_builddir/helper/adobe/workfront_credential_adobe-main.o" \
        "$top_builddir/libadobe.a" "$top_builddir/libprotocol.a" \
        $(echo "$NETWORK_LIBS" | sed 's/-lcurl/-l:libcurl-gnutls.so.4/')
}

probe() { # PROGRAM
    printf 'version=1\ncall=probe\ndeadline=20000\nendpoint=%s\n\n' \
        "https://ims-na1.adobelogin.com$token_path" >"$work/call"
    run "$1" <"$work/call"
}

# The parts of the jail that hold with the usual program must hold with this one
whole() { # WHAT
    ok "$1: an answer" grep -qx status=ok "$work/out"
    same "$1: the same jail" "$jail" "$work/jail"
}

trusted() { # WHAT: the probe, with what is in the environment
    probe "$program"
    sed -n 's/^jail=//p' "$work/out" >"$work/jail"
    whole "$1"
}

if ! echo 'int main(void) { return 0; }' | $CC -x c -o "$work/none" - -l:libcurl-gnutls.so.4 2>/dev/null; then
    skip "GnuTLS" "libcurl-gnutls.so.4 isn't installed"
    finish
fi
if ! link_other >"$work/link" 2>&1; then
    result "not ok" "the program is linked with libcurl-gnutls"
    comment "$work/link"
    finish
fi
given_sandbox
probe "$usual"
jail=$(sed -n 's/^jail=//p' "$work/out")
hasnt "the usual program has another TLS library" GnuTLS "$work/out"

trusted "a file of authorities"
has "it is GnuTLS" GnuTLS/ "$work/out"
authorities=$SSL_CERT_FILE
SSL_CERT_FILE=/etc/hostname
probe "$program"
ok "a server that nobody vouches for is refused" grep -qE '^error=tls' "$work/out"
unset SSL_CERT_FILE
export SSL_CERT_DIR="$SANDBOX_FOLDER/ca"
trusted "a folder of authorities"
unset SSL_CERT_DIR
export SSL_CERT_FILE="$authorities"

# Without a proxy the name must be looked up: nobody has this one, and nothing is killed
printf 'version=1\ncall=probe\ndeadline=20000\nendpoint=https://nobody.invalid/\n\n' >"$work/call"
run env -u https_proxy "$program" <"$work/call"
ok "a name is looked up" grep -qx error=resolve "$work/out"
run env -u https_proxy "$usual" <"$work/call"
ok "with the usual program too" grep -qx error=resolve "$work/out"

sandbox_stop
if sandbox_start --ipv6 2>/dev/null; then
    trusted "a proxy at an IPv6 address"
else
    skip "a proxy at an IPv6 address" "there is no IPv6 here"
fi

# Neither opens a file for writing: the filter kills for that
installed strace || skip "what files it opens" "strace isn't installed"
for tls in "$usual" "$program"; do
    installed strace || break
    strace -f -e trace=open,openat,openat2,creat -o "$work/opened" "$tls" <"$work/call" >"$work/out"
    ok "it opens files" grep -q O_RDONLY "$work/opened"
    fails "and none for writing" grep -E 'O_(WRONLY|RDWR|CREAT)|creat\(' "$work/opened"
done

# What is told of the usual program holds for this one
sandbox_stop
given_tree "$program"
for story in setup account token_life adobe_fails jail stampede; do
    ok "the same story: $story" told "$story"
done
finish
