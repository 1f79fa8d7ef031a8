#!/bin/sh
# exec and api: commands with the token at hand.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
token=$(workfront-credential token)

## The environment of the command

WORKFRONT_API_KEY=rival
WORKFRONT_ACCESS_TOKEN=rival
OTHER=kept
export WORKFRONT_API_KEY WORKFRONT_ACCESS_TOKEN OTHER
run workfront-credential exec -- env
has "the token" "WORKFRONT_ACCESS_TOKEN=$token" "$work/out"
has "the address" "WORKFRONT_URL=https://$host" "$work/out"
has "everything else" "OTHER=kept" "$work/out"
hasnt "no rival" "rival" "$work/out"
ok "each variable once" [ "$(grep -c '^WORKFRONT_ACCESS_TOKEN=' "$work/out")" -eq 1 ]
unset WORKFRONT_API_KEY WORKFRONT_ACCESS_TOKEN
API_TOKEN=rival
export API_TOKEN
run workfront-credential exec --var WORKFRONT_ACCESS_TOKEN=API_TOKEN env
has "another name" "API_TOKEN=$token" "$work/out"
hasnt "and neither the usual one nor a rival" "$(printf 'WORKFRONT_ACCESS_TOKEN')" "$work/out"
hasnt "in that name" "rival" "$work/out"
unset API_TOKEN
# As the cookbook has Terraform get a variable: what it would find in its environment
# shellcheck disable=SC2016 # a backquote of Markdown
words=$(sed -n 's/^| Terraform, a variable | `\(.*\) -- terraform apply`.*/\1/p' "$top_srcdir/contrib/COOKBOOK.md")
# shellcheck disable=SC2086 # words
run env TF_VAR_token=rival $words -- env
has "Terraform's variable" "TF_VAR_token=$token" "$work/out"
ok "once" [ "$(grep -c '^TF_VAR_token=' "$work/out")" -eq 1 ]
hasnt "under no other name" WORKFRONT_ACCESS_TOKEN "$work/out"

# shellcheck disable=SC2016 # for the inner shell
ok "the command gets the caller's umask" sh -c 'umask 027; [ "$(workfront-credential exec sh -c umask)" = 0027 ]'
ls /proc/self/fd >expected
run workfront-credential exec ls /proc/self/fd
ok "and no descriptor more" cmp expected "$work/out"
request | workfront-credential erase
run workfront-credential exec cat /dev/fd/8 8<expected
ok "nor less, when the token was fetched first" cmp expected "$work/out"
token=$(workfront-credential token)
run sh -c 'workfront-credential exec sh -c "while echo y; do :; done" | head -n 1'
same "and dies of a broken pipe" "y" "$work/out"
silent "without a message" "$work/err"

## Words and statuses

# shellcheck disable=SC2016
run workfront-credential exec --profile default sh -c 'echo "$1"; exit 7' --profile --quiet
ok "the command's status is ours" [ "$status" -eq 7 ]
same "its options are its own" "--quiet" "$work/out"
exits 127 "a command that isn't there" workfront-credential exec /no/such/command
has "is named" "/no/such/command: No such file" "$work/err"
exits 126 "a command that can't be run" workfront-credential exec "$credential"
exits 3 "without a token nothing is run" workfront-credential exec --profile nobody -- touch ran
ok "indeed" [ ! -e ran ]
exits 2 "without a command there's nothing to do" workfront-credential exec --
exits 2 "exec inside exec is refused" workfront-credential exec workfront-credential exec true
exits 0 "unless a profile is named" workfront-credential exec workfront-credential exec --profile default true
run workfront-credential exec sh -c 'kill -TERM $$'
ok "killed as the command was" [ "$status" -eq 143 ]
exits 2 "--on-renew needs a file" workfront-credential exec --on-renew HUP true
exits 2 "--on-renew needs a signal" workfront-credential exec --token-file --on-renew NONSENSE true

## A token file

