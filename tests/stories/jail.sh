#!/bin/sh
# The network program's jail, proved from inside: with the store, the key and a home at hand, each
# forbidden thing can be done without the jail and is refused in it; where a kernel lacks a part,
# the report says exactly that, and `jail = required` refuses to run.
# shellcheck disable=SC2154 # sandbox_start sets the SANDBOX_ variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/tree.sh"
inside=$top_builddir/tests/faults/inside
lacks=$top_builddir/tests/faults/lacks
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "the jail" "sanitizers need what it forbids"
    finish
fi
given_sandbox
given_profile
network=$stage_libexecdir/workfront-credential-adobe
mkdir -m 700 "$HOME/.ssh" && echo CANARY >"$HOME/.ssh/id_ed25519"
record=$(find "$store" -type f -path '*/records-*' | head -n 1)
sleep 600 &
neighbour=$!
at_exit "end_ours $neighbour"

report() { # the last line's parts, with a blank on both sides
    echo " $(sed -n 's/^report //p' "$work/out") "
}

# On this kernel: THING | the part of the jail that refuses it
things="
read=$XDG_CONFIG_HOME/workfront-credential/key|files
read=$store/keys|files
read=$record|files
read=$HOME/.ssh/id_ed25519|files
read=/etc/passwd|files
read=/proc/$neighbour/environ|files
read=/proc/$neighbour/maps|files
write=$HOME/new|calls
write=/dev/null|calls
create=$HOME/newer|calls
exec=/bin/sh|calls
spawn|calls
trace=$neighbour|calls
vm|calls
memory|files
kill=$neighbour|calls
limit=$neighbour|calls
connect=25|network
connect=8080|network
connect=53|network
udp=53|calls
netlink|calls"
if installed python3; then # for somebody who listens
    python3 "$top_srcdir/tests/lib/listen.py" "$work/listener" >"$work/port" &
    listener=$!
    at_exit "end_ours $listener"
    await [ -s "$work/port" ]
    things="$things
fastopen=$(cat "$work/port")|calls
unix=$work/listener|calls"
fi

# shellcheck disable=SC2046 # words without blanks
set -- $(printf '%s\n' "$things" | sed 's/|.*//')
run "$inside" --freely "$@"
cp "$work/out" "$work/free"
rm "$HOME/new" "$HOME/newer"
run "$inside" "$@"
parts=$(report)
printf '%s\n' "$things" | sed 1d >"$work/things"
while IFS='|' read -r thing part; do
    ok "$thing can be done without the jail" grep -qxF "$thing done" "$work/free"
    case $parts in
    *" $part "*) ok "$thing: not in it" grep -qE "^$thing (refused|killed)$" "$work/out" ;;
    *" no-$part "*) skip "$thing: not in it" "this kernel or build has no $part" ;;
    *) result "not ok" "$thing: the report doesn't tell of $part" ;;
    esac
done <"$work/things"
fails "no file was made" ls "$HOME/new" "$HOME/newer"
run "$inside" read=/usr/lib/os-release connect=443
ok "what it needs is there" sh -c "! grep -E ' (refused|killed|crashed)$' '$work/out'"
run "$inside" --parser connect=443 connect=25 udp=53 read=/usr/lib/os-release "$@"
ok "who reads a credential file needs nothing" sh -c "! grep -E ' (done|crashed)$' '$work/out'"
ok "indeed" grep -q '^connect=443 refused$' "$work/out"

## No terminal

# The program in the network program's place types into a terminal, if it can, and says what nobody should read
given_tree "$inside" workfront-credential-adobe
liar=$(find "$tree" -name workfront-credential-adobe)
mv "$liar" "$liar.inside"
# shellcheck disable=SC2016 # for the program
printf '#!/bin/sh\n"$0.inside" --freely "type=touch typed" >>"%s/types"\nprintf "\\033]0;title\\007\\rtold\\n" >&2\n' \
    "$work" >"$liar"
