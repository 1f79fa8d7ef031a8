#!/bin/sh
# The key slots of a store from the command line: listed, added, removed, and the store's key
# changed; what was kept is there afterwards, and a key file that was given up opens nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

config=$XDG_CONFIG_HOME/workfront-credential/config
second=$XDG_CONFIG_HOME/workfront-credential/second
key=$XDG_CONFIG_HOME/workfront-credential/key
log=$XDG_DATA_HOME/workfront-credential/audit/log-00000001
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept-CANARY\n\n' >"$work/stored"
answers() { # WHAT
    exits 0 "$1" workfront-credential --any-host get <"$work/request"
    has "with what was kept" password=kept-CANARY "$work/out"
}

lists() { # WHAT SLOT
    ok "$1" grep -q "^$2" "$work/out"
}

exits 3 "without a store there is nothing to list" workfront-credential key list
workfront-credential --any-host store <"$work/stored" || exit 1
exits 0 "the slots are listed" workfront-credential key list
has "by number and module" "1: keyfile, added " "$work/out"
has "and use" "can be used here" "$work/out"
exits 0 "as JSON" workfront-credential key list --json
has "too" '"usable": true' "$work/out"
exits 2 "a verb is needed" workfront-credential key
exits 2 "and must be known" workfront-credential key turn
exits 2 "a number too" workfront-credential key remove x
exits 2 "of a slot that is there" workfront-credential key remove 9
exits 2 "the last slot stays" workfront-credential key remove 1
has "which is said" "nothing would open the store" "$work/err"

exits 2 "the list takes no more words" workfront-credential key list all
has "which is said" "key takes list|add" "$work/err"

if installed python3; then
    cp "$XDG_DATA_HOME/workfront-credential/keys" keys
    printf 'slot=2\nmodule=\033]0;TITLE\007\033[2J\nparameters=\nbox=%0144d\n\n' 0 >slot
    python3 "$top_srcdir/tests/lib/forge_keys.py" "$XDG_DATA_HOME/workfront-credential/keys" '\Z' "$(cat slot)

"
    rm "$XDG_DATA_HOME/workfront-credential/keys.copy"
    exits 1 "a slot that would move a terminal is damage" workfront-credential key list
    hasnt "and isn't shown" TITLE "$work/out"
    hasnt "nor told" TITLE "$work/err"
    cp keys "$XDG_DATA_HOME/workfront-credential/keys"
else
    skip "a slot that would move a terminal" "python3 isn't installed"
fi

exits 0 "the store gets a new key" workfront-credential rekey
has "which is said" "the store has a new key: 1 key slot, " "$work/out"
answers "it answers as before"

exits 0 "a key file is added" workfront-credential key add keyfile "path=$second"
has "with its number" "key slot 2: keyfile" "$work/out"
has "and the line it needs" "unlock sufficient keyfile path=$second" "$work/err"
exits 4 "a slot that can't be opened isn't lost silently" workfront-credential rekey
has "it is named" "what can't be opened now would be lost, key slot 2 (keyfile)" "$work/err"
has "with what to do" "hint: workfront-credential key list says what is missing; to give a slot up" "$work/err"
ok "and nothing else" [ "$(wc -l <"$work/err")" -eq 2 ]
ok "its record is a link of the audit log's chain all the same" \
    sh -c "grep 'event=rekey outcome=locked' '$log' | grep -q '^n='"
exits 4 "nor is the one that opens removed from beside it" workfront-credential key remove 1
has "it is named" "nothing was changed: what can't be opened now would be lost, key slot 2" "$work/err"
exits 0 "the slots are listed" workfront-credential key list
lists "the one that no line opens, too" "2: keyfile, .*, can't be opened: no line of the configuration"
lists "the other can be used" "1: keyfile, .*, can be used here"
mv "$key" "$key.away"
printf '%032d' 0 >"$key"
chmod 600 "$key"
exits 0 "a key file that another one has replaced" workfront-credential key list
lists "is no use" "1: keyfile, .*, can't be opened: no line of the configuration yields its key"
exits 0 "as JSON" workfront-credential key list --json
hasnt "neither" '"usable": true' "$work/out"
printf x >"$key"
exits 0 "one that was cut" workfront-credential key list
lists "neither" "1: keyfile, .*, can't be used now: $key: damaged"
exits 1 "nothing opens" workfront-credential rekey
has "which is said as of any command" "error: $key: damaged" "$work/err"
has "with what to do" "hint: put it back as it was" "$work/err"
mv "$key.away" "$key"
exits 0 "back again" workfront-credential key list
lists "it can be used" "1: keyfile, .*, can be used here"
echo "unlock sufficient keyfile path=$second" >"$config"
exits 0 "the first slot goes" workfront-credential key remove 1
answers "the other one opens"
rm "$config"
exits 4 "the first key file opens nothing" workfront-credential --any-host get <"$work/request"
has "and is named" "error: $key: the store is locked; the key from it isn't this store's" "$work/err"
run workfront-credential status
has "by every command" "error: $key: the store is locked; the key from it isn't" "$work/err"
run workfront-credential doctor
has "by doctor as the key" "FAILED key       $key: the store is locked; the key from it isn't" "$work/out"
echo "unlock sufficient keyfile path=$key" >"$config"
exits 4 "wherever it lies" workfront-credential status
has "with its path" "error: $key: the store is locked; the key from it isn't" "$work/err"
rm "$config"