# Files with this story's token: other stories may run at the same time
files() {
    find /dev/shm "$XDG_RUNTIME_DIR" -mindepth 1 -path '*/workfront-credential.*' -type f \
        -exec grep -lF -e "$(workfront-credential token)" {} + 2>/dev/null
}
cat >with_file <<'EOT'
[ "$(cat "$WORKFRONT_TOKEN_FILE")" = "$(workfront-credential token)" ] || exit 101
[ -z "${WORKFRONT_ACCESS_TOKEN+set}${WORKFRONT_TOKEN_EXPIRES_AT+set}" ] || exit 102
[ "$(stat -c %a "$WORKFRONT_TOKEN_FILE")" = 600 ] || exit 103
[ "$(stat -c %a "$(dirname "$WORKFRONT_TOKEN_FILE")")" = 700 ] || exit 104
[ "$(stat -f -c %T "$WORKFRONT_TOKEN_FILE")" = tmpfs ] || exit 105
[ "$WORKFRONT_URL" = https://acme.my.workfront.com ] || exit 106
printf '%s\n' "$WORKFRONT_TOKEN_FILE" >where
exit "${1-0}"
EOT
exits 0 "--token-file gives a file in memory" workfront-credential exec --token-file sh ./with_file
ok "which is gone at the end" [ ! -e "$(cat where)" ]
ok "with its folder" [ ! -e "$(dirname "$(cat where)")" ]
exits 9 "its status is ours" workfront-credential exec --token-file sh ./with_file 9
exits 127 "a command that isn't there, with a file" workfront-credential exec --token-file /no/such/command
cat >is_killed <<'EOT'
printf '%s\n' "$WORKFRONT_TOKEN_FILE" >where
kill -KILL $$
EOT
run workfront-credential exec --token-file sh ./is_killed
ok "killed as the command was, with a file" [ "$status" -eq 137 ]
ok "its folder is gone" [ ! -e "$(dirname "$(cat where)")" ]
silent "nothing is left" "$(files >left; echo left)"

# A process that nobody waits for may stay listed for ever, but without a program
has_ended() { # PID
    [ ! -e "/proc/$1/exe" ]
}

# Signals are passed on: the command ends in its own way, and the file goes
cat >waits <<'EOT'
trap 'echo "$1"; exit 5' TERM
trap 'echo usr1' USR1
printf '%s\n' "$WORKFRONT_TOKEN_FILE" >where
echo ready >ready
i=0
while [ $i -lt 2400 ]; do sleep 0.05; i=$((i + 1)); done
EOT
rm -f ready
workfront-credential exec --token-file sh ./waits terminated >said 2>&1 &
pid=$!
await [ -s ready ]
kill -USR1 $pid
await [ -s said ]
kill -TERM $pid
status=0
wait $pid || status=$?
ok "a signal reaches the command" [ "$status" -eq 5 ]
same "and another before it" "usr1
terminated" said
ok "the file is gone" [ ! -e "$(cat where)" ]

# Killed, it can't clean up; the next one does, once the command is gone too
cat >stays <<'EOT'
printf '%s\n' "$WORKFRONT_TOKEN_FILE" >where
echo $$ >ready
exec sleep 600
EOT
rm -f ready
workfront-credential exec --token-file sh ./stays >/dev/null 2>&1 &
pid=$!
await [ -s ready ]
kill -KILL $pid
wait $pid 2>/dev/null
left=$(dirname "$(cat where)")
ok "killed, its file stays" [ -s "$left/token" ]
touch -d '2 minutes ago' "$left"
workfront-credential exec --token-file true
ok "as long as the command runs" [ -s "$left/token" ]
touch "$left" # before the lock goes: other stories sweep too
kill -KILL "$(cat ready)"
await has_ended "$(cat ready)"
workfront-credential exec --token-file true
ok "or might have just been made" [ -s "$left/token" ]
touch -d '2 minutes ago' "$left"
workfront-credential exec --token-file true
ok "and then it goes" [ ! -e "$left" ]

# A job that outlives its token
sandbox_world '{"token": {"lifetime": 4, "claims_lifetime": 4}}' >/dev/null
ask erase
cat >outlives <<'EOT'
first=$(cat "$WORKFRONT_TOKEN_FILE")
renewed=0
trap 'renewed=$((renewed + 1))' USR1
i=0
while [ $renewed -lt 2 ] && [ $i -lt 1200 ]; do
    [ -s "$WORKFRONT_TOKEN_FILE" ] || exit 101
    sleep 0.05
    i=$((i + 1))
done
[ $renewed -ge 2 ] || exit 102
[ "$(cat "$WORKFRONT_TOKEN_FILE")" != "$first" ] || exit 103
EOT
exits 0 "the file is kept fresh, and the command told" \
    workfront-credential -v exec --token-file --on-renew USR1 sh ./outlives
has "and so are we told, each time" "the token file holds a new token" "$work/err"
ok "twice at least" [ "$(grep -c 'holds a new token' "$work/err")" -ge 2 ]
sandbox_reset
ask erase
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]

