# rotation.sh: what stories about rotating a client secret share. After tests/lib/lib.sh and
# tests/lib/admin.sh:
#
#     given_rotating [ARG…]   record the sandbox's credential that may manage its secrets
#     secrets                 how many secrets the sandbox has of it
#     pairs                   "UUID SECRET" of each
#     managed                 how many tokens with a management scope were asked for
#     works TOKEN             whether Workfront takes it
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and admin.sh set some variables, stories use others

client=fedcba9876543210fedcba9876543210
first_secret=p8e-CANARY-Wc8pGx5uJt1VqA0nEo7iKz3y
first_uuid=11ede8ab42f138f3abe335d800000002
console_path=/console/organizations/23294/credentials/436085/secrets
console_url=https://developer.adobe.com/console/projects/23294/4566206088344000001/credentials/436085/details/oauthservertoserver
rotating=$work/rotating.json

given_rotating() {
    sed 's/"p8e-CANARY-Zz1[^"]*", //' "$top_srcdir/tests/fixtures/console-two-secrets.json" >"$rotating"
    workfront-credential setup --from "$rotating" --host "$host" "$@" >"$work/setup.out" 2>&1 ||
        { comment "$work/setup.out"; exit 1; }
    sandbox_control DELETE /requests
}

pairs() {
    sandbox_control GET /world | python3 -c 'import json, sys
for uuid, secret in json.load(sys.stdin)["clients"]["'"$client"'"]["secrets"].items():
    print(uuid, secret["secret"])'
}

secrets() {
    pairs | grep -c .
}

managed() {
    sandbox_count "$token_path" 'note=*manages'
}

works() {
    [ "$(curl -q -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $1" "https://$host/attask/api/v21.0/session")" -eq 200 ]
}
