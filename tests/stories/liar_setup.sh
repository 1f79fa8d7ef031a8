#!/bin/sh
# The network program replaced by one that lies to setup and verify: what it says of files, users
# and families is believed only as far as it can do no harm.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

: "${bindir:=/usr/local/bin}" "${libexecdir:=/usr/local/libexec}"
mkdir -p "liar$bindir" "liar$libexecdir"
cp "$stage_bindir/workfront-credential" "liar$bindir/"
program=$work/liar$libexecdir/workfront-credential-adobe
liar=$work/liar$bindir/workfront-credential
host=acme.my.workfront.com

good_import='client_id=abc\nclient_secret[]=secret\nscope=openid\norg_id=x@AdobeOrg\ntechnical_account_email=a@b'
good_token='access_token=abc.def\nexpires_in=86399'
good_account='session_user_id=u1\nsession_customer_id=c1\nuser_id=u1\nuser_email=a@b\nuser_name=n\nuser_is_active=1\naccess_level=L'
good_families='family[]=workflow reachable 200'

# The answers that follow, each OK unless it says otherwise
lie() { # IMPORT TOKEN ACCOUNT FAMILIES
    cat >"$program" <<EOF
#!/bin/sh
PATH=$PATH
call=\$(tr -d '\\0' | sed -n 's/^call=//p')
case \$call in
import) answer='$1' ;;
token) answer='$2' ;;
account) answer='$3' ;;
families) answer='$4' ;;
*) answer= ;;
esac
printf "version=1\\nstatus=\${status:-ok}\\n\$answer\\n\\n"
EOF
    chmod 700 "$program"
}

# Only printable ASCII and line ends
is_clean() {
    ! LC_ALL=C tr -d '\n\040-\176' <"$1" | grep -qa .
}

harmless() { # STATUS WHAT
    run "$liar" setup --from /dev/null --host "$host"
    if [ "$status" -eq "$1" ]; then
        result ok "$2"
    else
        result "not ok" "$2 (exit $status, not $1)"
        comment "$work/err"
    fi
    ok "$2: nothing but text is printed" is_clean "$work/out"
    ok "$2: nor said" is_clean "$work/err"
}

lie "$good_import" "$good_token" "$good_account" "$good_families"
harmless 0 "a good program is believed"
run "$liar" show
has "and what it imported is recorded" "abc" "$work/out"

general="still holds the client secret, which isn't needed there any more: delete it, or that part of it"
left() { # WHAT LEFTOVER: what is said of the file then is no more than that the secret is in it
    lie "$good_import\\n$2" "$good_token" "$good_account" "$good_families"
    harmless 0 "$1"
    has "$1: it isn't believed" "$general" "$work/out"
    hasnt "$1: nor repeated" evil "$work/out"
}
left "a file of no kind" ''
left "a file of an unknown kind" 'shape=evil\nsecret_place[]=CLIENT_SECRET'
left "lines without a name" 'shape=lines'
# shellcheck disable=SC2016 # the lie is about a command
left "a line that is a command" 'shape=lines\nsecret_place[]=CLIENT_SECRET\nsecret_place[]=$(evil)'
left "a line that is an option" 'shape=contexts\nsecret_place[]=--evil'
left "a line without end" "shape=lines\\nsecret_place[]=evil$(printf '%0200d' 0)"
left "a key that repeats the secret" 'shape=contexts\nsecret_place[]=evil.secret.evil'
lie "$good_import\\nshape=lines\\nsecret_place[]=A_B-c.9" "$good_token" "$good_account" "$good_families"
harmless 0 "a line with a plain name"
has "a line with a plain name: is believed" "delete the line A_B-c.9 of /dev/null" "$work/out"

lie "$good_import" "$good_token" \
    'session_user_id=u1\nuser_id=u1\nuser_email=a@b\nuser_is_active=1\nuser_name=\033[2J\033]0;evil\007\naccess_level=\033[31m\302\233x' ''
harmless 1 "a user with control bytes"
run "$liar" status
ok "a user with control bytes: not in status either" is_clean "$work/out"
lie "$good_import" "$good_token" "$good_account" 'family[]=workflow \033[2J 200\nfamily[]=evil reachable 200\nfamily[]=\nfamily[]=planning reachable'
harmless 0 "families that nobody knows"
hasnt "families that nobody knows: aren't told" evil "$work/out"
lie "$good_import" "$good_token" 'session_user_id=u1\nuser_id=u2\nuser_email=a@b\nuser_is_active=1' ''
harmless 7 "another user than the session's"
lie "$good_import" "$good_token" 'session_user_id=u1\nuser_id=u1\nuser_email=c@d\nuser_is_active=1' ''
harmless 7 "another e-mail than was asked for"
lie "$good_import" "$good_token" 'user_id=u1\nuser_email=a@b\nuser_is_active=1' ''
harmless 1 "a user without a session"
lie "$good_import" "$good_token" '' ''
harmless 1 "an answer that says nothing"
lie "$good_import" "$good_token" 'redirect=evil.example' ''
harmless 1 "a redirect to a stranger"
hasnt "a redirect to a stranger: isn't advised" "evil.example" "$work/out"
lie 'client_id=abc\nclient_secret[]=secret\nscope=openid' "$good_token" \
    'session_user_id=u1\nuser_id=u1\nuser_email=\033[2J@b\nuser_is_active=1' ''
rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
harmless 1 "an e-mail with control bytes"
ok "an e-mail with control bytes: nothing is saved" [ ! -e "$XDG_DATA_HOME" ]
lie 'status=unsuitable\nerror=several\nchoice[]=1 \033[2J x' '' '' ''
harmless 1 "an answer with two statuses"
lie '' '' '' ''
harmless 1 "an import of nothing"
lie "$good_import\\nshape=lines\\nsecret_place[]=evil\\033[2J" "$good_token" "$good_account" "$good_families"
harmless 1 "a line with control bytes"
lie 'client_id=\033[2J\nclient_secret[]=\nscope=\ntechnical_account_email=\033' '' '' ''
harmless 1 "an import of control bytes"
# Without the network program nothing happens, and that is told
rm "$program"
exits 1 "no network program" "$liar" setup --from "$top_srcdir/tests/fixtures/console-credential.json" \
    --host "$host"
has "which one is missed is told" "workfront-credential-adobe: No such file" "$work/err"
silent "nothing is answered" "$work/out"
finish