echo "unlock sufficient keyfile path=$second" >"$config"
printf 'unlock required keyfile\nunlock sufficient keyfile path=%s\n' "$second" >"$work/policy"
exits 0 "a required module is brought in" workfront-credential rekey --policy "$work/policy"
has "to be configured" "put them into the configuration" "$work/err"
exits 4 "the former configuration opens nothing" workfront-credential --any-host get <"$work/request"
cp "$work/policy" "$config"
answers "the new one does"
exits 0 "the same policy again" workfront-credential rekey --policy "$work/policy"
answers "changes nothing"
echo 'unlock sufficient nonsense' >"$work/nonsense"
exits 2 "a policy that can't be read" workfront-credential rekey --policy "$work/nonsense"
has "is told with its line" "nonsense:1" "$work/err"
echo "unlock sufficient keyfile path=$second" >"$config"
exits 4 "without the required module nothing is added" workfront-credential key add keyfile "path=$second.x"
has "which is said" "hint: the configuration must require what workfront-credential key list says" "$work/err"
cp "$work/policy" "$config"
exits 0 "it is listed" workfront-credential key list
has "as well" "every key slot needs keyfile" "$work/out"
lists "and the slot that opens by it" "2: keyfile, .*, can be used here"
fails "no secret is in the slots" grep -rqa CANARY "$XDG_DATA_HOME"

# Without a name it is a module that has no slot yet
rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
workfront-credential --any-host store <"$work/stored" || exit 1
exits 2 "a module without a line" workfront-credential key add passphrase
has "is told" "only by a sufficient line of the configuration" "$work/err"
exits 2 "without a name, where each has one" workfront-credential key add
has "that is told too" "no module in the configuration that has no key slot yet" "$work/err"
exits 2 "an argument that the module doesn't have" workfront-credential key add keyfile color=red
has "is told with the module" "keyfile: not valid: color=red isn't an argument" "$work/err"
exits 2 "one word can't be two lines" workfront-credential key add keyfile "path=$second
unlock sufficient keyfile"
printf 'unlock sufficient keyfile\nunlock sufficient passphrase cost=interactive fd=9\n' >"$config"
echo CANARY-phrase >"$work/phrase"
run workfront-credential key add 9<"$work/phrase"
has "the module without a slot gets one" "key slot 2: passphrase" "$work/out"
number=2
while [ "$number" -lt 40 ] && workfront-credential key add keyfile "path=$second.$number" >"$work/out" 2>"$work/err"; do
    number=$((number + 1))
done
ok "there is an end to slots" [ "$number" -lt 40 ]
has "which is said" "error: the store has 16 key slots, as many as there can be" "$work/err"
has "with what makes room" "hint: make room: workfront-credential key remove NUMBER" "$work/err"
answers "and it answers still"

# Two slots of a passphrase: a person is told for which one it is
rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
cat >"$work/askpass" <<'CODE'
#!/bin/sh
printf '%s\n' "$1" >>"$0.asked"
echo CANARY-phrase
CODE
chmod 700 "$work/askpass"
asked() {
    run env "WORKFRONT_CREDENTIAL_ASKPASS=$work/askpass" setsid -w workfront-credential "$@" </dev/null
}
echo 'unlock sufficient passphrase cost=interactive fd=9' >"$config"
workfront-credential --any-host store <"$work/stored" 9<"$work/phrase" || exit 1
echo 'unlock sufficient passphrase' >"$config"
asked stack
ok "somebody can be asked" grep -q 'passphrase *ok' "$work/out"
asked key add passphrase
ok "a passphrase is added to one" [ "$status" -eq 0 ]
: >"$work/askpass.asked"
asked rekey
ok "both slots are wrapped again" [ "$status" -eq 0 ]
ok "by what a person was asked for" [ -s "$work/askpass.asked" ]
hasnt "no answer is shown" CANARY "$work/err"
ok "the audit log's records of it are links of the chain" \
    [ "$(grep -c '^n=.* event=key outcome=ok\|^n=.* event=rekey outcome=ok' "$log")" -eq 2 ]
hasnt "though nothing was asked for them" "mac=-" "$log"

finish
