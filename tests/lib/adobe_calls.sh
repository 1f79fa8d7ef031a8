# adobe_calls.sh: calls of the network program by itself. After lib.sh and admin.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # stories use and set some variables

program=${stage_libexecdir:-$top_builddir}/workfront-credential-adobe
secret=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
user=66cf5cec0002204507c8ce6d532dfc08
org=0123456789ABCDEF01234567@AdobeOrg

## Calls: complete ones, of which a test replaces what it is about

write_call() { # DEFAULTS [KEY=VALUE…]: KEY= alone leaves the key out
    _defaults=$1
    shift
    printf '%s\n' "$_defaults" "$@" | awk -F= '
        NF { if (!($1 in line)) key[n++] = $1; line[$1] = $0 }
        END { for (i = 0; i < n; i++) if (line[key[i]] != key[i] "=") print line[key[i]]; print "" }'
}

token_defaults="version=1
call=token
deadline=20000
endpoint=https://ims-na1.adobelogin.com/ims/token/v3
client_id=0123456789abcdef0123456789abcdef
client_secret=$secret
scope=openid,AdobeID,additional_info.roles,profile"

# Run a call: exit 0, nothing on stderr, and this status and error ("" = none)
answers() { # DEFAULTS STATUS ERROR WHAT [KEY=VALUE…]
    _call=$1 _wanted=$2 _error=$3 _what=$4
    shift 4
    write_call "$_call" "$@" >"$work/call"
    run "$program" <"$work/call"
    if [ "$status" -eq 0 ] && [ ! -s "$work/err" ] && [ "$(field version "$work/out")" = 1 ] &&
        [ "$(field status "$work/out")" = "$_wanted" ] &&
        [ "$(field error "$work/out")" = "$_error" ]; then
        result ok "$_what"
    else
        result "not ok" "$_what (exit $status, not $_wanted $_error)"
        sed '/^access_token=/d' "$work/out" >"$work/shown"
        comment "$work/shown"
        comment "$work/err"
    fi
}

says() { # KEY VALUE: the last answer's
    if [ "$(field "$1" "$work/out")" = "$2" ]; then
        result ok "$1 is \"$2\""
    else
        result "not ok" "$1 is \"$(field "$1" "$work/out" | cut -c1-80)\", not \"$2\""
    fi
}

says_number() { # KEY FROM TO
    _number=$(field "$1" "$work/out")
    ok "$1 is from $2 to $3" [ "${_number:-0}" -ge "$2" -a "${_number:-0}" -le "$3" ]
}
