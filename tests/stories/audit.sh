#!/bin/sh
# The audit log: what commands leave in it, what can't be hidden, and what isn't done unrecorded.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
config=$XDG_CONFIG_HOME/workfront-credential/config
log=$store/audit/log-00000001

recorded() { # WHAT REGEXP
    ok "$1 is recorded" grep -Eq "$2" "$log"
}

ask erase
run workfront-credential token
run workfront-credential token --host evil.my.workfront.com
recorded "setup" "event=setup outcome=ok .*profile=default host=$host token=[0-9a-f]{32} "
recorded "erase" "event=erase outcome=ok .*host=$host"
recorded "a token that was asked for" "event=fetch outcome=ok .*token=[0-9a-f]{32} .*pid=$$ "
recorded "a refusal" "event=refusal outcome=not-found .*host=evil.my.workfront.com"
cp "$log" before
run workfront-credential token
ok "an answer at hand isn't recorded" cmp -s before "$log"
hides "no secret in the log" "$log"
exits 0 "the log is whole" workfront-credential audit verify
exits 0 "it can be shown" workfront-credential audit show --since 1h
has "with the event" fetch out
ok "under headings" sh -c "head -n 1 out | grep -Eq '^record  at  .*  event  .*  outcome  .*  command  '"
ok "that stand over their columns" python3 -c '
heading, *lines = open("out").read().splitlines()
at, event = heading.index("at "), heading.index("event")
assert len(lines) > 2 and all(line[at - 1] == " " != line[at] and line[event - 1] == " " != line[event] for line in lines)
'
exits 0 "also as JSON" workfront-credential audit show --json
has "with a version" '"format":1' out
hasnt "and no headings" outcome\ \  out
exits 2 "a time that isn't one" workfront-credential audit show --since yesterday

echo 'audit = hand-outs' >"$config"
run workfront-credential token
recorded "a hand-out that was asked for" "event=hand-out outcome=ok "

mv "$XDG_CONFIG_HOME/workfront-credential/key" key
exits 4 "a locked store" workfront-credential token
mv key "$XDG_CONFIG_HOME/workfront-credential/key"
recorded "a store that stays locked" "event=unlock .* mac=-"
exits 0 "which isn't covered yet" workfront-credential audit verify
has "and that is said" "1 isn't covered yet" out
run workfront-credential token
exits 0 "until the next record" workfront-credential audit verify
has "which covers it" "0 aren't covered yet" out

cp "$log" whole
sed 's/^n=3 \(.*\)outcome=ok/n=3 \1outcome=no/' whole >"$log"
exits 1 "a record that was changed is found" workfront-credential audit verify
has "and named" "broken at record 3: after record 2 there are lines that this program didn't write" err
{ cat whole && sed -n 3p whole; } >"$log"
exits 1 "a line that was added is found" workfront-credential audit verify --json
has "and told to programs" '"flaw": "broken"' out
sed '$d' whole >"$log"
exits 1 "a log that was cut is found" workfront-credential audit verify
has "and that is said" "cut off: what followed record" err
cp whole "$log"

## The end of the log, by somebody without a key: finding what a hand-out changes tells the head

