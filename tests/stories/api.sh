#!/bin/sh
# api: each family by its name, by a path and by a URL; and lists to their end.
# shellcheck disable=SC2016 # $$LIMIT is Workfront's
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
run workfront-credential setup --from "$top_srcdir/tests/fixtures/console-two-secrets.json" \
    --host "$host" --fusion or2/2245
[ "$status" -eq 0 ] || exit 1

# A JSON list of COUNT objects {"id": "TEXT-N"}
list() { # COUNT TEXT
    awk -v n="$1" -v t="$2" 'BEGIN { printf "["; for (i = 1; i <= n; i++) printf "%s{\"id\":\"%s-%d\"}", (i > 1 ? "," : ""), t, i; print "]" }'
}

## Families

answers_with() { # PATH STRING
    exits 0 "api $1" workfront-credential api "$1"
    has "api $1 says it" "$2" "$work/out"
}
answers_with 'workflow/proj/search?fields=name' "Spring campaign"
answers_with 'proj/search?fields=name' "Spring campaign"
answers_with planning/v2/workspaces "Product launches"
answers_with /maestro/api/v2/workspaces "Product launches"
answers_with "https://$host/maestro/api/v1/workspaces" "Product launches"
answers_with events/subscriptions hooks.acme.example
answers_with approvals/api/v1/templates "Legal, then brand"
answers_with https://workfront.adobe.io/workfront-approvals/api/v1/bots "Brand check"
answers_with 'comments/comments?objCode=USER&objID=x&limit=1' "Looks good."
answers_with 'fusion/api/v3/activity-logs?orderby=-timestamp' scenario
echo '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' >message
exits 0 "api mcp" workfront-credential api mcp --data message
has "api mcp says it" '"jsonrpc":"2.0"' "$work/out"
exits 0 "several paths of one family" workfront-credential api approvals/api/v1/bots approvals/api/v1/templates
exits 2 "but not of two" workfront-credential api approvals/api/v1/bots planning/v2/workspaces
for path in approvals/../comment-stream/api/v1/comments approvals//evil approvals/%2e%2e/x comments/..; do
    exits 2 "out of the family: $path" workfront-credential api "$path"
done
exits 3 "no family of the gateway" workfront-credential api https://workfront.adobe.io/attask/api/v22.0/session
exits 3 "nor of another host" workfront-credential api https://evil.example/workfront-approvals/api/v1/bots
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
sandbox_revoke
exits 22 "a gateway that refuses the token" workfront-credential api approvals/api/v1/bots
has "is learnt from" "refused the token (401)" "$work/err"
exits 0 "and the next call has another" workfront-credential api approvals/api/v1/bots

## Lists to their end

pages() { # PATH PATTERN PAGES: the items that the path has, and the requests for them
    sandbox_control DELETE /requests
    exits 0 "--all $1" workfront-credential api --all "$1"
    cp "$work/out" whole
    ok "--all $1: in $3 pages" [ "$(sandbox_count "$2")" -eq "$3" ]
    exits 0 "--lines $1" workfront-credential api --all --lines "$1"
    ok "--all $1: an array, and the same in lines" python3 -c '
import json, sys
whole = json.load(open("whole"))
assert type(whole) is list and whole == [json.loads(line) for line in open(sys.argv[1])]
print(len(whole))
assert len({json.dumps(item) for item in whole}) == len(whole)' "$work/out"
}
holds() { # COUNT
    ok "  all $1 of them" sh -c "python3 -c 'import json; print(len(json.load(open(\"whole\"))))' | grep -qx $1"
}
pages 'user/search?fields=ID&$$LIMIT=50' '/attask/api/v22.0/user/search*' 3
holds 124
pages 'user/search?fields=ID&%24%24LIMIT=62' '/attask/api/v22.0/user/search*' 3
holds 124
pages 'proj/search' '/attask/api/v22.0/proj/search*' 1
holds 3
sandbox_world "{\"instances\":{\"acme\":{\"workspaces\":$(list 120 w),\"subscriptions\":$(list 5 s),
    \"bots\":$(list 45 b),\"templates\":$(list 30 t),\"comments\":$(list 3 c),\"fusion\":{\"activity\":$(list 7 f)}}}}"