## api

sandbox_control DELETE /requests
run workfront-credential api "proj/search?fields=name&\$\$LIMIT=1"
has "a path below the API" '"data"' "$work/out"
run workfront-credential api GET /attask/api/v22.0/session
has "a whole path" '"data"' "$work/out"
run workfront-credential api "https://$host/attask/api/v22.0/session" /attask/api/v22.0/session
has "a URL" '"data"' "$work/out"
ok "several paths" [ "$(sandbox_count /attask/api/v22.0/session)" -eq 3 ]
exits 3 "what isn't there" workfront-credential api /nowhere
for url in http://$host/attask https://evil.example/attask https://u:p@$host/attask ftp://$host/ \
    'https://acme.my.workfront.com' 'a b' 'a"b' 'a\b'; do
    run workfront-credential api "$url"
    ok "refused: $url" expr "$status" : '[23]$'
    silent "and nothing asked" "$work/out"
done
exits 2 "two hosts" workfront-credential api --host "$host" https://other.my.workfront.com/attask
exits 2 "no path" workfront-credential api GET
ok "no host but ours was asked" [ "$(sandbox_count '*' host="$host")" -ge 5 ]
ok "no request was one that no client may make, again" [ "$(sandbox_alarms)" -eq 0 ]

# Methods and bodies, as curl is told them
mkdir fake
cat >fake/curl <<'EOT'
#!/bin/sh
echo "${*%/*}"
grep -Ev '^(dump-header|stderr) ' "$3"
cat
EOT
chmod +x fake/curl
echo body >body
PATH=$work/fake:$PATH run workfront-credential api POST proj --data - --all-headers <body
same "what curl is told" "-q -K /dev/fd
oauth2-bearer = \"$(workfront-credential token)\"
header = \"x-api-key: 0123456789abcdef0123456789abcdef\"
header = \"x-gw-ims-org-id: 0123456789ABCDEF01234567@AdobeOrg\"
silent
show-error
fail-with-body
fail-early
globoff
proto = \"=https\"
connect-timeout = 30
suppress-connect-headers
data-binary = \"@-\"
header = \"Content-Type: application/json\"
request = \"POST\"
url = \"https://$host/attask/api/v22.0/proj\"
body" "$work/out"
: >'a "b"'
PATH=$work/fake:$PATH run workfront-credential api HEAD "/a?b=c" --data 'a "b"'
has "a file of any name" 'data-binary = "@a \"b\""' "$work/out"
has "another method" "head" "$work/out"
printf '{"name":"CANARY"}' >body
sandbox_fault '{"match": {"method": "PUT"}, "body": "{}"}' >/dev/null
exits 3 "a path that fails ends it" workfront-credential api nosuch proj/count

# A token that Workfront refuses is suspect from then on
workfront-credential token >before
sandbox_revoke
exits 7 "a token that was revoked" workfront-credential api proj/count nosuch
has "is told" "the token was refused: HTTP status 401" "$work/err"
ok "once" [ "$(grep -c error: "$work/err")" -eq 1 ]
has "with what comes next" "hint: the next call asks for a new token" "$work/err"
workfront-credential audit show >audited 2>&1
has "and recorded" "erase" audited
run workfront-credential api proj/count
has "the next call has another token" '"data"' "$work/out"
fails "which isn't the one of before" sh -c 'workfront-credential token | cmp -s - before'
sandbox_control DELETE /requests
exits 1 "a body that isn't there" workfront-credential api POST proj --data nowhere.json
has "is named" "nowhere.json: No such file" "$work/err"
ok "and nothing is sent" [ "$(sandbox_count '' method=POST)" -eq 0 ]
run workfront-credential api PUT proj/1 --data - <body
ok "the real curl sends a body" [ "$status" -eq 0 ]
ok "once" [ "$(sandbox_count /attask/api/v22.0/proj/1 method=PUT)" -eq 1 ]

