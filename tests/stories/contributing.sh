#!/bin/sh
# A new dialect and a new command, thrown away afterwards: added to a copy of the tree in exactly the
# places that CONTRIBUTING.md lists, they are built, documented and answer; and a place that is
# forgotten is named.
#
# shellcheck disable=SC1003,SC2016 # lines are awk's, and other files'
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/adding.sh"

## Nothing was forgotten so far

forgotten "$top_srcdir" "$top_builddir" >missing
silent "each command, dialect and family is in all its places" missing
ok "families are seen too" [ "$(families_of "$top_srcdir" | wc -l)" -eq 7 ]
ok "which is seen of many" [ "$(commands_of "$top_builddir/workfront-credential" | wc -l)" -gt 30 ]

## A copy of the tree and of what was built in it, at the same distance

to_source=$(sed -n 's/^srcdir = //p' "$top_builddir/Makefile")
case $to_source,${INSTRUMENT_CFLAGS-} in
/*,*)
    skip "a copy of the tree" "the build knows it by an absolute path"
    finish
    ;;
*,?*)
    skip "a copy of the tree" "another build tells it sooner"
    finish
    ;;
esac
needs "a copy of the tree" automake nm
given_sandbox
given_profile
token=$(workfront-credential token)
build=$work/copy/1/2/3/4/build
mkdir -p "$build" && (cd "$build" && mkdir -p "$to_source")
source=$(cd "$build" && cd "$to_source" && pwd)
(cd "$top_srcdir" && tar -cf - --exclude=./.git --exclude='./build*' --exclude=./_build --exclude=./_inst --exclude=__pycache__ \
    --exclude='*.log' --exclude='*.trs' .) | tar -xf - -C "$source"
(cd "$top_builddir" && tar -cf - --exclude=./.git --exclude=./stage --exclude='./tests/*/*' --exclude='./build*' .) |
    tar -xf - -C "$build"
chmod -R u+w "$work/copy"
touch -d "2 seconds ago" "$work/stamp" # what is written now is newer by any clock of files

add_line() { # FILE AFTER LINE: below the first line that holds AFTER
    awk -v after="$2" -v line="$3" '{ print } index($0, after) && !done { print line; done = 1 }' \
        "$source/$1" >edited && cat edited >"$source/$1"
}
built() {
    make -C "$build" workfront-credential helper/links >"$work/make.log" 2>&1
}

## The dialect: a file, a row, a line of the build, and what is told and tried of it

cat >"$source/protocol/dialects/docker.c" <<'CODE'
/* docker.c: a Docker credential helper: a server's URL on stdin, an object on stdout. */
#include <stdio.h>
#include <string.h>

#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"
#include "protocol/json.h"

static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    const char *line = buffer_string(text);
    char url[1024];

    snprintf(url, sizeof url, "%.*s", (int)strcspn(line, "\n"), line);
    return json_take_uri(request, text, url, "the server", fault);
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    buffer_text(out, "{\"ServerURL\":");
    quote(out, &quoting_json, answer->credential->host);
    buffer_text(out, ",\"Username\":\"<token>\",\"Secret\":");
    quote(out, &quoting_json, answer->credential->token);
    buffer_text(out, "}\n");
}

const struct dialect dialect_docker = {
    .name = "docker", .read = read_request, .answer = write_answer, .is_unattended = true
};
CODE
add_line protocol/dialects/local.mk '/curl.c' '\t%D%/docker.c \\'
ok "what no row names can be built" built
forgotten "$source" "$build" >missing
same "and is named" "dialect_docker: helper/commands.h" missing
add_line helper/commands.h '/* clang-format off */' \
    'COMMAND(ask, docker, "docker-credential-workfront", .name = "docker", .arguments = "get", .options = OPTIONS_ASK,
        .group = GROUP_TOOLS, .summary = "answer as a credential helper of Docker")'
ok "the dialect is built" built
forgotten "$source" "$build" >missing
same "each place that is forgotten is named" "docker: helper/workfront-credential.1
docker: tests/stories/inject.sh
docker: protocol/PROTOCOL.md" missing
add_line protocol/PROTOCOL.md '| `engflow get` |' '| `docker get` | standard input: the URL | `{"ServerURL":…}` | exit 3 |'
add_line helper/workfront-credential.1 '.Bl -tag' \
    '.It Cm docker Cm get\nAnswer as a credential helper of Docker.'
add_line tests/stories/inject.sh 'tortured engflow' 'tortured docker --input "$work/url" -- workfront-credential docker get'

## The command: the same but for the wire, and a line of its own room

cat >"$source/helper/commands/hosts.c" <<'CODE'
/* hosts.c: `hosts`: each host of the default profile, a line each. */
#include "helper/commands.h"

enum status command_hosts(struct context *context)
{
    struct profile *profile = &context->profile;
    enum status status = context_open(context, false);
    size_t i;

    if (status == STATUS_OK)
        status = profile_find(profile, context->store, NULL, NULL, NULL, &context->fault);
    for (i = 0; status == STATUS_OK && i < profile->host.count; i++)
        buffer_format(&context->out, "%s\n", profile->host.item[i]);
    return status;
}
CODE
add_line helper/commands/local.mk '/help.c' '\t%D%/hosts.c \\'
add_line helper/commands.h '/* clang-format off */' \
    'COMMAND(hosts, none, NULL, .name = "hosts", .summary = "list the hosts")'
add_line helper/workfront-credential.1 '.Bl -tag' '.It Cm hosts\nList the hosts.'
add_line tests/stories/inject.sh 'tortured help' 'tortured hosts -- workfront-credential hosts'
ok "the command is built" built
forgotten "$source" "$build" >missing
silent "nothing is forgotten" missing

## They answer, and nothing else was touched

for link in docker-credential-workfront git-credential-workfront; do
    ok "$link becomes a link" grep -qx "$link" "$build/helper/links"
done
ln -s "$build/workfront-credential" docker-credential-workfront
echo "https://$host/attask" >url
run ./docker-credential-workfront get <url
silent "the dialect has no complaint" "$work/err"
same "the dialect answers, by its other name" "{\"ServerURL\":\"$host\",\"Username\":\"<token>\",\"Secret\":\"$token\"}" "$work/out"
run "$build/workfront-credential" hosts
same "the command does" "$host" "$work/out"
run "$build/workfront-credential" help
ok "and help still fits a screen" [ "$(wc -l <"$work/out")" -le 24 ]
(cd "$source" && find . -type f -newer "$work/stamp" -name '*.*' ! -name '*.o' ! -name '*.a' ! -name '*.P*' \
    ! -name '*.in' ! -name '*.m4' ! -name 'config.*' ! -path '*/autom4te.cache/*') | sed 's,^\./,,' | sort >touched
same "these places and no other" "helper/commands.h
helper/commands/hosts.c
helper/commands/local.mk
helper/workfront-credential.1
protocol/PROTOCOL.md
protocol/dialects/docker.c
protocol/dialects/local.mk
tests/stories/inject.sh" touched
while read -r place; do
    ok "CONTRIBUTING.md has $place" grep -qF "\`$(echo "$place" | sed 's,\(hosts\|docker\)\.c$,NAME.c,')\`" \
        "$top_srcdir/CONTRIBUTING.md"
done <touched
finish
