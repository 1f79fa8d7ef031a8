#!/bin/sh
# families: every row of protocol/family.h at the sandbox, right and with each header missing; and
# that a token goes to Adobe's gateway hosts only for a family that the profile has.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
admin=$top_srcdir/tests/fixtures/console-two-secrets.json
gateways='workfront.adobe.io mcp.workfront.adobe.com fusion.adobe.io'

# How many requests with a token those hosts have had
at_gateways() {
    for _gateway in $gateways; do sandbox_count '*' host="$_gateway"; done | awk '{ n += $1 } END { print n }'
}

set_up() { # ARGUMENT…
    run workfront-credential setup --from "$admin" --host "$host" --profile p "$@"
    [ "$status" -eq 0 ] || comment "$work/err"
}

## A row a family: what is read, and the status without each of its headers

set_up --fusion or2/2245
for family in workflow planning events approvals comments mcp fusion; do
    ok "verify finds $family" grep -qE "ok +$family +reachable" "$work/out"
done
# HEADER:STATUS without it, and where Adobe documents how its error is told, =WHAT the answer holds
cat >rows <<EOT
workflow  GET  https://$host/attask/api/v22.0/proj/search  Authorization:401 x-gw-ims-org-id:200
planning  GET  https://$host/maestro/api/v2/workspaces     Authorization:401="status":401 x-gw-ims-org-id:401="status":401 x-api-key:403="status":403
events    GET  https://$host/attask/eventsubscription/api/v1/subscriptions  Authorization:401 x-gw-ims-org-id:200
approvals GET  https://workfront.adobe.io/workfront-approvals/api/v1/bots  Authorization:403="403010" x-api-key:403="403000" x-gw-subdomain:400="statusCode":400 wf-customerid:400="statusCode":400 wf-userid:400="statusCode":400 wf-lane:400="statusCode":400
comments  GET  https://workfront.adobe.io/comment-stream/api/v1/comments  Authorization:403="403010" x-api-key:403="403000" x-gw-ims-org-id:400="400003" wf-customerid:400="400003" wf-userid:400="400003"
mcp       POST https://mcp.workfront.adobe.com/mcp/v1/workfront  Authorization:401 wf-url:400
fusion    GET  https://fusion.adobe.io/api/v3/activity-logs  Authorization:403="403010" x-api-key:403="403000" x-gw-region:400="400003" x-organization-id:400
EOT
answered() { # METHOD URL FILE: the status with the headers in FILE
    curl -sS -o body -w '%{http_code}' -X "$1" -H "@$3" "$2" 2>/dev/null
}
while read -r family method url wanted; do
    run workfront-credential header --profile p --for "$family"
    cp "$work/out" headers
    sed 's/:.*//' headers | sort >has_names
    printf '%s\n' "$wanted" | tr ' ' '\n' | sed 's/:.*//' | sort >wants_names
    ok "$family: is told what its row says" cmp has_names wants_names
    code=$(answered "$method" "$url" headers)
    ok "$family: answers to all of them ($code)" [ "$code" = 200 ]
    for pair in $wanted; do
        name=${pair%%:*}
        rest=${pair#*:}
        grep -v "^$name:" headers >fewer
        code=$(answered "$method" "$url" fewer)
        ok "$family: without $name it is ${rest%%=*} ($code)" [ "$code" = "${rest%%=*}" ]
        case $rest in *=*) has "$family: which it says without $name" "${rest#*=}" body ;; esac
    done
    # By its URL, and in every form
    run workfront-credential header --profile p --for "$url?x=1"
    ok "$family: is known by its URL" cmp "$work/out" headers
    workfront-credential curl --profile p --for "$family" >configuration
    code=$(curl -sS -o body -w '%{http_code}' -X "$method" -K configuration "$url")
    ok "$family: curl --for" [ "$code" = 200 ]
    run workfront-credential headers-json --profile p --for "$family"
    ok "$family: headers-json --for" python3 -c '
import json, sys
lines = dict(line.rstrip("\n").split(": ", 1) for line in open(sys.argv[2]))
assert json.load(open(sys.argv[1])) == lines' "$work/out" headers
    run workfront-credential json --profile p --for "$family"
    ok "$family: json --for" python3 -c '
import json, sys
whole = json.load(open(sys.argv[1]))
lines = dict(line.rstrip("\n").split(": ", 1) for line in open(sys.argv[2]))
assert whole["headers"] == {name: lines[name] for name in lines if name != "Authorization"}
assert whole["family"] == sys.argv[3] and sys.argv[4].startswith(whole["family_url"])' \
        "$work/out" headers "$family" "$url"
    printf '{"uri":"%s"}' "$url" >uri
    run workfront-credential engflow get --profile p <uri
    ok "$family: engflow" python3 -c '
import json, sys
lines = dict(line.rstrip("\n").split(": ", 1) for line in open(sys.argv[2]))
assert json.load(open(sys.argv[1]))["headers"] == {name: [lines[name]] for name in lines}' "$work/out" headers
done <rows
workfront-credential header --profile p --for approvals |
    sed 's/^x-gw-subdomain:.*/x-gw-subdomain: nobody/' >other
code=$(answered GET https://workfront.adobe.io/workfront-approvals/api/v1/bots other)
ok "another customer's subdomain is 502 ($code)" [ "$code" = 502 ]
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]

## What each status means is told

