#!/bin/sh
# Each dialect with the real client that speaks it, where there is one, else by its schema.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
url="https://$host/attask/api/v22.0/proj/search?fields=name"
other=other.my.workfront.com
token=$(workfront-credential token)

json() { # WHAT PYTHON-EXPRESSION: of the answer as d
    ok "$1" python3 -c "import json,sys,datetime
d = json.load(open(sys.argv[1]))
assert $2, d" "$work/out"
}

client() { # NAME
    if command -v "$1" >/dev/null; then
        return 0
    fi
    skip "$1" "it isn't installed"
    return 1
}

## curl, and callers that read a line

ok "curl takes the configuration" sh -c "workfront-credential curl | curl -q -sSf -K - '$url' >curl.out"
has "curl has called Workfront" '"data"' curl.out
ok "curl takes the header lines" sh -c "workfront-credential header --all-headers | curl -q -sSf -H @- '$url'"
run workfront-credential header --all-headers
same "all headers" "Authorization: Bearer $token
x-api-key: 0123456789abcdef0123456789abcdef
x-gw-ims-org-id: 0123456789ABCDEF01234567@AdobeOrg" "$work/out"
run workfront-credential authorization
same "authorization" "Bearer $token" "$work/out"
run workfront-authorization
same "authorization by name" "Bearer $token" "$work/out"
run workfront-token --host "$host"
same "token by name" "$token" "$work/out"
exits 3 "token by name for another host" workfront-token --host "$other"
silent "has no answer" "$work/out"
exits 2 "token by name takes no command" workfront-token status

if client http; then
    workfront-credential authorization | tr -d '\n' >value
    ok "HTTPie calls Workfront" http --ignore-stdin --check-status --verify "$SSL_CERT_FILE" \
        "$url" Authorization:@value
fi

## JSON

run workfront-credential json
json "json has a format" 'd["format"] == 1 and d["token_type"] == "Bearer"'
json "and the token" "d['access_token'] == '$token'"
json "and the same end in two ways" \
    'datetime.datetime.fromisoformat(d["expires"].replace("Z", "+00:00")).timestamp() == d["expires_at"]'
json "and where it belongs" 'd["url"] == "https://" + d["host"] and d["org_id"] and d["client_id"]'
run workfront-credential headers-json
json "headers-json" "d == {'Authorization': 'Bearer $token'}"
run workfront-credential headers-json --all-headers
json "headers-json with all headers" 'sorted(d) == ["Authorization", "x-api-key", "x-gw-ims-org-id"]'

## EngFlow (Bazel, …): by the rules of its schema

engflow() { # REQUEST
    printf '%s' "$1" >request
    run workfront-credential-engflow get <request
}
engflow "{\"uri\":\"https://$host/attask/api\"}"
ok "engflow answers" [ "$status" -eq 0 ]
json "with headers" "d['headers'] == {'Authorization': ['Bearer $token'], 'x-gw-ims-org-id': ['0123456789ABCDEF01234567@AdobeOrg']}"
json "and nothing that its schema hasn't" "sorted(d) == ['expires', 'headers']"
json "the end is of RFC 3339" '__import__("re").fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", d["expires"])'
json "and an end to come" 'datetime.datetime.fromisoformat(d["expires"].replace("Z", "+00:00")) > datetime.datetime.now(datetime.timezone.utc)'
engflow "{\"method\":\"GET\",\"uri\":\"https://$host:443/\",\"more\":[{\"uri\":1}]}"
json "engflow: what else is asked is ignored" "d['headers'] == {'Authorization': ['Bearer $token']}"
run workfront-credential engflow get --all-headers <request
json "engflow: all headers, each a list of strings" \
    'len(d["headers"]) == 3 and all(isinstance(v, str) for l in d["headers"].values() for v in l)'
for malformed in '[]' '"uri"' '{}' '{"uri":1}' '{"url":"https://acme.my.workfront.com/"}' ''; do
    engflow "$malformed"
    ok "engflow: $malformed is an error" [ "$status" -eq 2 ]
    silent "engflow: with nothing on standard output" "$work/out"
done
engflow "{\"uri\":\"https://$other/\"}"
ok "engflow: another host is an error" [ "$status" -eq 3 ]
silent "engflow: without an answer" "$work/out"
has "engflow: that names it" "$other: nothing is recorded" "$work/err"
engflow "{\"uri\":\"http://$host/\"}"
ok "engflow: http is an error" [ "$status" -eq 3 ]
engflow 'CANARY'
ok "engflow: no JSON is an error" [ "$status" -eq 2 ]
hides "engflow: that isn't repeated" "$work/err"
exits 2 "engflow: no command" workfront-credential-engflow </dev/null
exits 2 "engflow: an unknown command" workfront-credential-engflow mint-token </dev/null

## Kubernetes

