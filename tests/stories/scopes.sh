#!/bin/sh
# A token that could make another secret is never handed out, whatever the Console's file lists.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/rotation.sh"
given_sandbox
given_rotating

ordinary=openid,AdobeID,additional_info.roles,profile,read_organizations,additional_info.projectedProductContext,adobeio_api,workfront.comment-stream
workfront-credential show >shown
has "the scopes of tokens are the others" "$ordinary" shown
has "those that manage secrets are apart" "read_client_secret,manage_client_secrets" shown
request "password=$(workfront-credential token)" >req
workfront-credential erase <req
exits 0 "a token is had" workfront-credential token
cut -d. -f2 out | tr '_-' '/+' | sed 's/$/===/' | base64 -d 2>/dev/null >claims
has "with the others" "$ordinary" claims
exits 0 "verify" workfront-credential verify
ok "no token was asked for with the latter" [ "$(managed)" -eq 0 ]
sed '/"openid"/,/"adobeio_api"/d; /comment-stream/d; s/"manage_client_secrets",/"manage_client_secrets"/' "$rotating" >bare.json
exits 2 "a credential with nothing else isn't recorded" \
    workfront-credential setup --profile bare --from bare.json --host "$host"
has "and is told so" "all manage secrets" err

## A rotation asks for them, as often as it needs them

exits 0 "a rotation" workfront-credential rotate --non-interactive --console-url "$console_url"
asked=$(sandbox_count "/console/*")
ok "asks with them" [ "$asked" -gt 0 ]
ok "once for each request" [ "$(managed)" -eq "$asked" ]
exits 0 "the token that it left is given up" workfront-credential revoke
exits 0 "another is had" workfront-credential token
ok "without them" [ "$(managed)" -eq "$asked" ]
finish
