#!/bin/sh
# Nothing secret and nothing that moves a terminal comes out of foreign text: what a gateway or a proxy
# echoes, what the variables of a proxy hold, what stands in the store's files, what the network program
# answers.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile

# Printable ASCII, line ends and marks
is_clean() {
    ! LC_ALL=C tr -d '\n\040-\176' <"$1" | grep -qa .
}

## Who echoes what it was sent

secret=$(sed -n 's/.*"\(p8e-[^"]*\)".*/\1/p' "$credential" | head -n 1)
ok "the fixture has a secret" [ ${#secret} -gt 16 ]
tail=${secret#????}
percent=$(printf %s "$secret" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g')
coded=$(printf 'id:%s' "$secret" | base64 | tr -d '\n')

# Eight of its bytes in a row, in one of the three forms
cut() { # FORM WIDTH
    _form=$1
    while [ ${#_form} -ge "$2" ]; do
        printf "%.$2s\\n" "$_form"
        _form=${_form#?}
    done
}
{ cut "$secret" 8 && cut "$percent" 24 && cut "$coded" 12; } | grep -v '^aWQ6' >pieces
has_pieces() { # FILE…
    LC_ALL=C grep -qaiF -f "$work/pieces" "$@"
}
fails "a text without it has none" has_pieces /dev/null
printf 'x%sy' "$coded" >with
ok "one with it has" has_pieces with

echoes() { # WHAT TEXT
    sleep 1.1 # Adobe isn't asked twice in a second
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"status\": 400, \"body\": {\"error\": \"invalid_request\", \"error_description\": \"cannot parse $2\"}}" >/dev/null
    run workfront-credential token --force --min-validity 86399
    cp "$work/err" said
    has "$1: it is told" "cannot parse" said
    run workfront-credential status --json
    has "$1: and remembered" "cannot parse" "$work/out"
    fails "$1: no piece of the secret is said or kept" has_pieces said "$work/out" "$work/err"
    sandbox_unfault
    workfront-credential setup --from "$credential" --host "$host" >/dev/null 2>&1
}

echoes "as it is" "client_secret=$secret"
echoes "less its last character" "client_secret=${secret%?}"
echoes "less its first four" "$tail"
echoes "percent-encoded" "client_secret=$percent"
echoes "in base64" "Basic $coded"

## The password of a proxy

proxy="http://scott:T1GER%23PW@127.0.0.1:9"
for value in "$proxy" "http://scott:T1GER#PW@127.0.0.1:9" "scott:T1GER#PW/@127.0.0.1:9" \
    "ftp://scott:T1GER#PW@x:y:z"; do
    run env https_proxy="$value" workfront-credential token --force --min-validity 86399
    cp "$work/err" said
    for command in doctor "verify --json" "status --json"; do
        # shellcheck disable=SC2086 # a command is words
        run env https_proxy="$value" workfront-credential $command
        cat "$work/out" "$work/err" >>said
    done
    hasnt "$value: its password isn't said" T1GER said
    hasnt "nor who uses it" scott said
    ok "and all is clean" is_clean said
    workfront-credential setup --from "$credential" --host "$host" >/dev/null 2>&1
done

## A terminal

installed python3 || { skip "what a terminal is sent" "python3 isn't installed" && finish; }
python3 "$top_srcdir/tests/lib/forge_keys.py" "$store/keys" 'parameters=' \
    "$(printf 'parameters=\033]0;OWNED\007\033[2J')" && rm -f "$store/keys.copy"
for command in "key list" "key list --json" stack status doctor "explain get"; do
    # shellcheck disable=SC2086 # a command is words
    run workfront-credential $command
    ok "$command says it cleanly" is_clean "$work/out"
    ok "$command: in messages, too" is_clean "$work/err"
done
run workfront-credential key list
has "what was put there is refused" "keys: damaged" "$work/err"

finish