kubeconfig() { # VERSION
    cat >kubeconfig <<EOT
apiVersion: v1
kind: Config
current-context: w
clusters: [{name: w, cluster: {server: "https://$host", certificate-authority: "$SSL_CERT_FILE"}}]
contexts: [{name: w, context: {cluster: w, user: w}}]
users:
  - name: w
    user:
      exec:
        apiVersion: client.authentication.k8s.io/$1
        command: workfront-credential
        args: [kubernetes, --profile, default]
        provideClusterInfo: true
        interactiveMode: Never
EOT
}
if client kubectl; then
    for version in v1beta1 v1; do
        kubeconfig $version
        sandbox_control DELETE /requests
        KUBECONFIG=$work/kubeconfig run kubectl get --raw "/attask/api/v22.0/proj/search?fields=name"
        if [ "$version" = v1 ] && grep -q 'no kind "ExecCredential"\|unsupported.*v1"\|invalid apiVersion' "$work/err"; then
            echo "# this kubectl is too old for $version"
            continue
        fi
        has "kubectl has called Workfront with $version" '"data"' "$work/out"
    done
fi
asks_kubernetes() { # MEMBER-OF-SPEC [VERSION]
    KUBERNETES_EXEC_INFO="{\"kind\":\"ExecCredential\",\"spec\":{$1},\
\"apiVersion\":\"client.authentication.k8s.io/${2-v1}\"}" workfront-credential-kubernetes
}
for version in v1 v1beta1; do
    run asks_kubernetes "\"cluster\":{\"server\":\"https://$host\",\"config\":null},\"interactive\":false" $version
    json "kubernetes $version: what was asked comes back" "d['kind'] == 'ExecCredential' and \\
d['apiVersion'] == 'client.authentication.k8s.io/$version' and sorted(d) == ['apiVersion', 'kind', 'status']"
    json "kubernetes $version: a token and its end" "d['status']['token'] == '$token' and \\
__import__('re').fullmatch(r'\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ', d['status']['expirationTimestamp'])"
done
exits 2 "kubernetes: a version that nobody knows" asks_kubernetes '"interactive":false' v9
exits 3 "kubernetes: another server is an error" \
    asks_kubernetes "\"cluster\":{\"server\":\"https://$other\"}"
run asks_kubernetes '"interactive":false'
json "kubernetes without a server" "d['status']['token'] == '$token' and d['apiVersion'].endswith('/v1')"

## Terraform

run terraform-credentials-workfront --profile default get "$host"
same "terraform get" "{\"token\":\"$token\"}" "$work/out"
exits 0 "terraform get, another host" terraform-credentials-workfront get "$other"
same "is nothing" "{}" "$work/out"
silent "without a word" "$work/err"
exits 0 "terraform get, no host at all" terraform-credentials-workfront get "a b"
same "is nothing either" "{}" "$work/out"
echo '{"token":"CANARY"}' >request
exits 2 "terraform store is refused" terraform-credentials-workfront store "$host" <request
has "saying why" "no login is needed" "$work/err"
exits 0 "terraform forget" terraform-credentials-workfront forget "$host"
run terraform-credentials-workfront get "$host"
hasnt "has the token fetched again" "$token" "$work/out"
token=$(workfront-credential token)
exits 2 "terraform without a host" terraform-credentials-workfront get
exits 2 "terraform, an unknown word" terraform-credentials-workfront list "$host"
echo "{\"host\":\"$host\"}" >request
run workfront-credential terraform-external <request
json "terraform-external: strings only" 'all(isinstance(v, str) for v in d.values())'
json "terraform-external: the token" "d['access_token'] == '$token'"
echo '{"profile":"nobody"}' >request
exits 3 "terraform-external: no such profile" workfront-credential terraform-external <request
echo '{}' >request
exits 0 "terraform-external: an empty query" workfront-credential terraform-external <request
echo '{"hosst":"acme.preview.workfront.com"}' >request
exits 2 "terraform-external: a misspelt member" workfront-credential terraform-external <request
silent "terraform-external: isn't answered for another host" "$work/out"
has "terraform-external: but named" "hosst isn't one of the query's members: profile, host" "$work/err"

## Callers that keep their end of the pipe open

mkfifo open
exec 8<>open
printf '{"uri":"https://%s/{[","x":["}\\""]}' "$host" >&8
run timeout 120 workfront-credential engflow get <open
json "engflow: an answer at the end of the object" "d['headers']"
printf '{"host":"%s"}' "$host" >&8
run timeout 120 workfront-credential terraform-external <open
json "terraform-external: the same" "d['access_token'] == '$token'"
exec 8>&-

## rclone

if client rclone; then
    cat >multistatus.json <<'EOT'
{"match": {"method": "PROPFIND"}, "status": 207, "headers": {"Content-Type": "application/xml"},
 "body": "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/dav/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><d:response><d:href>/dav/report.csv</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>3</d:getcontentlength><d:getlastmodified>Mon, 12 Jan 1998 09:25:56 GMT</d:getlastmodified></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"}
EOT
    sandbox_fault "$(cat multistatus.json)" >/dev/null
    ask erase
    sandbox_control DELETE /requests
    run rclone --config /dev/null --ca-cert "$SSL_CERT_FILE" lsf \
        ":webdav,url='https://$host/dav',bearer_token_command='workfront-credential token':"
    same "rclone has listed a folder" "report.csv" "$work/out"
    ok "with a token of ours" [ "$(sandbox_count "$token_path")" -eq 1 ]
    sandbox_reset
fi

ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
