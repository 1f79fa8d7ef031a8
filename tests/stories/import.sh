#!/bin/sh
# import: every shape of credential file becomes the same credential, in the jailed program.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
fixtures=$top_srcdir/tests/fixtures
network_program=$stage_libexecdir/workfront-credential-adobe

import() { # FILE [CREDENTIAL]
    {
        printf 'version=1\ncall=import\ndeadline=10000\n'
        [ $# -lt 2 ] || printf 'credential=%s\n' "$2"
        echo
        cat "$1"
    } >"$work/call"
    run "$network_program" --parse <"$work/call"
}

sorted() { # the scopes of an answer, as a set
    sed -n 's/^scope=//p' "$work/out" | tr , '\n' | sort | tr '\n' ' '
}

id=0123456789abcdef0123456789abcdef
yields() { # FILE [LINE…]: the secret, the client, the scopes, and these lines
    _file=$1
    shift
    import "$fixtures/$_file"
    has "$_file is understood" "status=ok" "$work/out"
    for _line in "client_id=$id" "client_secret[]=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j" "$@"; do
        ok "$_file: $_line" grep -qxF -e "$_line" "$work/out"
    done
    ok "$_file: the scopes" [ "$(sorted)" = "AdobeID additional_info.roles openid profile " ]
    silent "$_file: nothing on stderr" "$work/err"
}

org=org_id=0123456789ABCDEF01234567@AdobeOrg
account=technical_account_id=ABCDEF0123456789ABCDEF01@techacct.adobe.com
email=technical_account_email=00000000-1111-2222-3333-444444444444@techacct.adobe.com
for file in console-credential.json console-project.json aio-context.json aio-config.json \
    aio-ims.json camel-case.json aio-context.env commerce.env starter-kit.env by-hand.env postman.json; do
    yields "$file" "$org" "$account" "$email"
done
yields aio-app.env "$org"
yields aio-lib-ims.env "$org"
yields imscli.env
yields console-curl.txt
yields fusion.env
yields app-builder.json "$org"
yields twice.env

# As PowerShell writes them
for encoding in utf-16 utf-16-le utf-16-be utf-8-sig; do
    installed python3 || { skip "lines in $encoding" "python3 isn't installed" && continue; }
    python3 - "$encoding" "$fixtures/starter-kit.env" <<'PYTHON' >"as-$encoding"
import sys
text = open(sys.argv[2]).read().replace("\n", "\r\n")
sys.stdout.buffer.write(text.encode(sys.argv[1]))
PYTHON
    import "as-$encoding"
    has "lines in $encoding" "client_id=$id" "$work/out"
done

# What stands beside the credential stays where it is
for file in console-project.json aio-config.json aio-ims.json aio-context.env; do
    import "$fixtures/$file"
    hasnt "$file: no key of another kind" RUNTIME "$work/out"
    hasnt "$file: no secret of another kind" s8e- "$work/out"
    hasnt "$file: no token" cached-access-token "$work/out"
done

import "$fixtures/console-two-secrets.json"
ok "both secrets are taken" [ "$(grep -c '^client_secret\[\]=' "$work/out")" -eq 2 ]

# Several credentials: told apart without secrets, chosen by any of three words
import "$fixtures/console-project-several.json"
has "several: none is guessed" "error=several" "$work/out"
has "several: the first" "choice[]=436084 Workfront S2S $id" "$work/out"
has "several: the second" "choice[]=436085 Workfront rotation fedcba9876543210fedcba9876543210" "$work/out"
hasnt "several: no secret" CANARY "$work/out"
for word in 436085 "Workfront rotation" fedcba9876543210fedcba9876543210; do
    import "$fixtures/console-project-several.json" "$word"
    has "several: chosen by $word" "client_secret[]=p8e-CANARY-Wc8pGx5uJt1VqA0nEo7iKz3y" "$work/out"
done
import "$fixtures/console-project-several.json" 436083
has "a JWT credential can't be chosen" "error=no-match" "$work/out"
cat "$fixtures/aio-context.env" "$fixtures/imscli.env" | sed 's/^IMS_CLIENTID=.*/IMS_CLIENTID=another/' >two.env
import two.env
has "two prefixes are two credentials" "choice[]=- IMS another" "$work/out"
import two.env My_wf
has "and are chosen by name" "client_id=$id" "$work/out"
sed 's/^IMS_//' two.env >nameless.env
import nameless.env
has "a group without a name" "choice[]=- - another" "$work/out"
for word in - another; do
    import nameless.env "$word"
    has "is chosen by $word" "client_id=another" "$work/out"
done

sed '$s/$/\nIMS_CLIENTID=the-last-one/' "$fixtures/imscli.env" >twice.env
import twice.env
has "of a line of .env that is there twice the last one counts, as in a shell" \
    "client_id=the-last-one" "$work/out"

for file in console-jwt.json console-project-jwt.json; do
    import "$fixtures/$file"
    has "$file is recognised" "error=jwt" "$work/out"
    hasnt "$file: nothing of it is repeated" CANARY "$work/out"
done

# Text that is none of them
text_is() { # ERROR WHAT TEXT
    printf '%b' "$3" >text
    import text
    has "$2" "error=$1" "$work/out"
    hasnt "$2: nothing of it is repeated" CANARY "$work/out"
}
text_is not-json "prose" 'The secret is p8e-CANARY\n'
text_is unknown-names "lines of other things" 'PATH=/bin\nPASSWORD=CANARY\n'
text_is unknown-names "a curl command for something else" 'curl https://example.com/?q=CANARY\n'
text_is api-key "Workfront's own key" "$(cat "$fixtures/api-key.env")"
text_is api-key "the same in an address" 'curl "https://acme.my.workfront.com/attask/api/v19.0/proj?apiKey=CANARY"'

# A line that can't be read is that line's fault, and is told by its number
line_is() { # ERROR FIELD LINE WHAT TEXT
    text_is "$1" "$4" "$5"
    ok "$4: whose fault it is" grep -qx "field=$2" "$work/out"
    has "$4: the line" "error_description=line $3" "$work/out"
}
line_is open-quote CLIENT_SECRET 2 "a quote that isn't closed" \
    'CLIENT_ID=abc\nCLIENT_SECRET="p8e-CANARY\nSCOPES="openid"\nOTHER="x"\n'
line_is after-quote CLIENT_SECRET 3 "something after a quote" \
    '\nCLIENT_ID=abc\nCLIENT_SECRET="p8e-CANARY"x\nSCOPES=openid\n'
# shellcheck disable=SC2016 # the reference is meant
line_is reference client.id 1 "another variable" 'client.id=${CANARY}\nCLIENT_SECRET=s\nSCOPES=openid\n'
line_is bad-list WORKFRONT_SCOPES 3 "a list without its end" \
    'WORKFRONT_CLIENT_ID=abc\nWORKFRONT_CLIENT_SECRET=s\nWORKFRONT_SCOPES=[openid, "CANARY]\n'
text_is not-json "JSON with a comma too many" '{"client_id":\n"c","client_secret":"CANARY",}'
has "JSON with a comma too many: the place" "line 2, column " "$work/out"

# aio's own formats are recognised, and aio can print them as JSON
for file in aio-config.hjson aio-config-by-hand.hjson aio-config.yaml; do
    import "$fixtures/$file"
    has "$file is recognised" "error=hjson-yaml" "$work/out"
    hasnt "$file: nothing of it is repeated" CANARY "$work/out"
    run workfront-credential setup --from "$fixtures/$file" --host acme.my.workfront.com --no-verify
    has "$file: by whom it can be read" \
        "aio config get --json ims | workfront-credential setup --from - --host HOST" "$work/err"
done
text_is hjson-yaml "a context in HJSON" '{client_id: c, client_secret: "p8e-CANARY"\n}'
text_is hjson-yaml "a context in YAML" '# mine\r\nscopes:\r\n- openid\r\nclient-secrets:\r\n- CANARY\r\n'
text_is missing "a curl command without the secret" "curl -d 'client_id=CANARY&scope=openid'\n"
text_is wrong-value "a secret with a control byte" 'CLIENT_ID=a\nCLIENT_SECRET="CANARY\033[2J"\nSCOPES=openid\n'
text_is not-json "a NUL byte" '\0CLIENT_ID=CANARY\0'

# Quotes, comments, blanks and continued lines as they come
cat >lines <<'EOF'
 export  CLIENT_ID = "abc" # mine
CLIENT_SECRET='it"s#one'
SCOPES=openid , profile # and no more
EOF
import lines
has "quotes and comments are taken off" "client_secret[]=it\"s#one" "$work/out"
has "blanks around scopes too" "scope=openid,profile" "$work/out"
cat >lines <<'EOF'
$ curl --request POST "https://ims-na1.adobelogin.com/ims/token/v3?client_id=abc" \
    --data-urlencode client_secret=p8e-%2B%41 --data scope=openid%2Cprofile
EOF
import lines
has "a curl command: percent-encoding" "client_secret[]=p8e-+A" "$work/out"
has "a curl command: the query counts" "client_id=abc" "$work/out"
has "a curl command: encoded commas" "scope=openid,profile" "$work/out"

## What can go from a file once it is recorded

host=acme.my.workfront.com
told() { # FILE WORDS [OPTION…]: what setup says is next, of a copy of the fixture
    cp "$fixtures/$1" "$work/file" && chmod 600 "$work/file"
    _file=$1 _words=$2
    shift 2
    run workfront-credential setup --from file --host "$host" --no-verify "$@"
    sed -n 's/^next: //p' "$work/out" >"$work/next"
    same "$_file: what can go now" "$_words" "$work/next"
    ok "$_file: the file is as it was" cmp "$fixtures/$_file" file
    hasnt "$_file: no secret in what is said" CANARY "$work/out"
}

whole="delete file: it holds the client secret, which is kept here now, sealed"
told console-credential.json "$whole"
told console-project.json "$whole"
told aio-context.json "$whole"
line() { # NAME
    echo "delete the line $1 of file: what it holds is kept here now, sealed. Its other lines may stay"
}
told aio-context.env "$(line AIO_ims_contexts_My__wf_client__secrets)"
told commerce.env "$(line AIO_COMMERCE_AUTH_IMS_CLIENT_SECRETS)"
told starter-kit.env "$(line OAUTH_CLIENT_SECRET)"
{
    sed 's/OAUTH_/WORKFRONT_/' "$fixtures/starter-kit.env"
    printf 'DATABASE_PASSWORD=CANARY\nWORKFRONT_ACCESS_TOKEN=CANARY\nREFRESH_TOKEN=CANARY\n'
} >.env
run workfront-credential setup --from .env --host "$host" --no-verify
has "three lines of a .env file" "next: delete the lines WORKFRONT_CLIENT_SECRET, WORKFRONT_ACCESS_TOKEN and \
REFRESH_TOKEN of .env: what they hold is kept here now, sealed. Its other lines may stay" "$work/out"
hasnt "and not the others" DATABASE "$work/out"
told twice.env "delete the lines 1, OAUTH_CLIENT_SECRET, BACKUP_OF_IT and AIO_ims_contexts_wf_client__secrets of \
file: what they hold is kept here now, sealed. Its other lines may stay"
told postman.json "$whole"
sed 's/"org_id"/"technical_account_email": "someone@techacct.adobe.com", &/' "$fixtures/app-builder.json" >params
run workfront-credential setup --from params --host "$host" --no-verify
has "what holds other things too isn't to be deleted whole" "next: params still holds the client secret" "$work/out"
keys() { # KEY [AND KEY]
    echo "unless aio itself uses the credential, delete the key${2+s} $1${2+ and $2} of its" \
        "configuration: aio config delete $1${2+ $2}"
}
told aio-config.json "$(keys ims.contexts.wf.client_secrets)"
told aio-ims.json "$(keys ims.contexts.wf.client_secrets ims.contexts.wf.access_token)"
run workfront-credential setup --json --from .env --host "$host" --no-verify
ok "programs are told too" python3 - "$work/out" <<'PYTHON'
import json, sys
cleanup = json.load(open(sys.argv[1]))["setup"]["cleanup"]
assert cleanup == {"file": ".env", "whole": False, "names": [
    "WORKFRONT_CLIENT_SECRET", "WORKFRONT_ACCESS_TOKEN", "REFRESH_TOKEN"]}, cleanup
PYTHON
run sh -c "workfront-credential setup --from - --host $host --no-verify <.env"
hasnt "nobody is told of standard input" "next: delete" "$work/out"
run sh -c "workfront-credential setup --from - --host $host --no-verify <'$fixtures/aio-ims.json'"
has "but of what aio printed" \
    "next: $(keys ims.contexts.wf.client_secrets ims.contexts.wf.access_token)" "$work/out"
finish
