#!/bin/sh
# What nobody should send, for get, store and erase, where a token is minted for acme's Workfront:
# it never comes out where it wasn't asked for, and stays as it is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/hostile.sh"
given_sandbox
given_profile

ask get
token=$(field password "$work/out")

is_answered() { # WHAT
    ok "$1: exit 0" [ "$status" -eq 0 ]
    ok "$1: the token" [ "$(field password "$work/out")" = "$token" ]
    silent "$1: without a word" "$work/err"
}

# Storing changes nothing; erasing a password that isn't the token doesn't either
accepted() { # WHAT FORMAT
    feed get "$2" >"$work/request"
    run git-credential-workfront get <"$work/request"
    is_answered "get: $1"
    feed store "$2" >"$work/request"
    for _name in store erase; do
        unmoved "$1" miss "$_name" git-credential-workfront "$_name" <"$work/request"
    done
}

judge() { # WHAT VERDICT FORMAT
    _format=$(printf '%s' "$3" | sed "s/good\\.example/$host/g; s/GOOD\\.Example/ACME.My.WorkFront.com/")
    _verdict=$2
    [ "$2" != other ] || _verdict=miss
    if [ "$2" = accept ]; then
        accepted "$1" "$_format"
        return
    fi
    for _name in get store erase; do
        feed "$_name" "$_format" >"$work/request"
        unmoved "$1" "$_verdict" "$_name" git-credential-workfront "$_name" <"$work/request"
    done
}

sandbox_control DELETE /requests
rows judge
ask get
is_answered "after all rows"
ok "nobody was asked anything" [ "$(sandbox_count "$token_path")" -eq 0 ]
finish
