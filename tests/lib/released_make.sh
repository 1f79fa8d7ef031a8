#!/bin/sh
# Make the fixture of a release: stores as this version of the program writes them, for
# tests/stories/released.sh. Once a release, when its format is final, in the build folder of the release:
#
#     make check TESTS=tests/lib/released_make.sh && mv store-VERSION.tar …/tests/fixtures/
#
# Each folder of the archive has `store` and `config`, `config/key` where a key file opens it, and
# `phrase` where a passphrase does. keyfile and many also have what must come out: `at`, Unix
# seconds, and `token`, the token that is good then. many has several of everything: profiles,
# hosts, credentials that --any-host keeps, key slots, files of the audit log with `records`
# records in all, of which two are changes of the store's key.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
made=$work/made
version=$(workfront-credential --version | sed 's/.* //')

given_configuration() { # NAME [LINE…]
    mkdir -p "$made/$1" "$XDG_CONFIG_HOME/workfront-credential"
    name=$1
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >"$XDG_CONFIG_HOME/workfront-credential/config"
}

keep() { # HOST PASSWORD
    printf 'protocol=https\nhost=%s\nusername=me\npassword=%s\n\n' "$1" "$2" |
        workfront-credential store --any-host 9<"$work/phrase"
}

taken_over() {
    mv "$store" "$made/$name/store"
    mv "$XDG_CONFIG_HOME/workfront-credential" "$made/$name/config"
}

echo 'a passphrase of the fixtures' >"$work/phrase"

given_configuration keyfile
given_profile
given_profile --host acme.preview.workfront.com
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"count\":1,\"status\":400}" >/dev/null
workfront-credential setup --profile other --no-verify \
    --from "$project" --host other.my.workfront.com >/dev/null 2>&1
workfront-credential token --profile other >/dev/null 2>&1
workfront-credential token >"$work/token"
date +%s >"$work/at"
keep one.example first
keep one.example second
keep two.example other
taken_over
mv "$work/token" "$work/at" "$made/keyfile/"

given_configuration passphrase 'unlock sufficient passphrase cost=interactive fd=9'
keep one.example by-phrase
taken_over
cp "$work/phrase" "$made/passphrase/"

given_configuration both 'unlock required keyfile' \
    'unlock sufficient passphrase cost=interactive fd=9'
keep one.example by-both
taken_over
cp "$work/phrase" "$made/both/"

given_configuration many 'audit = hand-outs' 'audit-size = 4K' \
    'unlock sufficient keyfile' \
    'unlock sufficient passphrase cost=interactive fd=9' \
    'unlock sufficient exec path=/usr/bin/printf arg=%064d arg=7'
given_profile --host acme.preview.workfront.com 9<"$work/phrase"
for name in other third; do
    workfront-credential setup --profile "$name" --no-verify --from "$project" \
        --host "$name.my.workfront.com" 9<"$work/phrase" >/dev/null 2>&1
done
for number in 1 2 3 4 5 6 7 8; do
    keep "host-$number.example" "of-$number"
    printf 'protocol=https\nhost=two.example\nusername=user-%s\npassword=of-user-%s\n\n' \
        "$number" "$number" | workfront-credential store --any-host
    workfront-credential token --profile other >/dev/null 2>&1
    workfront-credential token --host acme.preview.workfront.com >/dev/null
    workfront-credential token --host evil.example >/dev/null 2>&1
done
mv "$XDG_CONFIG_HOME/workfront-credential" "$work/away"
workfront-credential token >/dev/null 2>&1
mv "$work/away" "$XDG_CONFIG_HOME/workfront-credential"
ok "a passphrase opens it, too" workfront-credential key add passphrase 9<"$work/phrase"
ok "and a program" workfront-credential key add exec 9<"$work/phrase"
ok "a key slot goes" workfront-credential key remove 3 9<"$work/phrase"
ok "and comes again" workfront-credential key add exec 9<"$work/phrase"
ok "the store's key is changed" workfront-credential rekey 9<"$work/phrase"
workfront-credential token --profile other >/dev/null 2>&1
ok "twice" workfront-credential rekey 9<"$work/phrase"
printf 'protocol=https\nhost=host-8.example\n\n' | workfront-credential erase --any-host
name=many
workfront-credential token >"$work/token"
date +%s >"$work/at"
# shellcheck disable=SC2016 # for that shell
ok "the log is whole" sh -c 'workfront-credential audit verify >"$0"' "$work/verified"
sed -n 's/.*: records 1 to \([0-9]*\),.*/\1/p' "$work/verified" >"$work/records"
taken_over
mv "$work/token" "$work/at" "$work/records" "$made/many/"
cp "$work/phrase" "$made/many/"

ok "the fixture is packed" tar --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$(cat "$made/keyfile/at")" \
    -C "$made" -cf "$top_builddir/store-$version.tar" both keyfile many passphrase
finish
