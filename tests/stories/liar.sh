#!/bin/sh
# The network program replaced by a liar: each bad reply is refused, nothing is saved, and nobody
# waits for ever. The helper finds the network program below the same root as itself.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
given_sandbox
given_profile
request >req
token=$(workfront-credential token)
sleep 1.1

: "${bindir:=/usr/local/bin}" "${libexecdir:=/usr/local/libexec}"
stage=${stage_bindir%"$bindir"}
mkdir -p "liar$bindir" "liar$libexecdir"
cp "$stage_bindir/workfront-credential" "liar$bindir/"
program=$work/liar$libexecdir/workfront-credential-adobe
liar=$work/liar$bindir/workfront-credential
ok "there is a tree to lie in" [ -x "$stage$libexecdir/workfront-credential-adobe" ]

# The environment of the network program is nearly empty, so the lie is a part of it
lie() { # SHELL-COMMANDS
    {
        printf '#!/bin/sh\nPATH=%s\ncat >/dev/null\n' "$PATH"
        printf "good() { printf 'version=1\\\\nstatus=ok\\\\nhttp_status=200\\\\n%%s\\\\n\\\\n' \"\$1\"; }\n"
        printf "whole() { good 'access_token=abc.def\\nexpires_in=86399'; }\n"
        printf '%s\n' "$1"
    } >"$program.new"
    chmod 700 "$program.new"
    mv -f "$program.new" "$program"
}

ask_liar() {
    run "$liar" token --force --non-interactive --min-validity 86399 "$@" </dev/null
}

unchanged() {
    run workfront-credential token
    same "$1: the token that was there still is" "$token" "$work/out"
}

# Those who take their time, all at once, each with a store of its own; looked at in the end
slow=0
while IFS='|' read -r what commands; do
    slow=$((slow + 1))
    cp -R "$store" "store.$slow"
    mkdir -p "slow.$slow$bindir" "slow.$slow$libexecdir"
    lie "$commands"
    mv "$program" "slow.$slow$libexecdir/"
    cp "$liar" "slow.$slow$bindir/"
    printf '%s\n' "$what" >"slow.$slow.what"
    (
        timeout 120 "$work/slow.$slow$bindir/workfront-credential" token --force --non-interactive \
            --min-validity 86399 --store "$work/store.$slow" >"slow.$slow.out" 2>"slow.$slow.err" </dev/null
        echo $? >"slow.$slow.status"
    ) &
done <<'TABLE'
silence|exec sleep 60
silence after a good answer|whole; exec sleep 60
the answer is closed, the program stays|whole; exec >&-; exec sleep 60
a child keeps the answer open|whole; sleep 60 2>/dev/null & exit 0
one byte a second|while sleep 1; do printf v; done
TABLE

while IFS='|' read -r what commands; do
    lie "$commands"
    ask_liar
    case $status in
    1 | 6) result ok "$what: exit $status" ;;
    *) result "not ok" "$what: exit $status" && comment "$work/err" ;;
    esac
    silent "$what: no answer" "$work/out"
    ok "$what: a clean message" sh -c "[ -s '$work/err' ] && ! LC_ALL=C grep -q '[^ -~]' '$work/err'"
    unchanged "$what"
