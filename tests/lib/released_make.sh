#!/bin/sh
# Make the fixture of a release: stores as this version of the program writes them, for
# tests/stories/released.sh. Once a release, when its format is final, in the build folder of the release:
#
#     make check TESTS=tests/lib/released_make.sh && mv store-VERSION.tar …/tests/fixtures/
#
# Each folder of the archive has `store` and `config`, `config/key` where a key file opens it, and
# `phrase` where a passphrase does. The first one also has what must come out: `at`, Unix seconds,
# and `token`, the token that is good then.
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

ok "the fixture is packed" tar --sort=name --owner=0 --group=0 --numeric-owner \
    -C "$made" -cf "$top_builddir/store-$version.tar" both keyfile passphrase
finish
