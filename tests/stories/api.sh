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
exits 7 "a gateway that refuses the token" workfront-credential api approvals/api/v1/bots
has "is learnt from" "the token was refused: HTTP status 401" "$work/err"
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
exits 7 "a page that fails" workfront-credential api --all planning/v2/workspaces
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
sandbox_control DELETE /requests
for limit in 2001 0 -1 5x 99999999999999999999 ''; do
    exits 2 "no page of '$limit' items" workfront-credential api --all "proj/search?fields=ID&\$\$LIMIT=$limit&name=x"
    has "and how many there may be" "--all takes 1 to 2000 items a page of this family" "$work/err"
    silent "not one" "$work/out"
done
exits 2 "each family has its own most" workfront-credential api --all 'planning/v2/workspaces?limit=51'
has "which it says" "1 to 50 items" "$work/err"
ok "nobody is asked" [ "$(sandbox_count '/attask/api/*')" -eq 0 ]
exits 0 "the most is none too many" workfront-credential api --all 'proj/search?$$LIMIT=2000&fields=ID'
exits 2 "a family without lists" workfront-credential api --all mcp
exits 2 "no family" workfront-credential api --all "https://$host/nowhere"
exits 2 "--lines alone" workfront-credential api --lines proj/search
if [ "${API_PAGES-}" = yes ]; then
    sandbox_fault '{"match":{"path":"/maestro/*"},"body":{"content":[1],"cursor":{"nextCursor":"again"}}}' >/dev/null
    exits 2 "a list without an end" workfront-credential api --all planning/v2/workspaces
    has "has one here" "1000 pages have come" "$work/err"
    sandbox_unfault
fi
## What is asked

sandbox_world '{"instances":{"acme":{"workspaces":[{"id":"w-1","name":"Product launches"}]}}}'
sandbox_control DELETE /requests
for words in "get proj/count" "Get /proj/count" "-X get proj/count" "--method GET /attask/api/v22.0/proj/count" \
    "/workflow/proj/count" "GET https://$host/attask/api/v22.0/proj/count"; do
    # shellcheck disable=SC2086 # words
    exits 0 "api $words" workfront-credential api $words
    has "api $words is answered" '"count"' "$work/out"
done
ok "by one and the same request" [ "$(sandbox_count /attask/api/v22.0/proj/count method=GET)" -eq 6 ]
exits 0 "a family behind a slash" workfront-credential api /planning/v2/workspaces
exits 2 "two methods" workfront-credential api -X PUT POST proj
exits 2 "one that there isn't" workfront-credential api -X PURGE proj
has "says which there are" "takes GET, POST" "$work/err"