pages planning/v2/workspaces '/maestro/*' 3
holds 120
pages 'planning/v2/workspaces?limit=7' '/maestro/*' 18
holds 120
pages 'events/subscriptions?limit=2' '/attask/eventsubscription/*' 3
holds 5
pages events/subscriptions '/attask/eventsubscription/*' 1
holds 5
pages approvals/api/v1/bots '/workfront-approvals/*' 3
holds 45
pages 'comments/comments?objCode=USER&objID=x&limit=2' '/comment-stream/*' 2
holds 3
pages 'fusion/api/v3/activity-logs?orderby=-timestamp&limit=2' '/api/v3/*' 4
holds 7
sandbox_control DELETE /requests
run workfront-credential api --all approvals/api/v1/templates
cp "$work/out" whole
ok "a list that isn't paged is asked for twice at most" [ "$(sandbox_count '/workfront-approvals/*')" -le 2 ]
sandbox_world '{"instances":{"acme":{"workspaces":[]}}}'
exits 0 "an empty list" workfront-credential api --all planning/v2/workspaces
same "is an empty array" "[]" "$work/out"
exits 0 "or no line" workfront-credential api --all --lines planning/v2/workspaces
silent "or no line: none" "$work/out"

# A cursor that is no plain word is encoded
sandbox_fault '{"match":{"path":"/maestro/*"},"count":1,"body":{"content":[1],"cursor":{"nextCursor":"a&b=\"c d/é"}}}' >/dev/null
sandbox_fault '{"match":{"path":"/maestro/*"},"count":1,"body":{"content":[2,"\u001b"],"cursor":{"nextCursor":null}}}' >/dev/null
sandbox_control DELETE /requests
run workfront-credential api --all --lines planning/v2/workspaces
printf '1\n2\n"\\u001B"' >expected
same "the cursor is taken as it is" "$(cat expected)" "$work/out"
sandbox_requests >requests
has "and arrives whole" '"cursor": "a&b=\"c d/' requests
sandbox_unfault

# What goes wrong on the way
sandbox_world "{\"instances\":{\"acme\":{\"workspaces\":$(list 120 w)}}}"
sandbox_fault '{"match":{"path":"/maestro/*"},"skip":1,"status":403}' >/dev/null
exits 22 "a page that fails is curl's failure" workfront-credential api --all planning/v2/workspaces
has "and is named" "page 2" "$work/err"
fails "the array isn't closed" python3 -m json.tool "$work/out"
has "though what came is there" w-50 "$work/out"
sandbox_unfault
sandbox_fault '{"match":{"path":"/maestro/*"},"body":"<html>\u001b[2J"}' >/dev/null
exits 1 "a page that isn't JSON" workfront-credential api --all planning/v2/workspaces
has "is told" "it isn't JSON" "$work/err"
sandbox_unfault
sandbox_fault '{"match":{"path":"/maestro/*"},"body":{"a":[1],"b":[2]}}' >/dev/null
exits 1 "an answer that is no list" workfront-credential api --all planning/v2/workspaces
sandbox_unfault
exits 2 "two paths" workfront-credential api --all planning/v2/workspaces planning/v1/workspaces
exits 2 "a method that isn't GET" workfront-credential api --all POST planning/v2/workspaces
exits 2 "a page in the middle" workfront-credential api --all 'proj/search?$$FIRST=7'
exits 2 "a family without lists" workfront-credential api --all mcp
exits 2 "no family" workfront-credential api --all /nowhere
exits 2 "--lines alone" workfront-credential api --lines proj/search
if [ "${API_PAGES-}" = yes ]; then
    sandbox_fault '{"match":{"path":"/maestro/*"},"body":{"content":[1],"cursor":{"nextCursor":"again"}}}' >/dev/null
    exits 2 "a list without an end" workfront-credential api --all planning/v2/workspaces
    has "has one here" "1000 pages have come" "$work/err"
    sandbox_unfault
fi
cat "$work"/out "$work"/err >seen
hides "no secret is shown" seen
finish