chmod +x "$liar"
printf 'expect told\nend\n' >"$work/script"
if installed python3; then
    run python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" sh -c \
        "'$tree$bindir/workfront-credential' status -v >/dev/null; exit 0"
    has "what the network program says can't move a terminal" "?]0;title??told" "$work/out"
    has "nor can it type" "type=touch typed refused" "$work/types"
    run python3 "$top_srcdir/tests/lib/terminal.py" /dev/null sh -c "'$inside' 'type=touch typed' >'$work/types'"
    hasnt "not even with a terminal at hand" "done" "$work/types"
else
    skip "what the network program says can't move a terminal" "there is no python3"
fi

# The parent's key, cached in either keyring: found outside by its name or its number, not from inside.
# One keyring is the user's: another run of this story has it, too
cached=wfc-jail-test-$$
with_key() { # KEYRING COMMAND…
    # shellcheck disable=SC2016 # for the shell in the session
    run env cached="$cached" keyctl session - sh -c 'keyctl link @u @s &&
        key=$(keyctl add user "$cached" x "$0") || exit
        keyctl timeout "$key" 60 && "$@" "search=$cached" "mine=$cached" \
            "request=$cached" "key=$key" "link=$key"
        status=$?
        keyctl unlink "$key" "$0"
        exit "$status"' "$@"
}
for row in "@s search" "@u mine"; do
    keyring=${row% *} search=${row#* }
    if ! command -v keyctl >/dev/null || ! with_key "$keyring" true || [ "$status" -ne 0 ]; then
        skip "a key cached in $keyring" "there is no such keyring or no keyctl"
        continue
    fi
    with_key "$keyring" "$inside" --freely
    for attempt in "$search=$cached" 'key=[0-9]*' 'link=[0-9]*'; do
        ok "a key cached in $keyring: $attempt outside" grep -qx "$attempt done" "$work/out"
    done
    with_key "$keyring" "$inside"
    ok "a key cached in $keyring: nothing from inside" sh -c "! grep '=.* done' '$work/out'"
    ok "a key cached in $keyring: each attempt is refused" \
        [ "$(grep -cE '=.* (killed|refused)$' "$work/out")" -eq 5 ]
done
with_key @s "$lacks" seccomp "$inside"
case $status,$(cat "$work/out") in
0,*report*) has "a session's key isn't in a keyring of its own" "search=$cached refused" "$work/out" ;;
*) skip "a session's key isn't in a keyring of its own" "there is no such keyring or no keyctl" ;;
esac

## Where a kernel lacks a part

# LACK | what the report then says | what is not held by others either
for row in "landlock|no-files no-neighbours no-network" "seccomp|no-calls no-arguments" "keyring|no-keyring"; do
    lack=${row%%|*}
    run "$lacks" "$lack" "$inside"
    for part in ${row#*|}; do
        ok "without $lack the report says $part" grep -q " $part" "$work/out"
    done
done
run "$lacks" landlock "$inside" "read=$store/keys" "exec=/bin/sh" "write=$HOME/new"
has "without Landlock files can be read" "read=$store/keys done" "$work/out"
ok "but nothing written" grep -qE "^write=$HOME/new (refused|killed)$" "$work/out"
has "and no program run" "exec=/bin/sh killed" "$work/out"

## The helper

config=$XDG_CONFIG_HOME/workfront-credential/config
again() { # a token that must be fetched
    rm -rf "$store"
    cp -a "$work/store" "$store"
    request | workfront-credential erase
    run "$@" workfront-credential token -v
}
cp -a "$store" "$work/store"
again
hasnt "-v says what holds" "no-files" "$work/err"
has "by name" "jail: streams terminal environment" "$work/err"
again "$lacks" landlock
ok "a jail with a gap is good enough" [ "$status" -eq 0 ]
has "and -v says where it is" " no-files " "$work/err"
sandbox_control DELETE /requests
again "$lacks" landlock-room
ok "a part that this kernel has is entered, or nothing is done" [ "$status" -eq 2 ]
has "and that is told" "jail: files couldn't be entered" "$work/err"
ok "and Adobe isn't asked" [ "$(sandbox_query /count 'path=*')" -eq 0 ]
run "$lacks" namespaces workfront-credential setup --from "$credential" --host "$host" --profile new
ok "a file is read where user namespaces can't be had" [ "$status" -eq 0 ]
run "$lacks" namespaces workfront-credential status -v
ok "and status tells" grep -q '^  jail lacks  .*namespaces' "$work/out"
echo "jail = required" >"$config"
whole=$("$inside" | sed -n 's/^report //p' | sed 's/no-writes//')
case $whole in
*no-*) skip "a whole jail is good" "this kernel has no $whole" ;;
*)
    again
    ok "a whole jail is good" [ "$status" -eq 0 ]
    ;;