# Nothing is run out of the current directory, whatever PATH says, and no key is written down
cp fake/curl curl
PATH=":fake:.:$PATH" run workfront-credential api session
ok "curl is taken from absolute folders only" [ "$status" -eq 0 ]
hasnt "not from where the caller is" "oauth2-bearer" "$work/out"
printf '#!/bin/sh\nenv\n' >fake/curl
SSLKEYLOGFILE=$work/keys SSLTRACE=9 OTHER=kept PATH=$work/fake:$PATH run workfront-credential api session
fails "curl isn't told to write keys down" grep -E "^SSL(KEYLOGFILE|TRACE)=" "$work/out"
has "but all else" "OTHER=kept" "$work/out"

# A descriptor that the configuration names is ours alone, asked or not
echo "correct horse battery" >phrase
printf 'unlock sufficient keyfile\nunlock sufficient passphrase fd=9\n' >"$XDG_CONFIG_HOME/workfront-credential/config"
cat_fails() { # COMMAND…: descriptor 9 isn't there
    run "$@" 9<phrase
    hasnt "$1 $2: a passphrase that wasn't asked for isn't handed on" "correct horse" "$work/out"
}
cat_fails workfront-credential exec sh -c 'cat <&9'
cat_fails workfront-credential exec --token-file sh -c 'cat <&9'
printf '#!/bin/sh\ncat <&9\n' >fake/curl
PATH=$work/fake:$PATH cat_fails workfront-credential api session
rm "$XDG_CONFIG_HOME/workfront-credential/config" curl

# Whatever standard input is
sent() { # LENGTH
    sandbox_requests method=PUT >sent
    sandbox_control DELETE /requests
    grep -q "\"content-length\": *\"$1\"" sent
}
cat >pair.py <<'PYTHON'
import socket, subprocess, sys
ours, theirs = socket.socketpair()
ours.sendall(open("body", "rb").read())
ours.shutdown(socket.SHUT_WR)
sys.exit(subprocess.run(sys.argv[1:], stdin=theirs).returncode)
PYTHON
rest_of() { # FILE COMMAND…: without its first line
    _file=$1
    shift
    { read -r _line && "$@"; } <"$_file"
}
ok "all of it" sent 17
exits 0 "a body from a pipe" sh -c 'cat body | workfront-credential api PUT proj/1 --data -'
ok "is sent" sent 17
exits 0 "a body from a socket" python3 pair.py workfront-credential api PUT proj/1 --data -
! installed python3 || ok "is sent" sent 17
{ echo first && cat body; } >two
exits 0 "what is left of a file" rest_of two workfront-credential api PUT proj/1 --data -
ok "is sent" sent 17
exits 0 "a body from a file" workfront-credential api PUT proj/1 --data body
ok "is sent" sent 17
exits 1 "a body that is a folder" workfront-credential api PUT proj/1 --data .
has "is named" "error: .: Is a directory" "$work/err"
exits 1 "even as standard input" workfront-credential api PUT proj/1 --data - <.
has "is named" "error: standard input: Is a directory" "$work/err"
ok "and nothing is sent" [ "$(sandbox_count '' method=PUT)" -eq 0 ]
sandbox_reset

# The token is in no argument
hold=$(sandbox_fault '{"match": {"path": "/attask/*"}, "hold": true}')
curl_begins() { # leaves the process's number in $called, curl's in $curl
    sandbox_control DELETE /requests
    workfront-credential api /attask/api/v22.0/session >answer 2>&1 &
    called=$!
    sandbox_await 1 /attask/api/v22.0/session
    curl=$(cat "/proc/$called/task/$called/children")
    curl=${curl%% *}
}
curl_begins
tr '\0' '\n' <"/proc/$curl/cmdline" >cmdline
tr '\0' '\n' <"/proc/$curl/environ" >environ
has "curl is running" "curl" cmdline
hides "without a token in its arguments" cmdline
hides "or environment" environ

# A signal ends both, as if there were one process
for signal in TERM KILL; do
    kill -s "$signal" "$called"
    wait "$called"
    ended=$?
    ok "SIG$signal ends it" [ "$(kill -l "$ended")" = "$signal" ]
    ok "and curl" await has_ended "$curl"
    curl_begins
done
sandbox_unfault "$hold"
wait "$called"
has "and answers" '"data"' answer
finish
