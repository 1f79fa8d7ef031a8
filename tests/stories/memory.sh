#!/bin/sh
# What is left in the memory of our programs when they end, however they end: no piece of a secret.
# Every process of every command is stopped at its end and all it could write to is searched.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
witness=$top_builddir/tests/faults/witness
leak=$top_builddir/tests/faults/leak
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "the memory of programs that end" "sanitizers keep copies of stacks and of what was freed"
    finish
fi
needs "the memory of programs that end" python3

## The witness itself

printf 'secret=%s\n' "$(od -An -N 48 -tx1 /dev/urandom | tr -d ' \n')" >"$work/needles"
sed 's/^secret=//' "$work/needles" >"$work/secret"
"$witness" --needles "$work/needles" true 2>"$work/err"
if [ $? -eq 99 ]; then
    skip "the memory of programs that end" "processes can't be traced here"
    finish
fi
control() { # STATUS WHAT HOW
    exits "$1" "$2" "$witness" --needles "$work/needles" "$leak" "$3" <"$work/secret"
}
control 98 "a secret on the heap is found" heap
has "by name" "of secret" "$work/err"
control 98 "on the stack" stack
control 98 "without its beginning" middle
control 98 "or nothing but the first twelve bytes" piece
control 0 "and nothing where it was wiped" wiped

## Our programs

given_sandbox
given_profile
printf 'protocol=https\nhost=example.com\nusername=u\npassword=kept-CANARY-fp7Rz2Wq9LxT4vKb\n\n' >"$work/offer"
printf 'protocol=https\nhost=example.com\n\n' >"$work/example"
request >"$work/request"
cat >"$work/keys.py" <<'PYTHON'
import sys
from read_store import read, store_key, subkey
secret = read(sys.argv[2])
key, _, _ = store_key(read(sys.argv[1] + "/keys"), secret)
print("key file:" + secret.hex())
print("store key:" + key.hex())
for size, number, name in (16, 1, "names"), (32, 2, "records"), (32, 3, "fingerprints"):
    print(name + " key:" + subkey(key, size, number).hex())
PYTHON
keys() { # STORE: of it, as needles
    PYTHONPATH=$top_srcdir/tests/lib python3 "$work/keys.py" "$1" \
        "$XDG_CONFIG_HOME/workfront-credential/key"
}
# What to look for from now on
know() {
    workfront-credential token "$@" >"$work/token" || exit 1
    {
        sed -n 's/.*"CLIENT_SECRETS*": *\[* *"\([^"]*\)".*/client secret=\1/p' "$credential"
        printf 'token=%s\n' "$(cat "$work/token")"
        echo "password=kept-CANARY-fp7Rz2Wq9LxT4vKb"
        echo "passphrase=CANARY-phrase-Hq5Ln8Zt3WcY7mXd"
    } >"$work/needles"
    keys "$store" >>"$work/needles" || exit 1
}
know
ok "there are four secrets to look for" [ "$(grep -c '=..........' "$work/needles")" -eq 4 ]
ok "and five keys" [ "$(grep -c ':' "$work/needles")" -eq 5 ]

needles=$work/needles
unseen=0
clean() { # STATUS WHAT COMMAND…
    _expected=$1 _title=$2
    shift 2
    exits "$_expected" "$_title leaves nothing" "$witness" --needles "$needles" \
        --program workfront-cred "$@"
    unseen=$((unseen + $(sed -n 's/^witness: .* \([0-9]*\) unseen.*/\1/p' "$work/err")))
}
ours() { # STATUS ARGUMENT…
    _status=$1
    shift
    clean "$_status" "$*" workfront-credential "$@"
}

ours 0 get <"$work/request"
for command in env token authorization header curl json headers-json status list show \
    "status --json" "list --json" "show --json" doctor help capability --version; do
    # shellcheck disable=SC2086 # a command and its option
    ours 0 $command
done
ours 0 kubernetes --host "$host"
ours 0 explain get <"$work/request"
# The command is to have the token in its environment, and nothing else
grep -v '^token=' "$work/needles" >"$work/needles.exec"
needles=$work/needles.exec
ours 0 exec -- true
needles=$work/needles
ours 0 exec --token-file -- true
ours 0 api GET user/search --host "$host"
ours 0 store --any-host <"$work/offer"
ours 0 get --any-host <"$work/example"
ours 0 erase --any-host <"$work/example"
ours 0 erase <"$work/request"
ours 0 token
ours 0 token --force
ours 0 verify
ours 0 verify --json
ours 0 setup --from "$credential" --host "$host" --profile second
ours 0 setup --from "$credential" --host "$host" --profile third --no-verify
for file in aio-ims.json aio-context.env; do
    ours 0 setup --from "$top_srcdir/tests/fixtures/$file" --host "$host" --profile third --no-verify
