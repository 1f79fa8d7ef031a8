#!/bin/sh
# The tree draws the trust boundary: helper/ uses store/ and protocol/, store/ uses protocol/, and
# helper/adobe/, helper/fleet/ and helper/vault/ use protocol/ and helper/network/ alone, the last beside
# what hardens every program. In helper/network/ only whom TLS trusts knows libcurl.
# In helper/, commands use the other rooms, and nobody uses a command. Read from the #include lines.
# Beside that, what else holds in the whole tree: names, sizes of folders, stories that are run.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

# The C files of LAYER: those of FOLDER and all below it, but for the programs of their own in helper/;
# "rooms" is helper/ without its commands, "network" helper/network/ without what knows libcurl
sources() { # FOLDER
    case $1 in
    helper) find helper -path helper/adobe -prune -o -path helper/fleet -prune -o -path helper/network -prune -o -path helper/vault -prune -o -path helper/broker -prune -o -name '*.[ch]' -print ;;
    network) find helper/network -name '*.[ch]' ! -name 'authorities.[ch]' ;;
    rooms) sources helper | grep -v '^helper/commands/' ;;
    *) find "$1" -name '*.[ch]' ;;
    esac
}

# The include lines of the C files of a layer of TREE that match REGEXP, each with its file
includes() { # TREE LAYER REGEXP
    (cd "$1" && sources "$2" |
        xargs grep -HE "^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*$3")
}