means() { # FAMILY STATUS TEXT
    sandbox_fault "{\"match\":{\"path\":\"$2\"},\"status\":$3}" >/dev/null
    run workfront-credential verify --profile p
    has "$1 that answers $3" "$4" "$work/out"
    sandbox_unfault
}
means approvals '/workfront-approvals/*' 401 "approvals refuses the token"
means approvals '/workfront-approvals/*' 403 "approvals forbidden for this account"
means approvals '/workfront-approvals/*' 404 "approvals not there"
means approvals '/workfront-approvals/*' 502 "approvals not there: it knows no customer by the first word of $host"
means mcp '/mcp/*' 403 "mcp       forbidden: its read tools are switched off"
means mcp '/mcp/*' 404 "mcp       not there: Adobe doesn't offer it for this instance yet"
means fusion '/api/v3/*' 403 "fusion    forbidden for this account"
means fusion '/api/v3/*' 502 "fusion    not known: it answers with an error of its own"
means planning '/maestro/*' 404 "planning  not there: this instance doesn't have it"
means events '/attask/eventsubscription/*' 403 "events    forbidden: event subscriptions are for administrators"

## Tokens go to the gateways for families that the profile has

workfront-credential remove --profile p --quiet
sandbox_control DELETE /requests
set_up --family workflow --family planning
ok "none goes there when setup names others" [ "$(at_gateways)" -eq 0 ]
run workfront-credential verify --profile p --force
ok "nor by verify" [ "$(at_gateways)" -eq 0 ]
hasnt "which doesn't speak of them" approvals "$work/out"
exits 3 "nor is there a header for one" workfront-credential header --profile p --for approvals
has "and it says why" "approvals: this profile was set up for other families of the API" "$work/err"
silent "nothing else" "$work/out"
exits 3 "nor by the URL" workfront-credential header --profile p \
    --for https://workfront.adobe.io/workfront-approvals/api/v1/bots
printf '{"uri":"https://workfront.adobe.io/workfront-approvals/api/v1/bots"}' >uri
exits 3 "nor for engflow" workfront-credential engflow get --profile p <uri
hides "which gets no token" "$work/out"
exits 0 "show lists the families" workfront-credential show --profile p
has "by name" "families          workflow, planning" "$work/out"

exits 0 "setup --family names them anew" workfront-credential setup --profile p --family approvals
ok "and asks that one" [ "$(sandbox_count '/workfront-approvals/*')" -ge 1 ]
ok "and no other" [ "$(sandbox_count '/comment-stream/*')" -eq 0 ]
exits 0 "whose header there is now" workfront-credential header --profile p --for approvals
exits 3 "while planning isn't its" workfront-credential header --profile p --for planning
exits 2 "a family that there isn't" workfront-credential setup --profile p --family billing
has "and which there are" "takes a family of the API: workflow, planning, events" "$work/err"
exits 2 "a Fusion that can't be" workfront-credential setup --profile p --fusion or2

# Without a choice it's what verify finds open
sandbox_world '{"instances":{"acme":{"families":{"approvals":"forbidden"}}}}'
exits 0 "setup --family all" workfront-credential setup --profile p --family all
exits 3 "a family that was found closed" workfront-credential header --profile p --for approvals
has "is told so" "approvals: verification hasn't found it open" "$work/err"
exits 0 "one that was found open" workfront-credential header --profile p --for comments
exits 3 "a Fusion that nobody named" workfront-credential header --profile p --for fusion
sandbox_reset
exits 0 "verify looks again" workfront-credential verify --profile p
exits 0 "and then it is open" workfront-credential header --profile p --for approvals
workfront-credential remove --profile p --quiet
set_up --no-verify
exits 3 "nothing was proved, so none is open" workfront-credential header --profile p --for mcp
exits 3 "an instance's own family lacks nothing but ids" workfront-credential header --profile p --for fusion
exits 0 "and Workflow lacks nothing" workfront-credential header --profile p --for workflow
workfront-credential remove --profile p --quiet

## Gateways are no instances

set_up
for gateway in $gateways; do
    exits 3 "token --host $gateway" workfront-credential token --profile p --host "$gateway"
    has "says what to name" "$gateway: serves all of Adobe's customers" "$work/err"
    exits 2 "setup --host $gateway" workfront-credential setup --profile p --host "$gateway"
    printf 'protocol=https\nhost=%s\n\n' "$gateway" >asked
    run workfront-credential get <asked
    ok "git gets nothing for it" [ "$status" -eq 0 ]
    silent "not a byte" "$work/out"
done
for rest in '' / /attask/api/v22.0/session /comment-stream/../workfront-approvals/api/v1/bots \
    /comment-stream/%2e%2e/workfront-approvals/api/v1/bots //comment-stream /comment-streams; do
    exits 3 "no family: $rest" workfront-credential header --profile p --for "https://workfront.adobe.io$rest"
    silent "no token: $rest" "$work/out"
done
exits 2 "--for something else" workfront-credential header --profile p --for billing
exits 2 "--for plain http" workfront-credential header --profile p --for http://workfront.adobe.io/comment-stream
exits 3 "--for a stranger" workfront-credential header --profile p --for https://evil.example/workfront-approvals

# The audit log says where the token went
sed -i '/^audit/d' "$XDG_CONFIG_HOME/workfront-credential/config" 2>/dev/null
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
echo 'audit = hand-outs' >>"$XDG_CONFIG_HOME/workfront-credential/config"
workfront-credential header --profile p --for mcp >/dev/null
run workfront-credential audit show --json
has "the audit log names the gateway" mcp.workfront.adobe.com "$work/out"
finish
