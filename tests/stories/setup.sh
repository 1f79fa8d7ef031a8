#!/bin/sh
# setup: a credential is recorded when all of it is proved, and only then.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox

setup() {
    run workfront-credential setup "$@"
}

# No record, and nothing a later command could trip over
nothing_saved() {
    run workfront-credential list
    [ "$status" -eq 0 ] && [ ! -s "$work/out" ]
}

refused_with() { # STATUS WHAT WORDS ARGUMENT…
    _expected=$1 _title=$2 _words=$3
    shift 3
    exits "$_expected" "$_title" workfront-credential setup "$@"
    has "$_title: the message says so" "$_words" "$work/err"
    hides "$_title: no secret in the message" "$work/out" "$work/err"
    ok "$_title: nothing is saved" nothing_saved
}

# What is wrong with the command line or the file
refused_with 2 "no file" "--from FILE" --host "$host"
refused_with 1 "a file that isn't there" "nowhere.json: No such file" --from nowhere.json --host "$host"
refused_with 2 "no host" "--host" --from "$credential"
refused_with 2 "a host that isn't Workfront's" "--host" --from "$credential" --host example.com
refused_with 2 "an address without the domain" "shows the domain under Setup > System > Customer Info" --from "$credential" \
    --host "https://experience.adobe.com/#/@acme/workfront/home"
refused_with 2 "a host with a user" "--host" --from "$credential" --host "user@$host"
refused_with 2 "a token endpoint without TLS" "--ims-url" --from "$credential" --host "$host" \
    --ims-url http://ims.example.com/
refused_with 2 "a token endpoint with a password" "--ims-url" --from "$credential" --host "$host" \
    --ims-url https://user:CANARY@ims.example.com/
refused_with 2 "a name with a slash" "--profile" --from "$credential" --host "$host" --profile a/b
refused_with 2 "an option of another command" "--unset" --unset
refused_with 2 "an unknown option, not repeated beyond its name" "--client-secret isn't an option" \
    --client-secret=p8e-CANARY-on-the-command-line
echo '{ "CLIENT_ID": "p8e-CANARY' >broken.json
refused_with 2 "a file that isn't JSON" "broken.json" --from broken.json --host "$host"
refused_with 2 "which is told to people" "it isn't the Console's file, which Download JSON gives and which begins with {" \
    --from broken.json --host "$host"
sed 's/"CLIENT_ID".*//' "$credential" >without.json
refused_with 2 "a file without a client id" "client_id is missing" --from without.json --host "$host"
printf 'CLIENT_ID=0123456789abcdef0123456789abcdef\nCLIENT_SECRET=p8e-CANARY\n' >.env
refused_with 2 "lines without scopes" ".env: scope is missing" --from .env --host "$host"
refused_with 2 "which are told" "hint: add what the Console shows" --from .env --host "$host"
: >empty.json
refused_with 2 "an empty file" "empty.json: not valid: it is empty" --from empty.json --host "$host"
run workfront-credential setup --from - --host "$host" </dev/null
has "empty standard input: the message says so" "standard input: not valid: it is empty" "$work/err"
head -c 2000000 /dev/zero >huge.json
refused_with 2 "a huge file" "huge.json" --from huge.json --host "$host"

# What Adobe says
sed 's/p8e-CANARY[A-Za-z0-9-]*/p8e-CANARY-wrong/' "$credential" >wrong.json
refused_with 5 "a wrong secret" "invalid client_secret parameter" --from wrong.json --host "$host"
sandbox_fault '{"match": {"host": "ims-na1.adobelogin.com"}, "proxy": "refuse"}' >/dev/null
refused_with 6 "an unreachable IMS" "can't be reached" --from "$credential" --host "$host"
sandbox_reset
sandbox_fault '{"match": {"path": "/ims/token/v3"}, "patch": {"access_token": "eyJhbGciOi.CANARY\nHost: evil"}}' >/dev/null
refused_with 1 "a token with a line break in it" "can't be trusted" --from "$credential" --host "$host"
sandbox_reset
sandbox_fault '{"match": {"path": "/ims/token/v3"}, "megabytes": 10}' >/dev/null
refused_with 1 "an answer of 10 MB" "can't be trusted" --from "$credential" --host "$host"
sandbox_reset
sed 's/00000000-1111/ffffffff-1111/' "$credential" >stranger.json
refused_with 7 "a technical account that isn't there" "ffffffff-1111-2222-3333-444444444444" \
    --from stranger.json --host "$host"