head_find() { # COPY: of the store as it is; sets $head
    run workfront-credential token
    head=$(cd "$store" && find records-* -type f ! -name '*.old' | while read -r file; do
        cmp -s "$file" "$1/$file" || echo "$file"
    done)
}
copy=$PWD/copy
cp -a "$store" "$copy"
head_find "$copy"
run workfront-credential token && run workfront-credential token && run workfront-credential token
cp -a "$copy/audit/." "$store/audit"
cp -a "$copy/$head" "$store/$head"
exits 1 "log and head that were put back are told" workfront-credential audit verify
has "as such" "put back: it ends with record" err
run workfront-credential token
has "also to who goes on" "the audit log is shorter than it was" err
exits 1 "for good" workfront-credential audit verify --json
has "as a new log" '"flaw": "no-head"' out
run workfront-credential doctor
has "which doctor shows, too" "FAILED audit" out
exits 0 "until somebody who has looked says so" workfront-credential audit acknowledge
has "from where on it is whole" "somebody has acknowledged it" out
ok "which is a record" grep -Eq 'event=acknowledge .*detail=no-head' "$store"/audit/log-*
exits 0 "then the log is whole" workfront-credential audit verify
run workfront-credential doctor
has "also to doctor" "are whole, and more can be added" out
exits 0 "there is nothing to acknowledge then" workfront-credential audit acknowledge
for file in "$store"/records-*/*; do
    echo $((($(stat -c %s "$file") - 59) % 256))
done | sort -u >sizes
ok "no record tells its kind by its size" [ "$(cat sizes)" = 0 ]
rm -rf "$store/audit"
find "$store"/records-* -type f -exec sh -c '[ "$(stat -c %s "$1")" -le 571 ]' - {} \; -delete
exits 1 "a log that was removed with all of its size is told" workfront-credential audit verify
rm -rf "$store" && cp -a "$copy" "$store"

## By a reader that knows FORMAT.md only

if command -v python3 >/dev/null; then
    key=$XDG_CONFIG_HOME/workfront-credential/key
    reader() {
        python3 "$top_srcdir/tests/lib/read_store.py" "$store" "$key"
    }
    exits 0 "an independent reader finds the log whole" reader
    has "with its records" "log of " out
    sed 's/^n=3 \(.*\)outcome=ok/n=3 \1outcome=no/' whole >"$log"
    exits 1 "and one that was changed" reader
    has "at the record" "record 3" err
    sed '$d' whole >"$log"
    exits 1 "and one that was cut" reader
    has "with what is missing" "cut off" err
    cp whole "$log"
else
    skip "an independent reader" "python3 isn't installed"
fi

## Another key of the store

exits 0 "the store's key is changed" workfront-credential rekey
exits 0 "and the log is whole" workfront-credential audit verify
recorded "the change" "event=rekey outcome=ok "
ok "as a link of the chain" sh -c "grep 'event=rekey' '$log' | grep -q '^n=[0-9].* mac='"
run workfront-credential token --host evil.my.workfront.com
exits 0 "as it is when it goes on" workfront-credential audit verify
exits 0 "a profile's removal" workfront-credential remove --profile default
recorded "a removal" "event=remove outcome=ok .*profile=default "
exits 0 "keeps its history" workfront-credential audit show
has "of setup" setup out
given_profile

## To syslog, where a socket of the test's stands in for the system's

if [ "$(id -u)" -eq 0 ] && installed python3 && unshare -m true 2>/dev/null; then
    cat >listen.py <<'PY'
import os, socket, subprocess, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("/dev/log")
listener.settimeout(10)
subprocess.run(["workfront-credential", "token", "--host", "evil.my.workfront.com"],
               stderr=subprocess.DEVNULL)
sys.stdout.write(listener.recv(9000).decode())
PY
    echo 'audit-syslog = yes' >"$config"
    # shellcheck disable=SC2016 # for the shell in the namespace
    exits 0 "a record goes to syslog" unshare -m sh -c \
        'mkdir dev && mount -t tmpfs none dev && cp -a /dev/null /dev/urandom dev/ &&
        mount --move dev /dev && exec python3 listen.py'
    has "with what was decided" "event=refusal outcome=not-found" out
    has "under the program's name" "workfront-credential[" out
    hides "and without a secret" out
else
    skip "syslog" "only root can put a socket in its place"
fi

## What can't be recorded isn't done

echo 'audit = required' >"$config"
full() { # COMMANDS: with the store on a file system that is full
    unshare -m sh -c "mount -t tmpfs -o mode=700,size=256k none '$work/small' &&
        cp -a '$store' '$work/small/store' && { cat /dev/zero >'$work/small/fill' 2>/dev/null; } ; $1"
}
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
    mkdir small
    run workfront-credential token
    exits 1 "nor on a full disk" full "workfront-credential token --store '$work/small/store'"
    silent "no token then" out
    has "and it is said why" "No space left on device" err
    exits 1 "nor on one that can only be read" unshare -m sh -c \
        "mount --bind '$store' '$store' && mount -o remount,ro,bind '$store' &&
        exec workfront-credential token"
    silent "no token then" out
    has "and it is said why" "Read-only file system" err
else
    skip "full and read-only disks" "only root can mount them"
fi
chmod 640 "$log"
exits 1 "what can't be recorded isn't handed out" workfront-credential token
silent "no token then" out
has "and it is said why" "audit = required" err
chmod 600 "$log"
exits 0 "what can be, is" workfront-credential token
run workfront-credential token
cp -a "$store" "$copy.2"
head_find "$copy.2"
rm "$store/$head"
for number in 9223372036854775807 -9223372036854775808; do
    : >"$store/audit/log-$number" && chmod 600 "$store/audit/log-$number"
done
exits 0 "files that no log can have don't matter" workfront-credential token
rm "$store/$head"
: >"$store/audit/log-999999999999" && chmod 600 "$store/audit/log-999999999999"
exits 1 "a log that can't go on stops all that must be recorded" workfront-credential token
silent "no token then" out
has "and it is said why" "no file of the audit log can have such a number" err
rm -rf "$store" && cp -a "$copy.2" "$store"
echo 'audit = no' >"$config"
cp "$log" before
ask erase
run workfront-credential token
ok "nothing is recorded where that is off" cmp -s before "$log"
finish
