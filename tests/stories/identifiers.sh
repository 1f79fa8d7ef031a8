#!/bin/sh
# What comes from outside and isn't what it is called: refused at setup, by the name of its field, and
# nothing of it is saved. A file with such a value, and a network program that answers with one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
host=acme.my.workfront.com

## Files

# The fixture with one value replaced, as JSON has it
with() { # KEY VALUE
    python3 - "$top_srcdir/tests/fixtures/console-credential.json" "$1" "$2" <<'PYTHON' >hostile.json
import json, sys
file = json.load(open(sys.argv[1]))
text = sys.argv[3].encode().decode("unicode_escape")
file[sys.argv[2]] = [text] if isinstance(file[sys.argv[2]], list) else text
json.dump(file, sys.stdout)
PYTHON
}

needs "files with other values" python3
while IFS='|' read -r key field value; do
    with "$key" "$value"
    exits 2 "$key may not be $value" \
        workfront-credential setup --no-verify --from hostile.json --host "$host"
    has "which is said by its name" "$field" "$work/err"
    ok "and cleanly" sh -c "! LC_ALL=C grep -q '[^ -~]' '$work/err'"
done <<'TABLE'
ORG_ID|org_id|1&{id,-un}>$HOME/PWNED&@AdobeOrg
ORG_ID|org_id|it's@AdobeOrg
ORG_ID|org_id|0123 4567@AdobeOrg
ORG_ID|org_id|01234567@Another
CLIENT_ID|client_id|$(touch PWNED)
CLIENT_ID|client_id|abc;id
CLIENT_ID|client_id|~root
CLIENT_ID|client_id|abc\u001b[2J
CLIENT_ID|client_id|abc\nPATH=.
TECHNICAL_ACCOUNT_ID|technical_account_id|a`id`@techacct.adobe.com
TECHNICAL_ACCOUNT_EMAIL|technical_account_email|a&b@techacct.adobe.com
TECHNICAL_ACCOUNT_EMAIL|technical_account_email|te@\u001b]0;PWN\u0007
TECHNICAL_ACCOUNT_EMAIL|technical_account_email|a@b@c
SCOPES|scope|openid"
SCOPES|scope|op\u0007enid
CLIENT_SECRETS|client_secret|p8e abc
CLIENT_SECRETS|client_secret|p8e\u202eabc
TABLE
exits 3 "nothing was saved" workfront-credential show
ok "and nothing was run" [ ! -e "$HOME/PWNED" ]

exits 2 "an endpoint is a plain address, too" workfront-credential setup --no-verify \
    --from "$top_srcdir/tests/fixtures/console-credential.json" --host "$host" --ims-url "$(printf 'https://a/\033[2J')"

## A network program that lies

: "${bindir:=/usr/local/bin}" "${libexecdir:=/usr/local/libexec}"
mkdir -p "liar$bindir" "liar$libexecdir"
cp "$stage_bindir/workfront-credential" "liar$bindir/"
liar=$work/liar$bindir/workfront-credential
good='client_id=abc\nclient_secret[]=secret\nscope=openid\norg_id=x@AdobeOrg\ntechnical_account_email=a@b\n'

lie() { # LINES, as printf has them
    printf '#!/bin/sh\nprintf "version=1\\nstatus=ok\\n%s\\n"\n' "$1" >"$work/lie"
    chmod 700 "$work/lie" && mv -f "$work/lie" "$work/liar$libexecdir/workfront-credential-adobe"
}

# printf(1) of the program makes the escapes
while IFS='|' read -r key value; do
    lie "$(printf '%s' "$good" | sed "s/$key=[^\\\\]*\\\\n//")$key=$value\\n"
    exits 1 "an answer isn't taken with $key=$value" \
        "$liar" setup --no-verify --from /dev/null --host "$host"
done <<'TABLE'
client_id|a b
client_id|\033[2J
org_id|x';id;'@AdobeOrg
technical_account_id|a@\033[2J
technical_account_email|te@\033]0;PWN\007
scope|open\001id
name|\033[2J
shape|\302\233
TABLE
exits 3 "nothing was saved of that either" workfront-credential show
lie "$good"
exits 0 "what is as it should be is taken" "$liar" setup --no-verify --from /dev/null --host "$host"

## Requests

printf 'protocol=https\nhost=%s\r\n\n' "$host" >with-cr
exits 2 "a request whose host ends in CR isn't answered" workfront-credential get <with-cr
silent "nor is anything printed" "$work/out"
printf 'protocol=https\nhost=example.com\nusername=u\npassword=secret\r\n\n' >kept-cr
exits 2 "nor a password kept that ends in one" workfront-credential store --any-host <kept-cr

finish