done
ours 0 remove --profile third
ours 0 remove --profile second

## What people do with the store: each command may have the key before it and the one after it

cp "$needles" "$work/needles.all"
needles=$work/needles.all
config=$XDG_CONFIG_HOME/workfront-credential/config
echo 'audit = hand-outs' >"$config"
ours 0 token
ours 0 audit show
ours 0 audit verify
ours 0 key list
ours 0 rekey
keys "$store" >>"$needles" || exit 1
ours 0 rekey
mkdir -m 700 "$work/keys"
ours 0 key add keyfile "path=$work/keys/second"
printf 'second key file:%s\n' "$(od -An -tx1 "$work/keys/second" | tr -d ' \n')" >>"$needles"
echo "unlock sufficient keyfile path=$work/keys/second" >"$config"
ours 0 key list
ours 0 token
ours 0 key remove 1
echo 'unlock required keyfile' | cat - "$config" >"$work/policy"
ours 0 rekey --policy "$work/policy"
cp "$work/policy" "$config"
ours 0 stack
ours 0 unlock
ours 0 lock
ours 0 revoke
sed 1d "$work/policy" >"$config"
ours 4 token
rm -r "$store" "$config"

# Led by questions, by the file and by its values
cat >"$work/script" <<EOF
expect Who can do it
expect Press Enter to go on:
send
expect Make the credential
expect Press Enter to go on:
send
expect Download JSON
expect Path of the JSON file
send $credential
expect issued by secret 1 of 1
expect Workfront host:
send $host
expect saved: profile default for $host
expect [y/N]
send
$(! installed git || printf 'expect Set git up\nsend\n')
end
EOF
clean 0 "a guided setup" python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" \
    workfront-credential setup
know
needles=$work/needles

## Failures too

ours 2 get </dev/zero
ours 3 token --profile nobody
sandbox_fault '{"match": {"path": "/ims/token/v3"}, "status": 401}' >"$work/fault"
workfront-credential erase <"$work/request"
ours 5 token
sandbox_reset
sandbox_reset
know --force
clean 1 "an answer to nobody" sh -c 'exec workfront-credential token >/dev/full'

## A passphrase; Argon2id's memory is large, so one look at each way it comes

echo 'unlock sufficient passphrase cost=interactive fd=9' >"$config"
echo CANARY-phrase-Hq5Ln8Zt3WcY7mXd >"$work/phrase"
echo CANARY-phrase-Hq5Ln8Zt3WcY7mXX >"$work/wrong"
ours 0 --store "$work/second" store --any-host <"$work/offer" 9<"$work/phrase"
ours 0 --store "$work/second" get --any-host <"$work/example" 9<"$work/phrase"
ours 4 --store "$work/second" get --any-host <"$work/example" 9<"$work/wrong"
# shellcheck disable=SC2016 # the program's own $0
printf '%s\n' '#!/bin/sh' 'cat "${0%/*}/phrase"' >"$work/askpass"
chmod 700 "$work/askpass"
echo 'unlock sufficient passphrase cost=interactive' >"$config"
clean 0 "a passphrase from an askpass program" env WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass" \
    setsid -w workfront-credential --store "$work/second" get --any-host <"$work/example"
printf '%s\n' 'unlock optional keyring' 'unlock sufficient passphrase cost=interactive fd=9' >"$config"
ours 0 --store "$work/second" unlock 9<"$work/phrase"
ours 0 --store "$work/second" status 9<"$work/phrase"
ours 0 --store "$work/second" lock
rm "$config"

## A renewal in the background: who asked, who was forked, and the network program

if [ -e "$faketime" ]; then
    sandbox_control DELETE /requests
    given_no_splay
    clean 0 "a renewal in the background" env PATH="$preloadable:$PATH" \
        LD_PRELOAD="$faketime" FAKETIME=+85000s FAKETIME_DONT_FAKE_MONOTONIC=1 workfront-credential token
    ok "which there was" sandbox_await 1 "$token_path"
    if [ "$(id -u)" -eq 0 ]; then
        has "by four processes" "4 seen, 0 unseen" "$work/err"
    else
        # The network program forks who looks up names before it forbids to be looked at
        has "by four processes, one forked by the helper" "3 seen, 1 unseen" "$work/err"
    fi
else
    skip "a renewal in the background" "libfaketime isn't here"
fi

if [ "$unseen" -gt 0 ]; then
    skip "$unseen forked processes" "only root can look at them"
fi
finish