body_is() { # WHAT EXPECTED ARGUMENT…: the body that curl is given, and the method that it is told
    _what=$1 _expected=$2
    shift 2
    PATH=$work/fake:$PATH run workfront-credential api "$@"
    same "$_what" "$_expected" "$work/out"
}
mkdir fake
cat >fake/curl <<'EOT'
#!/bin/sh
sed -n 's/^\(request\|url\) = //p' "$3"
file=$(sed -n 's/^data-binary = "@\(.*\)"$/\1/p' "$3")
[ -z "$file" ] || { cat "$file" && echo; }
EOT
chmod +x fake/curl
url=https://$host/attask/api/v22.0
body_is "JSON as it is typed" "\"$url/task\"
{\"name\": \"x\",  \"n\":1}" task -d '{"name": "x",  "n":1}'
body_is "with a method" "\"PUT\"
\"$url/task\"
[1]" -X put task --data '[1]'
printf '{"a": 1}' >body
body_is "a file, as curl names it" "\"$url/task\"
{\"a\": 1}" task -d @body
printf 'one\ntwo"' >note
body_is "fields" "\"$url/task\"
{\"name\":\"Launch = go\",\"priority\":3,\"on\":true,\"no\":null,\"minus\":-7,\"long\":\"1234567890123456789\",\"text\":\"one\\ntwo\\\"\",\"a\":{\"b\":{\"c\":\"d\"},\"e\":[1,\"two\"]}}" \
    task --field "name=Launch = go" -F priority=3 -F on=true -F no=null -F minus=-7 -F long=1234567890123456789 \
    -F text=@note -F 'a[b][c]=d' -F 'a[e][]=1' -F 'a[e][]=two'
body_is "fields of a GET are its query" "\"GET\"
\"$url/proj/search?fields=name&name=a%20b%26c&%24%24LIMIT=2\"" get 'proj/search?fields=name' -F 'name=a b&c' -F '$$LIMIT=2'
for bad in x =x 'a[=x' 'a[b=x' 'a[b]c=x' 'a[][b]=x' '[b]=x'; do
    exits 2 "no field: $bad" workfront-credential api task -F "$bad"
done
exits 2 "a member of what is none" workfront-credential api task -F a=1 -F 'a[b]=2'
exits 2 "fields beside a body" workfront-credential api task -F a=1 -d '{}'
exits 2 "a query for two paths" workfront-credential api get proj/count task/count -F a=1
exits 2 "what begins as JSON and isn't" workfront-credential api task -d '{"name":x}'
exits 1 "a field's file that isn't there" workfront-credential api task -F a=@nowhere
has "is named" "nowhere: No such file" "$work/err"
sandbox_fault '{"match":{"method":"POST"},"body":{"data":{"ID":"1"}}}' >/dev/null
sandbox_control DELETE /requests
exits 0 "the real curl sends what is typed" workfront-credential api post task -d '{"name":"x"}'
sandbox_requests method=POST >sent
has "all of it" '"content-length": "12"' sent
sandbox_unfault

## What is answered

mkdir -p tools && ln -sf "$(command -v curl)" tools/curl
program=$(command -v workfront-credential)
PATH=$work/tools exits 2 "a filter without jq" "$program" api --jq .data.count proj/count
has "names what to install" "apt install jq" "$work/err"
if installed jq; then
    exits 0 "a filter" workfront-credential api --jq .data.count proj/count
    same "prints what it finds" 3 "$work/out"
    exits 0 "strings as they are, of all pages" workfront-credential api --all --jq '.[].name' planning/v2/workspaces
    same "a line each" "Product launches" "$work/out"
    exits 0 "a filter that begins with a hyphen" workfront-credential api --jq '-1' proj/count
    same "is no option" -1 "$work/out"
    exits 2 "one that makes no sense" workfront-credential api --jq '.[' proj/count
    exits 3 "the call fails" workfront-credential api --jq .data nosuch
    has "and its answer is as it came" '"error"' "$work/out"
else
    skip "a filter" "jq isn't installed"
fi

told() { # HTTP-STATUS BODY EXIT SENTENCE HINT
    sandbox_fault "{\"match\":{\"path\":\"/attask/api/v22.0/proj/count\"},\"status\":$1,\"body\":$2}" >/dev/null
    exits "$3" "HTTP status $1" workfront-credential api proj/count
    ok "$1: one report" [ "$(grep -c "error:" "$work/err")" -eq 1 ]
    has "$1: who, and what it says" "error: $host: $4" "$work/err"
    has "$1: what to do" "hint: $5" "$work/err"
    sandbox_unfault
}
told 403 '{"error":{"class":"x","message":"You may not."}}' 7 \
    "the technical account isn't allowed to do this: HTTP status 403, You may not." "workfront-credential verify"
ok "the answer itself is printed as ever" grep -qF '"You may not."' "$work/out"
told 404 '{"message":"APIModel does not support it"}' 3 \
    "there is nothing at this path: HTTP status 404, APIModel does not support it" "is it spelt as"
told 422 '{"errors":[{"message":"name is too long"}]}' 2 \
    "the request makes no sense there: HTTP status 422, name is too long" "compare the path"
told 429 '{}' 6 "too many requests: HTTP status 429" "try again"
told 503 '"<html>"' 6 "it answers, but with an error of its own: HTTP status 503" "the fault is on the other side"
told 403 '{"message":"a\u001b[2Jb"}' 7 "the technical account isn't allowed to do this: HTTP status 403, a?[2Jb" "workfront"
https_proxy=http://127.0.0.1:1 exits 6 "nobody answers" workfront-credential api proj/count
ok "nobody answers: one report" [ "$(grep -c "error:" "$work/err")" -eq 1 ]
hasnt "without curl's number" "curl: (" "$work/err"

exits 1 "a full disk" sh -c 'workfront-credential api proj/count >/dev/full'
has "is told" "error: standard output: No space left" "$work/err"

# On a terminal, at each width: laid out, cleaned, with a line end
if installed python3; then
    on_terminal() { # ARGUMENT…
        echo end >script
        run python3 "$top_srcdir/tests/lib/terminal.py" script workfront-credential api "$@"
        sed '/^widest /d; /^tallest /d' "$work/out" | tr -d '\r' >seen
    }
    printf '%s' '{"data":{"count":3,"big":12345678901234567890123,"none":[],"empty":{ },"list":[1.10,{"a":"b\u001b: ,\""}]}} [] 7' >plain
    sandbox_fault "{\"match\":{\"path\":\"/attask/api/v22.0/proj/count\"},\"body\":\"$(sed 's/[\\"]/\\&/g' plain)\"}" >/dev/null
    exits 0 "elsewhere bytes are as they come" workfront-credential api proj/count
    ok "all of them" cmp plain "$work/out"
    on_terminal proj/count
    same "JSON is laid out, and nothing in it changed" '{
  "data": {
    "count": 3,
    "big": 12345678901234567890123,
    "none": [],
    "empty": {},
    "list": [
      1.10,
      {
        "a": "b\u001b: ,\""
      }
    ]
  }
}
[]
7
' seen
    sandbox_unfault
    sandbox_fault '{"match":{"path":"/attask/api/v22.0/proj/count"},"body":"one\u001b[2J\ttwo\r\nthree"}' >/dev/null
    on_terminal proj/count
    same "other text is cleaned" "one?[2J two
three
" seen
    sandbox_unfault
    sandbox_fault '{"match":{"path":"/attask/api/v22.0/proj/count"},"status":403,"body":{"error":{"message":"You may not."}}}' >/dev/null
    for columns in 80 40 30; do
        TERMINAL_COLUMNS=$columns on_terminal proj/count
        ok "$columns columns: a failure is its report alone" sh -c '! grep -q "{" seen && tr "\n" " " <seen | tr -s " " | grep -qF "You may not."'
        ok "$columns columns: it fits" [ "$(sed -n 's/^widest //p' "$work/out")" -le "$columns" ]
    done
    sandbox_unfault

    # A download that takes its time: a line that is written over, and gone at the end
    cat >fake/curl <<'EOT'
#!/bin/sh
i=0
while [ $((i += 1)) -le 30 ]; do
    head -c 100000 /dev/zero && sleep 0.1
done
EOT
    printf 'expect MB in \nend\n' >script
    PATH=$work/fake:$PATH run python3 "$top_srcdir/tests/lib/terminal.py" script \
        sh -c 'workfront-credential api document/1/download >file'
    ok "a long download is told of" [ "$status" -eq 0 ]
    ok "and whole" [ "$(wc -c <file)" -eq 3000000 ]
    ok "its line is gone at the end" sh -c "sed -n 's/.*MB in [0-9]* s//p' '$work/out' | grep -qx ' \\{28,\\}'"
    printf 'end\n' >script
    PATH=$work/fake:$PATH run python3 "$top_srcdir/tests/lib/terminal.py" script \
        sh -c 'workfront-credential api document/1/download | cat >file'
    hasnt "but not where it goes into a pipe" "MB in" "$work/out"
    PATH=$work/fake:$PATH run workfront-credential api document/1/download
    silent "nor without a terminal" "$work/err"
    printf 'end\n' >script
    printf '#!/bin/sh\nprintf "a\\\\000b"\n' >fake/curl
    PATH=$work/fake:$PATH on_terminal document/1/download
    ok "what isn't text isn't shown" grep -q "send it to a file" seen
else
    skip "api on a terminal" "python3 isn't installed"
fi

cat "$work"/out "$work"/err >seen
hides "no secret is shown" seen
finish
