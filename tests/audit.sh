#!/bin/sh
# The audit log: what commands leave in it, what can't be hidden, and what isn't done unrecorded.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
. "$top_srcdir/tests/admin.sh"
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
exits 0 "also as JSON" workfront-credential audit show --json
has "with a version" '"format":1' out
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
has "and named" "record 3" err
sed '$d' whole >"$log"
exits 1 "a log that was cut is found" workfront-credential audit verify
has "and that is said" "cut off" err
cp whole "$log"

echo 'audit = required' >"$config"
chmod 640 "$log"
exits 1 "what can't be recorded isn't handed out" workfront-credential token
silent "no token then" out
has "and it is said why" "audit = required" err
chmod 600 "$log"
exits 0 "what can be, is" workfront-credential token
echo 'audit = no' >"$config"
cp "$log" before
ask erase
run workfront-credential token
ok "nothing is recorded where that is off" cmp -s before "$log"
finish