run workfront-credential setup --from stranger.json --host "$host"
has "an absent account: what was proved until then is told" "issued by secret 1 of 1, good until" "$work/out"

# The way it should be
setup --from "$credential" --host "$host"
ok "a credential file is recorded" [ "$status" -eq 0 ]
silent "nothing on stderr" "$work/err"
has "the token is proved" "issued by secret 1 of 1, good until" "$work/out"
has "the account is proved" "ok     user      $email, active; one of 123" "$work/out"
has "by its e-mail" "access level Contributor, not an administrator" "$work/out"
hasnt "nothing is offered beyond it" "for more" "$work/out"
hasnt "nor told that nobody has logged in as it" "registered" "$work/out"
has "and the profile saved" "saved: profile default for $host" "$work/out"
has "and it is said what can be deleted now" "next: delete $credential: it holds the client secret" \
    "$work/out"
hides "no secret in the report" "$work/out"
exits 7 "an administrator can be required" \
    workfront-credential setup --from "$credential" --host "$host" --require-admin
exits 0 "the file may come on standard input" \
    sh -c "workfront-credential setup --from - --host $host --profile second <'$project'"
exits 0 "and be a project's" workfront-credential setup --from "$project" --host "$host" --profile third
run workfront-credential list
same "all of them are listed" "* default: $host
  second: $host
  third: $host" "$work/out"

# What was said is said briefly, or not at all
exits 0 "--quiet records" workfront-credential setup --quiet --from "$credential" --host "$host"
silent "without a word" "$work/out"
silent "or a message" "$work/err"
exits 0 "as JSON" workfront-credential setup --json --from "$credential" --host "$host"
has "the first one is the default" '"default": true' "$work/out"
exits 0 "as JSON" workfront-credential setup --json --from "$credential" --host "$host" --profile second
has "another isn't" '"default": false' "$work/out"
exits 0 "--default" workfront-credential setup --profile third --default
has "is told" "saved: profile third for $host; it is the default now" "$work/out"
exits 0 "--default as JSON" workfront-credential setup --default --json
has "is told too" '"default": true' "$work/out"

# A failure leaves what was there
sandbox_control DELETE /requests
exits 5 "a wrong secret for a recorded profile" workfront-credential setup --from wrong.json --host "$host"
exits 0 "leaves the recorded one as it was" workfront-credential token
ok "with its token" [ "$(sandbox_count $token_path)" -eq 1 ]

sandbox_stop
export https_proxy=http://127.0.0.1:1 # where nobody is, also on a machine that reaches Adobe
exits 6 "without Adobe setup fails" workfront-credential setup --from "$credential" --host "$host" --profile alone
exits 0 "unless nothing is to be proved" \
    workfront-credential setup --from "$credential" --host "$host" --profile alone --no-verify
hasnt "then it doesn't claim to have proved anything" "issued" "$work/out"
has "but says that it hasn't" "Adobe wasn't asked, as --no-verify says" "$work/out"
has "and what would" "next: workfront-credential verify --profile alone" "$work/out"
exits 6 "quiet failure" workfront-credential setup --quiet --from "$credential" --host "$host" --profile other
silent "prints no step" "$work/out"
has "but the error" "error: " "$work/err"

ln -s /nowhere "$XDG_CONFIG_HOME/workfront-credential/config"
exits 1 "a configuration that is a link is refused" workfront-credential list
has "and named" "workfront-credential/config: refused" "$work/err"
rm "$XDG_CONFIG_HOME/workfront-credential/config"

# A limit on file sizes is an error, no death
exits 1 "a file may not grow" sh -c "ulimit -f 0; exec workfront-credential setup \\
    --from '$credential' --host $host --profile limited --no-verify >/dev/null 2>&1"
exits 0 "and the store is as it was" workfront-credential list
hasnt "without the profile" "limited" "$work/out"
ok "no secret lies readable in the store or its key" \
    sh -c "! grep -raE '$canaries|$email' '$store' '$XDG_CONFIG_HOME'"
ok "the store is the user's alone" sh -c "[ -z \"\$(find '$store' '$XDG_CONFIG_HOME/workfront-credential' -perm /077)\" ]"
finish