done <<'TABLE'
nothing|exit 0
a failure|exit 1
a failure after a good answer|whole; exit 3
a signal|kill -9 $$
a signal after a good answer|whole; kill -9 $$
not a record|echo hello
a line without an end|printf 'version=1'
bytes|printf 'version=1\nstatus=\0\377\nx'
no version|printf 'status=ok\naccess_token=abc\nexpires_in=86399\n\n'
another version|printf 'version=2\nstatus=ok\naccess_token=abc\nexpires_in=86399\n\n'
no status|printf 'version=1\naccess_token=abc\nexpires_in=86399\n\n'
an unknown status|printf 'version=1\nstatus=fine\naccess_token=abc\nexpires_in=86399\n\n'
a status that isn't the network's|printf 'version=1\nstatus=locked\n\n'
the status that everything is well, twice|printf 'version=1\nstatus=ok\nstatus=ok\naccess_token=abc\nexpires_in=9\n\n'
no token|good 'expires_in=86399'
an empty token|good "$(printf 'access_token=\nexpires_in=86399')"
two tokens|good "$(printf 'access_token=abc\naccess_token=def\nexpires_in=86399')"
a token with a blank|good "$(printf 'access_token=a b\nexpires_in=86399')"
a token with a quote|good "$(printf 'access_token=a"b\nexpires_in=86399')"
a token with a control byte|good "$(printf 'access_token=a\033[31mb\nexpires_in=86399')"
a token with a carriage return|good "$(printf 'access_token=a\rb\nexpires_in=86399')"
a token of a million bytes|good "access_token=$(head -c 1000000 /dev/zero | tr '\0' a)"
no life|good 'access_token=abc.def'
a life of nothing|good "$(printf 'access_token=abc.def\nexpires_in=0')"
a life below nothing|good "$(printf 'access_token=abc.def\nexpires_in=-1')"
a life that is a word|good "$(printf 'access_token=abc.def\nexpires_in=long')"
a life beyond numbers|good "$(printf 'access_token=abc.def\nexpires_in=99999999999999999999')"
a claim beyond numbers|good "$(printf 'access_token=abc.def\nexpires_in=9\nclaims_lifetime=99999999999999999999')"
endless lines|yes
endless bytes|cat /dev/zero
an error full of control bytes|printf 'version=1\nstatus=unreachable\nerror=a\033]0;x\007b\rc\n\n'
an error of a megabyte|printf 'version=1\nstatus=unreachable\nerror=%s\n\n' "$(head -c 1000000 /dev/zero | tr '\0' e)"
TABLE

# Whatever its caller has open: three descriptors, beside 10 and 11, which dash and others open themselves
given() { # [COMMAND…]: what the program is given when COMMAND runs the helper
    rm -f given
    run "$@" "$liar" token --force --non-interactive --min-validity 86399 </dev/null 7<req 8<req 9<req
    grep -vxE "1[01]" given | xargs
}
lie "ls /proc/\$\$/fd >'$work/given'"
given >bare
same "it is given three descriptors" "0 1 2" bare
if [ -z "${INSTRUMENT_CFLAGS-}" ]; then
    given "$top_builddir/tests/faults/lacks" youth >old
    same "on old kernels, too" "0 1 2" old
fi

# Lies that can't be told from the truth do no harm
lie "good \"\$(printf 'access_token=abc.def\\nexpires_in=9223372036854775807')\""
cp -R "$store" store.long
ask_liar --store "$work/store.long"
same "a token for ever is a token" "abc.def" "$work/out"
"$liar" status --json --store "$work/store.long" >status.json
expires=$(sed -n 's/.*"token_expires_at": \([0-9]*\).*/\1/p' status.json)
ok "for a week at most" [ "$expires" -le $(($(date +%s) + 604800)) ]
lie "good \"\$(printf 'access_token=abc.def\\nexpires_in=86399\\nserver_time=1')\""
cp -R "$store" store.early
run "$liar" get --force --non-interactive --min-validity 86399 --store "$work/store.early" <req
ok "a server in 1970 isn't believed" [ "$(field password_expiry_utc "$work/out")" -gt "$(date +%s)" ]
rm -f "$program"
ask_liar
ok "no network program at all: exit 1" [ "$status" -eq 1 ]
has "said so" "workfront-credential-adobe: No such file" "$work/err"
unchanged "no network program"

# The slow ones
while [ "$slow" -gt 0 ]; do
    what=$(cat "slow.$slow.what")
    ok "$what: comes to an end" await [ -s "slow.$slow.status" ]
    same "$what: the validity can't be had" 8 "slow.$slow.status"
    silent "$what: no answer" "slow.$slow.out"
    run workfront-credential token --store "$work/store.$slow"
    same "$what: the token that was there still is" "$token" "$work/out"
    slow=$((slow - 1))
done
finish