# layer | what its files may not include, in words | and as a regular expression
rules='protocol|another folder|["<](store|helper|tests)/
protocol|network or test library|["<](curl/|microhttpd|check\.h)
protocol|library of a keeper|["<](libsecret|tss2|glib)
store|file of helper/ or tests/|["<](helper|tests)/
store|libcurl|["<]curl/
store|library of a keeper|["<](libsecret|tss2|glib)
helper|file of helper/adobe/, helper/fleet/, helper/network/, helper/vault/, helper/broker/ or tests/|["<](helper/(adobe|fleet|network|vault|broker)|tests)/
helper|libcurl|["<]curl/
helper|library of a keeper|["<](libsecret|tss2|glib)
rooms|file of helper/commands/|["<]helper/commands/
helper/say|command|["<]helper/command
helper/token|table of commands|["<]helper/commands
helper/account|table of commands|["<]helper/commands
helper/setup|table of commands|["<]helper/commands
helper/adobe|file of store/ or tests/|["<](store|tests)/
helper/adobe|file of helper/|["<]helper/([^an/]|n[^e])
helper/adobe|file by a path upwards|["<]\.\./
helper/adobe|library of a keeper|["<](libsecret|tss2|glib)
helper/fleet|file of store/ or tests/|["<](store|tests)/
helper/fleet|file of helper/|["<]helper/([^fn/]|n[^e])
helper/fleet|file by a path upwards|["<]\.\./
helper/fleet|library of a keeper, or jansson|["<](libsecret|tss2|glib|jansson)
helper/network|file of store/ or tests/|["<](store|tests)/
helper/network|file of helper/|["<]helper/([^n/]|n[^e])
helper/network|file by a path upwards|["<]\.\./
network|libcurl|["<]curl/
helper/network|library of a keeper|["<](libsecret|tss2|glib)
helper/vault|file of store/ or tests/|["<](store|tests)/
helper/vault|file of helper/|["<]helper/([^hvn]|n[^e]|h[^a]|ha[^r])
helper/vault|file by a path upwards|["<]\.\./
helper/vault|libcurl|["<]curl/
helper/broker|file of store/ or tests/|["<](store|tests)/
helper/broker|file of helper/ but three|["<]helper/([^bhp]|h[^a]|p[^a]|b[^r]|broker_[^f])
helper/broker|file by a path upwards|["<]\.\./
helper/broker|library but the C library|["<](curl/|libsecret|tss2|glib|jansson|sodium)'

# Every rule must find the line that breaks it, and only in its own folder
broken=$work/broken
mkdir -p "$broken/protocol/dialects" "$broken/store/unlock" "$broken/helper/say" \
    "$broken/helper/adobe" "$broken/helper/fleet" "$broken/helper/network" "$broken/helper/vault" "$broken/helper/broker" "$broken/helper/token" "$broken/helper/account" \
    "$broken/helper/setup" "$broken/helper/commands"
for line in '#include "store/store.h"' '#include <curl/curl.h>' '# include "helper/say/say.h"' \
    '#include "helper/adobe/http.h"' '#include "../say.h"' '#include "tests/sandbox/sandbox.h"' \
    '#include <libsecret/secret.h>' '#include "helper/commands/doctor.h"' '#include "helper/commands.h"'; do
    for folder in protocol/dialects store/unlock helper/say helper/adobe helper/fleet helper/network helper/vault helper/broker helper/token \
        helper/account helper/setup; do
        echo "$line" >>"$broken/$folder/wrong.c"
    done
done

printf '%s\n' "$rules" >"$work/rules"
while IFS='|' read -r folder words banned; do
    ok "$words included in $folder/ is found" includes "$broken" "$folder" "$banned"
    fails "$folder/ includes no $words" includes "$top_srcdir" "$folder" "$banned"
done <"$work/rules"

# A command is its own file, or files: NAME.c, NAME_PART.c and NAME.h, which only these include
sideways() { # TREE: lines that include the header of another command
    (cd "$1" && grep -H '^#include "helper/commands/' helper/commands/*.[ch] |
        sed -n 's,^helper/commands/\([a-z_]*\)\..:#include "helper/commands/\([a-z_]*\)\.h".*,\1 \2,p' |
        awk 'index($1 "_", $2 "_") != 1 { print; found = 1 } END { exit !found }')
}
echo '#include "helper/commands/other.h"' >"$broken/helper/commands/one.c"
ok "a command that includes another is found" sideways "$broken"
echo '#include "helper/commands/one.h"' >"$broken/helper/commands/one.c"
cp "$broken/helper/commands/one.c" "$broken/helper/commands/one_more.c"
fails "one in two files isn't" sideways "$broken"
fails "no command includes another" sideways "$top_srcdir"

# The calls in FOLDER of TREE that match REGEXP, each on a line of its own
calls() { # TREE FOLDER REGEXP
    find "$1/$2" -name '*.c' -exec cat {} + | tr '\n' ' ' | grep -oE "$3"
}

# A fault has no sentence in store/ and protocol/, whose words are helper/say's; a status is no exit status
sentence='fault_[a-z_]*\([^;"]*("[^"]*"[^;"]*)*"[^" ]+ [^" ]+ [^"]*"[^;]*;'
echo 'fault_set(fault, STATUS_USAGE, 0, "key",
    "takes no other");' >>"$broken/store/unlock/wrong.c"
echo '_exit(STATUS_IO); exit(status == 0 ? STATUS_OK : 1);' >>"$broken/helper/say/wrong.c"
ok "a sentence in a fault of store/ is found" calls "$broken" store "$sentence"
for folder in store protocol; do
    fails "$folder/ has no sentence in a fault" calls "$top_srcdir" "$folder" "$sentence"
done
end='\<_?exit\([^();]*STATUS_[^;]*;'
ok "a status as exit status is found" calls "$broken" helper "$end"
for folder in helper store protocol; do
    fails "$folder/ has no status as exit status" calls "$top_srcdir" "$folder" "$end"
done

# A static function says what it does to what, in two words or more: a stack trace has no room for more
one_word() { # TREE: the static functions whose name is one word
    (cd "$1" && find helper store protocol -name '*.[ch]' -exec \
        grep -HE '^static ([a-z0-9_]+ )*([a-z0-9_]+[* ]+)[a-z0-9]+\(' {} +)
}
echo 'static enum status publish(void);' >"$broken/store/unlock/wrong.h"
ok "a static function of one word is found" one_word "$broken"
echo 'static enum status publish_token(void);' >"$broken/store/unlock/wrong.h"
fails "one of two words isn't" one_word "$broken"
fails "no static function's name is one word" one_word "$top_srcdir"

# A folder can be taken in at a glance; what a build leaves there isn't counted
crowded() { # TREE: the folders with more than 48 entries
    (cd "$1" && find helper store protocol ! -path '*/.*' \
        \( -type d -o -name '*.[ch0-9]' -o -name '*.mk' -o -name '*.md' \) -print |
        sed -n 's,/[^/]*$,,p' | sort | uniq -c | awk '$1 > 48 { print; found = 1 } END { exit !found }')
}
for number in $(seq 48); do
    : >"$broken/protocol/dialects/$number.h"
done
ok "a crowded folder is found" crowded "$broken"
fails "no folder has more than 48 entries" crowded "$top_srcdir"

# A story is what comes to an end; each is run, by make or by a step of contrib/check
{
    sed -n '/^[a-z_]*stories = /,/^$/p; /^TESTS += %D%/p' "$top_srcdir/tests/stories/local.mk" \
        "$top_srcdir/tests/sandbox/local.mk"
    grep 'TESTS=tests/' "$top_srcdir/contrib/check"
} |
    sed -n 's,.*[%/]\([a-z_0-9]*\.sh\).*,tests/stories/\1,p' | sort >"$work/listed"
(cd "$top_srcdir" && grep -lx finish tests/stories/*.sh) | sort >"$work/written"
ok "stories are found" [ -s "$work/listed" ]
same "every story is run" "$(cat "$work/written")" "$work/listed"

finish
