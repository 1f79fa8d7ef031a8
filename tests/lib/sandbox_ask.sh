# sandbox_ask.sh: what the sandbox's own stories share: who is who in its default world, and requests
# by real curl. After tests/lib/lib.sh and tests/lib/sandbox.sh.
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the stories use what is set here, lib.sh sets $work

client=0123456789abcdef0123456789abcdef
secret=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
org=0123456789ABCDEF01234567@AdobeOrg
account=ABCDEF0123456789ABCDEF01@techacct.adobe.com
email=00000000-1111-2222-3333-444444444444@techacct.adobe.com
user=66cf5cec0002204507c8ce6d532dfc08
customer=66cf5cec000220447507c8ce6d53aaaa
scopes=openid,AdobeID,additional_info.roles,profile
client2=fedcba9876543210fedcba9876543210
secret2=p8e-CANARY-Wc8pGx5uJt1VqA0nEo7iKz3y
user2=66cf5cec0002204507c8ce6d532dfc09
has_org="x-gw-ims-org-id: $org"

ims=https://ims-na1.adobelogin.com/ims
acme=https://acme.my.workfront.com
api=$acme/attask/api/v22.0
planning=$acme/maestro/api
events=$acme/attask/eventsubscription/api/v1/subscriptions
gateway=https://workfront.adobe.io
secrets=https://api.adobe.io/console/organizations/23294/credentials/436085/secrets

## Making requests: the answer's body goes to $work/body, its head to $work/head

request() { # CURL-ARGUMENT…: prints the status
    : >"$work/body"
    curl -q -sS --max-time 20 -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" 2>"$work/err"
}

answers() { # STATUS WHAT CURL-ARGUMENT…
    _status=$1 _what=$2
    shift 2
    _code=$(request "$@")
    if [ "$_code" = "$_status" ]; then
        result ok "$_what"
    else
        result "not ok" "$_what (answered $_code, not $_status)"
        comment "$work/body"
        comment "$work/err"
    fi
}

answers_with() { # STATUS STRING WHAT CURL-ARGUMENT…
    _string=$2 _status=$1
    shift 2
    answers "$_status" "$@"
    has "$1: says $_string" "$_string" "$work/body"
}

curl_exits() { # STATUS WHAT CURL-ARGUMENT…
    _status=$1 _what=$2
    shift 2
    exits "$_status" "$_what" curl -q -sS --max-time 20 -D "$work/head" -o "$work/body" "$@"
}

# What a token is asked for with, these in place of the usual; NAME=- leaves NAME out
form() { # [NAME=VALUE…]
    printf 'grant_type=client_credentials\nclient_id=%s\nclient_secret=%s\nscope=%s\n' \
        "$client" "$secret" "$scopes" >"$work/form"
    for _pair; do
        sed "s/^${_pair%%=*}=.*/$_pair/" "$work/form" >"$work/form.new"
        mv "$work/form.new" "$work/form"
    done
    grep -v '=-$' "$work/form" | tr '\n' '&' | sed 's/&$//'
}

# Leaves the token in $work/token, and as a header in $bearer
new_token() { # [NAME=VALUE…]
    request -d "$(form "$@")" "$ims/token/v3" >/dev/null
    sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$work/body" >"$work/token"
    bearer="Authorization: Bearer $(cat "$work/token")"
}

claims() {
    cut -d. -f2 "$work/token" | tr '_-' '/+' | sed 's/$/===/' | base64 -d 2>/dev/null
}

between() { # LEAST NUMBER MOST
    [ "$1" -le "$2" ] && [ "$2" -le "$3" ]
}

is() {
    echo "$1, not $2"
    [ "$1" = "$2" ]
}

# The number of users in the body
users() {
    grep -o '"objCode":"USER"' "$work/body" | grep -c .
}

# IMS refuses a token, in exactly these words
refuses() { # ERROR DESCRIPTION NAME=VALUE…
    printf '{"error":"%s","error_description":"%s"}' "$1" "$2" >"$work/expected"
    shift 2
    answers 400 "a token with $* is refused" -d "$(form "$@")" "$ims/token/v3"
    ok "a token with $* is refused in the documented words" cmp "$work/expected" "$work/body"
}

# A search for users by the bearer of $bearer
search() { # STATUS WHAT [NAME=VALUE…]
    _status=$1 _what=$2
    shift 2
    for _pair; do
        shift
        set -- "$@" --data-urlencode "$_pair"
    done
    answers "$_status" "$_what" -G -H "$bearer" "$@" "$api/user/search"
}

finds() { # HOW-MANY WHAT NAME=VALUE…
    _wanted=$1
    shift
    search 200 "$@"
    ok "$1: finds $_wanted" is "$(users)" "$_wanted"
}
