#!/bin/sh
# A store whose secret is an age file, from the command line: made, opened, and locked when the
# identity is gone; what the program says reaches the person, the secret nobody.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

store=$XDG_DATA_HOME/workfront-credential
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"

age=$(command -v age) || {
    skip "a store that age opens" "age isn't installed"
    finish
}
age-keygen -o "$work/identity" 2>"$work/identity.err"
recipient=$(sed -n 's/^# public key: //p' "$work/identity")
openssl rand -hex 32 >"$work/plain"
age -r "$recipient" -o "$work/secret.age" <"$work/plain"

echo "unlock sufficient exec path=$age arg=-d arg=-i arg=$work/identity arg=$work/secret.age" \
    >"$config"
exits 0 "a store is made with what age decrypts" \
    workfront-credential --any-host store <"$work/stored"
fails "it has no key file" [ -e "$XDG_CONFIG_HOME/workfront-credential/key" ]
exits 0 "and opens with it" workfront-credential --any-host get <"$work/request"
has "to answer" "password=kept" "$work/out"
hasnt "without a word of the secret" "$(cat "$work/plain")" "$work/out"
fails "which is nowhere in the store" grep -rqaF "$(cat "$work/plain")" "$store"

mv "$work/identity" "$work/away"
exits 4 "nothing opens without the identity" workfront-credential --any-host get <"$work/request"
has "which names the program" "$age" "$work/err"
has "and how it ended" "it ended with status 1" "$work/err"
has "beside what it said itself" "age: error" "$work/err"
silent "and no answer" "$work/out"
mv "$work/away" "$work/identity"

age -r "$recipient" -o "$work/secret.age" <"$work/request"
exits 4 "other bytes are no secret" workfront-credential --any-host get <"$work/request"
has "which is said" "it printed neither 32 bytes" "$work/err"

openssl rand -hex 32 | age -r "$recipient" -o "$work/secret.age"
exits 4 "another secret doesn't open it" workfront-credential --any-host get <"$work/request"

echo "unlock sufficient exec path=age" >"$config"
exits 2 "a relative path fails closed" workfront-credential --any-host get <"$work/request"

finish