esac
for row in landlock:files seccomp:calls keyring:keyring; do
    sandbox_control DELETE /requests
    again "$lacks" "${row%%:*}"
    ok "required, without ${row%%:*}: refused" [ "$status" -eq 2 ]
    has "required, without ${row%%:*}: says what is missing" "jail: ${row#*:} doesn't hold" "$work/err"
    ok "required, without ${row%%:*}: Adobe isn't asked" [ "$(sandbox_query /count 'path=*')" -eq 0 ]
done
run "$lacks" landlock workfront-credential setup --from "$credential" --host "$host" --profile new
ok "nor a credential file read" grep -Eq "jail: (files|namespaces) doesn't hold" "$work/err"
run "$lacks" landlock "$network" --jail-required </dev/zero
has "nothing is read before" "error=jail" "$work/out"
echo "jail = perhaps" >"$config"
exits 2 "another word" workfront-credential list
has "is told with its line" "config:1" "$work/err"
rm "$config"

## The programs for a keyring and a TPM

for vault in secret-service tpm2; do
    program=$stage_libexecdir/workfront-credential-$vault
    if [ ! -x "$program" ]; then
        skip "$vault is jailed" "this build has no such program"
        continue
    fi
    for row in "landlock-room:files" "landlock --jail-required:files" "seccomp --jail-required:calls"; do
        lack=${row%%:*}
        # shellcheck disable=SC2086 # an option or none
        run "$lacks" "${lack%% *}" "$program" ${lack#"${lack%% *}"} </dev/null
        ok "$vault, $lack: refused" [ "$status" -eq 1 ]
        has "$vault, $lack: and says why" "the jail has a gap, which may not be: ${row#*:}" "$work/err"
    done
    run "$lacks" landlock "$program" </dev/null
    has "$vault: best effort goes on" "the call can't be read" "$work/err"
done

## `status` says what holds

rm -f "$config"
exits 0 "status asks for it" workfront-credential status -v
has "and says what holds" "  jail              streams, terminal, environment" "$work/out"
exits 0 "as JSON too" workfront-credential status --json
has "with every part" '"jail": "streams terminal environment' "$work/out"
run "$lacks" landlock workfront-credential status -v
ok "and what a kernel lacks" grep -q '^  jail lacks  .*files' "$work/out"
run workfront-credential doctor
has "doctor says what holds, too" "in check: streams, terminal, environment" "$work/out"
hasnt "and only that" "not in check: files" "$work/out"
run "$lacks" landlock workfront-credential doctor
ok "and what is lacking" grep -q ' next: not in check: .*files.*as this kernel or this build has no means' "$work/out"

## The ordinary program under the jail: IPv6, and a folder of authorities

again env SSL_CERT_FILE= SSL_CERT_DIR="$SANDBOX_FOLDER/ca"
ok "a folder of authorities" [ "$status" -eq 0 ]
sandbox_stop
if sandbox_start --ipv6 2>/dev/null; then
    again
    ok "a proxy at an IPv6 address" [ "$status" -eq 0 ]
else
    skip "a proxy at an IPv6 address" "there is no IPv6 here"
fi
finish
