# admin.sh: what stories about a recorded credential share. After tests/lib/lib.sh and tests/lib/sandbox.sh:
#
#     given_sandbox        start Adobe on loopback; skips the story where it can't be built
#     given_profile [ARG…] record the fixture's credential for acme.my.workfront.com
#     given_no_splay       renewals in the background don't wait first
#     given_offers         the requests first and second for a password at example.com, of which the
#                          first is recorded, and example without one; request, and refused with the
#                          token that is recorded
#     hides WHAT FILE…     no secret of the fixtures and no token of the sandbox is in the files; $canaries
#                          is what grep -E looks for
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh sets some variables, stories use others
# shellcheck source=tests/lib/sandbox.sh
. "$top_srcdir/tests/lib/sandbox.sh"

credential=$top_srcdir/tests/fixtures/console-credential.json
project=$top_srcdir/tests/fixtures/console-project.json
host=acme.my.workfront.com
email=00000000-1111-2222-3333-444444444444@techacct.adobe.com
token_path=/ims/token/v3
store=$XDG_DATA_HOME/workfront-credential

given_sandbox() {
    if [ ! -x "$SANDBOX" ]; then
        skip "$0" "the sandbox isn't built"
        finish
    fi
    sandbox_start || exit 1
}

given_profile() {
    workfront-credential setup --from "$credential" --host "$host" "$@" >"$work/setup.out" 2>&1 ||
        { comment "$work/setup.out"; exit 1; }
    sandbox_control DELETE /requests
}

given_no_splay() {
    mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
    echo 'renew-splay = 0' >>"$XDG_CONFIG_HOME/workfront-credential/config"
}

given_offers() {
    for _offer in first second; do
        printf 'protocol=https\nhost=example.com\nusername=u\npassword=%s-CANARY\n\n' "$_offer" \
            >"$work/$_offer"
    done
    printf 'protocol=https\nhost=example.com\n\n' >"$work/example"
    request >"$work/request"
    workfront-credential store --any-host <"$work/first" || exit 1
    workfront-credential token >"$work/token" || exit 1
    request "password=$(cat "$work/token")" >"$work/refused"
}

# Tokens are JWTs, whose head and claims all begin with the same letters. Fewer of them come up by
# chance in what is sealed, once in some hundred records
canaries='CANARY|eyJhbGciOiJ|eyJpZCI6Ij'

hides() {
    _what=$1
    shift
    if LC_ALL=C grep -qaE "$canaries" "$@"; then
        result "not ok" "$_what"
    else
        result ok "$_what"
    fi
}

# One line of a git-credential answer
field() { # KEY FILE
    sed -n "s/^$1=//p" "$2"
}

request() { # [LINE…]
    printf 'protocol=https\nhost=%s\n' "$host"
    [ $# -eq 0 ] || printf '%s\n' "$@"
}

ask() { # COMMAND [LINE…]: a request on stdin
    _command=$1
    shift
    request "$@" >"$work/request"
    run workfront-credential "$_command" <"$work/request"
}
