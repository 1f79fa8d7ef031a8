#!/bin/sh
# Words that people type: what is meant is named, whatever was misspelt, borrowed from another tool or
# given without its option; and what is recorded, where something isn't.
#
# shellcheck disable=SC2016 # what is quoted is for another shell
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"

leads() { # EXPECTED WORD…
    _expected=$1
    shift
    exits 2 "'$*' is refused" workfront-credential "$@"
    same "'$*' leads on" "workfront-credential: hint: $_expected" "$work/hint"
}
exits() { # STATUS WHAT COMMAND…: the hint alone, too
    _status=$1 _about=$2
    shift 2
    run "$@"
    ok "$_about" [ "$status" -eq "$_status" ]
    grep '^workfront-credential: hint: ' "$work/err" >"$work/hint"
}

## Commands
while read -r word command; do
    leads "did you mean workfront-credential $command?" "$word"
done <<'EOF'
stauts status
tokne token
expalin explain
verfy verify
gett get
evn env
login setup
init setup
logout remove
rm remove
whoami verify
ls list
version --version
EOF
leads "did you mean workfront-credential status?" help stauts
leads "workfront-credential help" nosuch
leads "workfront-credential help" "$(head -c 300 /dev/zero | tr '\0' s)"

## Options
leads "did you mean --profile?" token --prfile x
leads "did you mean --min-validity?" token --min-validty 5
leads "workfront-credential help token" token --bogus
leads "workfront-credential help token" token -Z

## A value given twice
for option in "--profile reports" "-p reports" --shell=sh "--min-validity 5" --store="$XDG_DATA_HOME"; do
    # shellcheck disable=SC2086 # a word, or two
    exits 2 "$option, twice" workfront-credential env $option $option
    has "is refused" " can be given only once" "$work/err"
done
exits 2 "two hosts, where one is meant" workfront-credential token --host "$host" --host "$host"
has "are refused too" "--host can be given only once here" "$work/err"

## Values without their option
: >my.json
leads "did you mean workfront-credential setup --from my.json?" setup my.json
leads "did you mean workfront-credential setup --from ./nosuch?" setup ./nosuch
leads "did you mean workfront-credential token --host $host?" token "$host"
leads "did you mean workfront-credential token --host https://$host/x?" token "https://$host/x"
leads "did you mean workfront-credential remove --profile default?" remove default
leads "did you mean workfront-credential env --shell fish?" env fish
leads "did you mean workfront-credential token --profile reports?" token reports
leads "workfront-credential help doctor" doctor 'a b'

## No command at all
exits 2 "no command" workfront-credential
silent "nothing for a script to take" "$work/out"
ok "the commands, as help shows them" sh -c 'workfront-credential help | cmp -s - "$1"' sh "$work/err"

has "and where more is" "man workfront-credential has more" "$work/err"
run workfront-credential help explain
has "explain takes each that it knows" "authorization is explained as well" "$work/out"

## What is recorded
given_sandbox
exits 3 "nothing recorded" workfront-credential token
same "leads to setup" "workfront-credential: hint: workfront-credential setup leads through it; a \
script adds --from FILE --host HOST" "$work/hint"
given_profile
recorded="recorded are: default for $host"
exits 3 "another host" workfront-credential token --host other
same "what is recorded, and how it is added" "workfront-credential: hint: $recorded; to add this \
one: workfront-credential setup --host other.my.workfront.com" "$work/hint"
exits 3 "another profile" workfront-credential token --profile reports
same "what is recorded" "workfront-credential: hint: $recorded; to add this one: \
workfront-credential setup --profile reports" "$work/hint"
exits 3 "a host that setup refuses" workfront-credential token --host evil.example.com
same "isn't offered to it" "workfront-credential: hint: $recorded" "$work/hint"
exits 3 "in JSON" workfront-credential show --profile reports --json
ok "it is told as well" sh -c 'jq -e --arg hint "$2" ".error.hint == \$hint" "$1"' sh "$work/out" \
    "$recorded; to add this one: workfront-credential setup --profile reports"

## Another name
workfront-credential setup -q --no-verify --profile other --from "$credential" --host "$host" || exit 1
exits 0 "rename" workfront-credential rename default main
run workfront-credential list
same "keeps hosts and place" "* main: $host
  other: $host" "$work/out"
exits 0 "the token is asked for anew" workfront-credential token --profile main
exits 3 "nothing has the former name" workfront-credential token --profile default
for words in "main other" "main main"; do
    # shellcheck disable=SC2086 # two names
    exits 2 "rename $words: there is one already" workfront-credential rename $words
done
exits 2 "one name" workfront-credential rename main
exits 2 "no name" workfront-credential rename main a/b
exits 3 "nothing of that name" workfront-credential rename nosuch x
exits 0 "(and back)" workfront-credential rename main default
exits 0 "(forget it)" workfront-credential remove --profile other
has "remove says what stays" "tokens that were handed out work for up to 24 hours; git's settings" "$work/out"

## Names of files that are empty, as of a variable that isn't set
for words in "setup --host $host --from" export import "rekey --policy"; do
    # shellcheck disable=SC2086 # several words
    exits 2 "$words nothing" workfront-credential $words ""
    has "says so before anything is asked" "error: \"\" is no file's name" "$work/err"
done
exits 2 "a store in no folder" workfront-credential status --store ""
has "is the option's fault" "--store needs the name of a folder" "$work/err"
exits 2 "an address that isn't the Console's" workfront-credential rotate --console-url x
has "is told how it looks" "/console/projects/.../credentials/..." "$work/err"

## Options that git gives to all of them
for command in store erase capability; do
    exits 0 "$command takes them" \
        workfront-credential $command --min-validity 60 --force --lifetime 60 --profile default </dev/null
    run workfront-credential help $command
    hasnt "its help leaves out those without effect" --min-validity "$work/out"
    has "and says so" "the other options of get are taken, to no effect" "$work/out"
done
run workfront-credential help store
has "it has those with one" --lifetime "$work/out"
run workfront-credential help erase
has "of each" --profile "$work/out"

## What the environment chooses
workfront-credential setup -q --no-verify --profile second --from "$credential" \
    --host acme.preview.workfront.com || exit 1
while read -r chosen option expected; do
    [ "$option" != - ] || option=
    # shellcheck disable=SC2086 # an option and its value
    ok "$chosen $option" sh -c 'env "$1" workfront-credential explain token $2 | grep -q "$3"' \
        sh "$chosen" "$(echo $option | tr '=' ' ')" "$expected"
done <<EOF
WORKFRONT_PROFILE=second - second
WORKFRONT_PROFILE=second --profile=default default
WORKFRONT_HOST=acme.preview.workfront.com - second
WORKFRONT_HOST=acme.preview - acme.preview
WORKFRONT_PROFILE= - default
EOF
WORKFRONT_PROFILE=nosuch
export WORKFRONT_PROFILE
exits 3 "one that there isn't" workfront-credential token
has "is named" "nosuch: nothing is recorded" "$work/err"
exits 2 "nothing is removed by it" workfront-credential remove
WORKFRONT_PROFILE=a/b
exits 2 "one that can't be" workfront-credential token
has "is the variable's fault" "WORKFRONT_PROFILE takes letters" "$work/err"
finish
