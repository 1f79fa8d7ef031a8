#!/bin/sh
# The stories of all that Adobe is asked, where the authorities that vouch for Adobe are a folder
# (SSL_CERT_DIR) instead of a file.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
export SANDBOX_AUTHORITIES=folder
given_sandbox
given_faketime
ok "the sandbox names a folder" [ -d "$SSL_CERT_DIR" ]
ok "and no file" [ -z "${SSL_CERT_FILE-}" ]

## What the variables name: links anywhere, relative paths, and what is no authority

given_profile
ask() { # VARIABLE=VALUE…: a token, with only that to trust
    workfront-credential erase <req
    run env -u SSL_CERT_DIR "$@" workfront-credential token --force
}
request >req
cat "$SSL_CERT_DIR"/*.0 >"$work/real.pem"
ln -s "$work/real.pem" "$work/link.pem"
mkdir "$work/hashes" "$work/elsewhere"
for file in "$SSL_CERT_DIR"/*.0; do
    cp "$file" "$work/elsewhere/" && ln -s "../elsewhere/${file##*/}" "$work/hashes/${file##*/}"
done
for variable in "SSL_CERT_FILE=$work/real.pem" "SSL_CERT_FILE=$work/link.pem" \
    "CURL_CA_BUNDLE=$work/link.pem" "SSL_CERT_DIR=$work/hashes" "SSL_CERT_DIR=/nowhere:$work/hashes"; do
    ask "$variable"
    ok "${variable%%=*}, ${variable##*/}: a token" [ "$status" -eq 0 ]
done
ask "CURL_CA_BUNDLE=$work/real.pem" SSL_CERT_FILE=/nowhere
ok "CURL_CA_BUNDLE counts alone" [ "$status" -eq 0 ]

hexadecimal() { # a key has any bytes, line ends too
    od -An -v -tx1 | tr -d ' \n'
}

refused() { # VARIABLE WHAT VARIABLE=VALUE…
    variable=$1 what=$2
    shift 2
    sandbox_control DELETE /requests
    ask "$@"
    ok "$variable: $what: exit 6" [ "$status" -eq 6 ]
    has "$variable: $what: it is named" "$variable names " "$work/err"
    has "$variable: $what: and why" "$what" "$work/err"
    hexadecimal <"$work/err" >"$work/err.hex"
    hasnt "$variable: $what: nothing of a key" "$(head -c 16 "$key" | hexadecimal)" "$work/err.hex"
    ok "$variable: $what: nobody is asked" [ "$(sandbox_count "$token_path")" -eq 0 ]
}
key=$XDG_CONFIG_HOME/workfront-credential/key
refused CURL_CA_BUNDLE "No such file" CURL_CA_BUNDLE=/nowhere "SSL_CERT_FILE=$work/real.pem"
refused SSL_CERT_FILE "no certificate in PEM" "SSL_CERT_FILE=$key"
refused SSL_CERT_FILE "Is a directory" SSL_CERT_FILE=/
refused CURL_CA_BUNDLE "Is a directory" "CURL_CA_BUNDLE=${key%/*}"
refused SSL_CERT_DIR "No such file" SSL_CERT_DIR=/nowhere

# An authority that is another's is found out once, not four times
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other -days 2 -keyout other.key -out other.pem 2>/dev/null
workfront-credential erase <req
run env -u SSL_CERT_DIR "SSL_CERT_FILE=$PWD/other.pem" workfront-credential -v token --force
ok "another's authority: exit 6" [ "$status" -eq 6 ]
hasnt "another's authority: no second attempt" "trying again" "$work/err"

# A relative path is meant from where the caller was, also when the token is renewed in the background
cp "$work/real.pem" here.pem
ask SSL_CERT_FILE=here.pem
token=$(cat "$work/out")
ok "a relative path: a token" [ "$status" -eq 0 ]
sandbox_control DELETE /requests
given_no_splay
run later 80000 env -u SSL_CERT_DIR SSL_CERT_FILE=here.pem workfront-credential token
ok "a relative path: the due token is given" [ "$(cat "$work/out")" = "$token" ]
ok "a relative path: and renewed in the background" sandbox_await 1 "$token_path"
renewed() {
    later 80000 workfront-credential token >new && [ "$(cat new)" != "$token" ]
}
ok "a relative path: with success" await renewed

sandbox_stop
given_tree
for story in setup account token_life; do # others make none but these calls of the network program
    ok "the same story: $story" told "$story"
done
finish
