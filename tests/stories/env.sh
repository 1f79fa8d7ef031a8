#!/bin/sh
# env in every shell that is here: evaluated as the manual says, a failure seen, nothing left over.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
token=$(workfront-credential token)
export token

## Shells that aren't POSIX's (tests/stories/shell.sh has those)

cat >good.fish <<'EOT'
workfront-credential env --shell fish | source
or exit 100
test "$WORKFRONT_ACCESS_TOKEN" = "$token"; or exit 101
test "$WORKFRONT_URL" = https://acme.my.workfront.com; or exit 102
sh -c 'test "$WORKFRONT_ACCESS_TOKEN" = "$token"'; or exit 103
workfront-credential env --shell fish --unset | source
set -q WORKFRONT_ACCESS_TOKEN; and exit 104
workfront-credential env --shell fish --no-export --var WORKFRONT_ACCESS_TOKEN=TOK | source
test "$TOK" = "$token"; or exit 105
sh -c 'test -z "$TOK"'; or exit 106
exit 0
EOT
cat >bad.fish <<'EOT'
set -gx WORKFRONT_ACCESS_TOKEN stale
workfront-credential env --shell fish --profile nobody 2>/dev/null | source
test $status -eq 3; or exit 101
set -q WORKFRONT_ACCESS_TOKEN; and exit 102
exit 0
EOT
cat >good.csh <<'EOT'
eval "`workfront-credential env --shell csh`"
if ($status != 0) exit 100
if ("$WORKFRONT_ACCESS_TOKEN" != "$token") exit 101
if ("$WORKFRONT_URL" != https://acme.my.workfront.com) exit 102
sh -c 'test "$WORKFRONT_ACCESS_TOKEN" = "$token"'
if ($status != 0) exit 103
eval "`workfront-credential env --shell csh --unset`"
if ($?WORKFRONT_ACCESS_TOKEN) exit 104
eval "`workfront-credential env --shell csh --no-export --var WORKFRONT_ACCESS_TOKEN=TOK`"
if ("$TOK" != "$token") exit 105
sh -c 'test -z "$TOK"'
if ($status != 0) exit 106
exit 0
EOT
cat >bad.csh <<'EOT'
setenv WORKFRONT_ACCESS_TOKEN stale
eval "`sh -c 'workfront-credential env --shell csh --profile nobody 2>/dev/null'`"
if ($status != 3) exit 101
if ($?WORKFRONT_ACCESS_TOKEN) exit 102
exit 0
EOT
for shell in fish csh bsd-csh tcsh; do
    if ! command -v "$shell" >/dev/null; then
        skip "$shell" "it isn't installed"
        continue
    fi
    options=-f
    [ "$shell" = fish ] && options=--no-config
    script=$shell
    [ "$shell" = fish ] || script=csh
    ok "$shell evaluates env" "$shell" "$options" "good.$script"
    ok "$shell sees a failure and has no stale token" "$shell" "$options" "bad.$script"
done

## Names and export

run workfront-credential env --no-export --var WORKFRONT_ACCESS_TOKEN=API_TOKEN --var WORKFRONT_URL=API
has "another name" "API_TOKEN='$token';" "$work/out"
hasnt "and not the usual one" "WORKFRONT_ACCESS_TOKEN" "$work/out"
hasnt "and nothing exported" "export" "$work/out"
run workfront-credential env --unset --var WORKFRONT_ACCESS_TOKEN=API_TOKEN
same "unset knows the names" "unset API_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID;" "$work/out"
for name in PATH LD_PRELOAD IFS BASH_ENV PS4 GIT_SSH_COMMAND '1' 'a b' ''; do
    exits 2 "the name \"$name\" is refused" workfront-credential env --var "WORKFRONT_URL=$name"
    has "and the shell fails" "(exit 2);" "$work/out"
done
exits 2 "one name for two" workfront-credential env --var WORKFRONT_URL=A --var WORKFRONT_CLIENT_ID=A
exits 2 "no such variable" workfront-credential env --var URL=A

## Files

for format in dotenv systemd gitlab; do
    run workfront-credential env --shell "$format"
    has "$format: the token" "WORKFRONT_ACCESS_TOKEN=$token" "$work/out"
    ok "$format: five plain lines" [ "$(grep -c '^WORKFRONT_[A-Z_]*=[^ "'\'']*$' "$work/out")" -eq 5 ]
done
exits 2 "a file can't unset" workfront-credential env --shell dotenv --unset
exits 2 "nor not export" workfront-credential env --shell systemd --no-export
exits 3 "nor fail, but the status does" workfront-credential env --shell dotenv --profile nobody
silent "without a line" "$work/out"
run workfront-credential env --shell json
ok "json" python3 -c 'import json,os,sys; assert json.load(open(sys.argv[1]))["WORKFRONT_ACCESS_TOKEN"] == os.environ["token"]' "$work/out"

## GitHub Actions

GITHUB_ENV=$work/github.env
export GITHUB_ENV
echo BEFORE=1 >"$GITHUB_ENV"
run workfront-credential env --shell github
same "github masks the token" "::add-mask::$token" "$work/out"
has "github keeps what was in the file" "BEFORE=1" "$GITHUB_ENV"
ok "github's file says what it should" python3 - <<'EOT'
import os, re
text = open(os.environ["GITHUB_ENV"]).read()
found = dict((n, v) for n, d, v in re.findall(r"^(\w+)<<(\w+)\n(.*)\n\2$", text, re.M))
assert found["WORKFRONT_ACCESS_TOKEN"] == os.environ["token"], found
assert len(found) == 5, found
EOT
exits 3 "github, no such profile" workfront-credential env --shell github --profile nobody
silent "masks nothing" "$work/out"
ln -s "$GITHUB_ENV" link
GITHUB_ENV=$work/link
exits 1 "a link isn't followed" workfront-credential env --shell github
silent "and then nothing is printed" "$work/out"
unset GITHUB_ENV
exits 2 "not in a job" workfront-credential env --shell github
has "which is said" "GITHUB_ENV must be set" "$work/err"

## A terminal

at_terminal() { # COMMAND: in a terminal of its own
    run script -qec "$1" /dev/null </dev/null
    tr -d '\r' <"$work/out" >"$work/seen"
}
for command in env token header authorization curl headers-json json; do
    at_terminal "workfront-credential $command"
    ok "$command isn't shown on a terminal" [ "$status" -eq 2 ]
    hides "$command: no token is seen" "$work/seen"
    has "$command: what to type" "Type: " "$work/seen"
    has "$command: and how to see it" "--show" "$work/seen"
done
at_terminal "workfront-credential token --show"
same "--show shows it" "$token" "$work/seen"
at_terminal "workfront-credential env --shell fish"
has "the line to type is the shell's" "env --shell fish | source" "$work/seen"
if command -v fish >/dev/null; then
    at_terminal "fish --no-config -c 'workfront-credential env; true'"
    has "the person's own shell is noticed" "env --shell fish | source" "$work/seen"
fi
exits 2 "a shell that nobody knows" workfront-credential env --shell nonsense
has "is told, with those that are known" "sh, " "$work/err"


## Shells whose own syntax it is, where they are installed

cat >good.elvish <<'EOT'
eval (workfront-credential env --shell elvish | slurp)
if (not-eq $E:WORKFRONT_ACCESS_TOKEN $E:token) { fail token }
if (not-eq $E:WORKFRONT_URL https://acme.my.workfront.com) { fail url }
eval (workfront-credential env --shell elvish --unset | slurp)
if (has-env WORKFRONT_ACCESS_TOKEN) { fail unset }
EOT
cat >bad.elvish <<'EOT'
set-env WORKFRONT_ACCESS_TOKEN stale
try { eval (try { workfront-credential env --shell elvish --profile nobody 2>/dev/null } catch e { } | slurp) } catch e { if (has-env WORKFRONT_ACCESS_TOKEN) { exit 9 }; exit 42 }
EOT
cat >good.xonsh <<'EOT'
execx($(workfront-credential env --shell xonsh))
assert $WORKFRONT_ACCESS_TOKEN == $token
assert $WORKFRONT_URL == 'https://acme.my.workfront.com'
execx($(workfront-credential env --shell xonsh --unset))
assert 'WORKFRONT_ACCESS_TOKEN' not in ${...}
EOT
# Not by $(…): what a command prints that fails at once, xonsh loses at times
cat >bad.xonsh <<'EOT'
import os, subprocess
$WORKFRONT_ACCESS_TOKEN = 'stale'
failure = subprocess.run('workfront-credential env --shell xonsh --profile nobody 2>/dev/null',
                         shell=True, stdout=subprocess.PIPE).stdout.decode()
try:
    execx(failure)
except RuntimeError:
    assert 'WORKFRONT_ACCESS_TOKEN' not in ${...}
    os._exit(42)
EOT
# What a command prints xonsh loses at times, by $(…) as well as otherwise
thrice() { # COMMAND…: until it succeeds
    "$@" || "$@" || "$@"
}
for shell in elvish xonsh; do
    if ! command -v "$shell" >/dev/null; then
        skip "$shell" "it isn't installed"
        continue
    fi
    no_rc=--no-rc
    [ "$shell" = elvish ] && no_rc=-norc
    exits 0 "$shell has the variables" thrice "$shell" $no_rc "good.$shell"
    exits 42 "$shell sees a failure, and nothing stale" "$shell" $no_rc "bad.$shell"
done
for shell in elvish xonsh cmd azure; do
    exits 2 "$shell has no variables of its own to set" workfront-credential env --shell $shell --no-export
done

## Formats without a reader here, to the byte

workfront-credential env --shell azure >said.azure
has "azure: the token is a secret" "##vso[task.setvariable variable=WORKFRONT_ACCESS_TOKEN;issecret=true]$token" said.azure
has "azure: the rest isn't" "##vso[task.setvariable variable=WORKFRONT_URL]https://acme.my.workfront.com" said.azure
ok "azure: a line each" [ "$(wc -l <said.azure)" -eq 5 ]
workfront-credential env --shell nushell >said.nushell
workfront-credential env --shell json >said.json
ok "nushell reads JSON" cmp said.nushell said.json
workfront-credential env --shell cmd | tr -d '\r' >said.cmd
has "cmd: set" "set \"WORKFRONT_ACCESS_TOKEN=$token\"" said.cmd
workfront-credential env --shell cmd --unset | tr -d '\r' >said.cmd
has "cmd: unset" 'set "WORKFRONT_ACCESS_TOKEN="' said.cmd
workfront-credential env --shell cmd --profile nobody 2>/dev/null | tr -d '\r' >said.cmd
has "cmd: a failure fails" 'cmd /c exit 3' said.cmd
finish
