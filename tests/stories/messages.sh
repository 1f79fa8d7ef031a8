#!/bin/sh
# messages: what is said when something is wrong names the reason and the next step, in lines that
# fit a terminal.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox

hints() { # WHAT HINT COMMAND…
    _title=$1 _hint=$2
    shift 2
    run workfront-credential "$@"
    ok "$_title" grep -qxF "workfront-credential: hint: $_hint" "$work/err" ||
        comment "$work/err"
}

## Nothing there yet

exits 0 "list of nothing" workfront-credential list
silent "list of nothing: no line" "$work/out"
has "list of nothing: what to do" "nothing is recorded yet: workfront-credential setup" "$work/err"
run workfront-credential list --quiet
silent "list of nothing: not when quiet" "$work/err"
exits 3 "remove of nothing" workfront-credential remove --profile default
hasnt "remove of nothing: no word of setup" setup "$work/err"
exits 3 "remove of whatever there may be" workfront-credential remove
has "says that there is no store, and where" "error: $store: there is no store yet" "$work/err"

## A place where no store can be

for home in /proc /proc/sys/kernel; do
    sandbox_control DELETE /requests
    exits 1 "setup without a place in $home" env -u XDG_DATA_HOME -u XDG_CONFIG_HOME HOME=$home \
        workfront-credential setup --from "$credential" --host "$host"
    has "$home: which place" "error: $home/.local/share/workfront-credential: " "$work/err"
    has "$home: what to do" "hint: choose a place that can be written: set HOME" "$work/err"
    ok "$home: nobody was asked" [ "$(sandbox_count '*')" -eq 0 ]
done
sandbox_control DELETE /requests
exits 1 "setup without a place for the key" env XDG_CONFIG_HOME=/proc workfront-credential setup \
    --from "$credential" --host "$host"
has "it is named" "error: /proc/workfront-credential/key: " "$work/err"
ok "nobody was asked" [ "$(sandbox_count '*')" -eq 0 ]
ok "and nothing was made" [ ! -e "$store" ]
mkdir -p above/ours
chmod 555 above # which root can write all the same
exits 0 "a folder that is there is a place, though nothing can be made beside it" \
    env XDG_CONFIG_HOME="$work/apart" workfront-credential setup --no-verify --store "$work/above/ours" \
    --from "$credential" --host "$host"
chmod 755 above
ok "without HOME the user's own home folder counts" sh -c "
    env -u HOME -u XDG_DATA_HOME -u XDG_CONFIG_HOME workfront-credential doctor --json |
        grep -F '\"text\": \"$(getent passwd "$(id -u)" | cut -d: -f6)/.local/share/'"

## Hosts as people have them

exits 0 "a domain is a host" workfront-credential setup --from "$credential" --host acme
exits 0 "an address from a browser is" workfront-credential setup \
    --host https://acme.preview.workfront.com/home --no-verify
run workfront-credential list
same "both are recorded" "* default: $host, acme.preview.workfront.com" "$work/out"
exits 2 "another site isn't" workfront-credential setup --host https://example.com/
workfront-credential remove --profile default --host acme.preview.workfront.com --quiet

## Hints repeat what was said

hints "usage: the command's help" "workfront-credential help token" token --bogus
hints "usage: of an option of another command" "workfront-credential help token" token --from x
hints "usage: no command" "workfront-credential help" bogus
hints "the profile and the store" \
    "recorded are: default for $host; to add this one: workfront-credential setup --profile nobody --store $store" \
    token --profile nobody --store "$store"
mkdir -m 700 "a store"
hints "a store with a blank in its name" \
    "workfront-credential setup --store 'a store' leads through it; a script adds --from FILE --host HOST" token --store "a store"
hints "remove without a name: what there is" "recorded are: default for $host" remove
has "remove without a name: what is missing" \
    "error: --profile NAME is needed, so that nothing goes by mistake" "$work/err"
hints "remove: what there is" "workfront-credential list --store $store shows what is recorded" \
    remove --profile nobody --store "$store"

## Why something isn't safe

refuses() { # WHAT REASON HINT
    exits 1 "$1 is refused" workfront-credential status
    has "$1: why" "refused, because $2" "$work/err"
    has "$1: the fix" "hint: $3" "$work/err"
}
key=$XDG_CONFIG_HOME/workfront-credential/key
chmod 750 "$store"
refuses "a store that others read" "other users may read or change it" "chmod go= $store"
chmod 700 "$store"
# A path that is too long to be told whole must not become another one in a command
long=$work/$(printf 'x%.0s' $(seq 200))/$(printf 'y%.0s' $(seq 100))
mkdir -p "$long" && chmod 750 "$long"
exits 1 "an unsafe folder with a long path is refused" workfront-credential status --store "$long"
hasnt "no command is told for a part of it" chmod "$work/err"
has "but what to do" "a shorter and plainer path" "$work/err"
rm -r "${long%/*}"
chmod 770 "${key%/*}"
refuses "a folder of the key that others write" "other users may change it" "chmod go-w ${key%/*}"
chmod 700 "${key%/*}"
ln "$key" second
refuses "a key with two names" "it has a second name" "make it a file of its own: cp -p $key"
ln -f "$key" "$key.kept" && rm second
ok "(the hint's command)" sh -c "cp -p '$key' '$key.new' && mv '$key.new' '$key'"
exits 0 "(does it)" workfront-credential status
rm "$key.kept"
mv "$key" key && ln -s "$work/key" "$key"
refuses "a link for a key" "it isn't the plain file or folder" "put the thing itself there"
rm "$key" && mkdir "$key"
refuses "a folder for a key" "it isn't the plain file or folder" "put the thing itself there"
rmdir "$key"
exits 1 "doctor without the key" workfront-credential doctor
has "doctor: it is lost" "FAILED key" "$work/out"
has "doctor: the fix" "bring it back from where it was moved" "$work/out"
mv key "$key"
config=$XDG_CONFIG_HOME/workfront-credential/config
: >"$config" && chmod 666 "$config"
refuses "a configuration that others write" "other users may change it" "chmod go-w $config"
rm "$config"
if [ "$(id -u)" -eq 0 ]; then
    chown 12345 "$key"
    refuses "a key of somebody else's" "it belongs to another user" \
        "if you trust it: sudo chown \"\$(id -u)\" $key"
    chown 0 "$key"
fi

## Certificates, proxies, the jail

exits 6 "no certificate authorities" env SSL_CERT_FILE=/nowhere/ca.pem \
    workfront-credential token --min-validity 86400
has "the variable is named" "SSL_CERT_FILE names /nowhere/ca.pem: No such file" "$work/err"
has "and what to do with it" "hint: name a file of certificates in PEM there" "$work/err"
exits 6 "an authority that isn't known" env -u SSL_CERT_FILE workfront-credential token \
    --min-validity 86400 --force
has "the variable is named too" "SSL_CERT_FILE must name it" "$work/err"
shows() { # PROXY SHOWN
    run env https_proxy="$1" workfront-credential doctor
    has "doctor shows the proxy $2" "https_proxy is $2" "$work/out"
    hides "and no more" "$work/out" "$work/err"
}
shows "http://CANARY:CANARY@127.0.0.1:1/" "http://(user and password)@127.0.0.1:1"
shows "http://127.0.0.1:1/CANARY?key=CANARY#CANARY" "http://127.0.0.1:1"
shows "CANARY:CANARY@127.0.0.1:1?CANARY" "(user and password)@127.0.0.1:1"
# An address that libcurl can't read is never shown to it, as it would repeat the password
form="write it as http://USER:PASSWORD@HOST:PORT, where in the password @ is %40"
for address in "http://alice:CANARY#CANARY@127.0.0.1:3128" "http://alice:CANARY/CANARY@127.0.0.1:3128" \
    "http://alice:CANARY@CANARY@127.0.0.1:3128" "http://alice:CANARY CANARY@127.0.0.1:3128" \
    "http://alice:CANARY@127.0.0.1:port" "canary://alice:CANARY@127.0.0.1:3128"; do
    exits 6 "$address" env https_proxy="$address" workfront-credential token --force -vv
    has "its variable is named" "https_proxy doesn't hold the address of a proxy" "$work/err"
    has "and what to write" "hint: $form" "$work/err"
    hides "and nothing of it" "$work/out" "$work/err"
    run env https_proxy="$address" workfront-credential verify --json
    hides "not by verify either" "$work/out" "$work/err"
    run env https_proxy="$address" workfront-credential doctor
    has "by doctor it is named as well" "https_proxy doesn't hold the address of a proxy" "$work/out"
    hides "and no more than that" "$work/out" "$work/err"
done
run workfront-credential status --json
hasnt "nothing of it is remembered" "proxy" "$work/out"
exits 0 "and nobody waits once it is mended" workfront-credential token --force
silent "nor is warned" "$work/err"
run workfront-credential doctor
hasnt "doctor: no part of the jail has a name with no-" "no-" "$work/out"

## What was found earlier is called so

workfront-credential token --force --min-validity 86400 >/dev/null
run workfront-credential verify
has "verify: a token that was there" "issued earlier by secret 1 of 1" "$work/out"
ask erase
run workfront-credential verify
has "verify: a new one" "ok     token     issued by secret 1 of 1" "$work/out"

## explain takes the user into account

workfront-credential setup --profile other --from "$top_srcdir/tests/fixtures/console-two-secrets.json" \
    --host "$host" >/dev/null
run workfront-credential explain get --host "$host" --username other
has "explain: the profile of a user name" "profile           other" "$work/out"
has "explain: and why" "the request's user name is its name" "$work/out"
run workfront-credential explain get --host "$host" --username "$email"
has "explain: or of an e-mail" "profile           default" "$work/out"
exits 3 "explain: of neither" workfront-credential explain get --host "$host" --username nobody
has "explain: a miss" "no profile of that user name" "$work/out"

## What is kept for other hosts is counted

run workfront-credential status -v
hasnt "status: nothing is kept" any-host "$work/out"
for name in one two; do
    printf 'protocol=https\nhost=git.example.com\nusername=%s\npassword=CANARY\n' $name |
        workfront-credential store --any-host
done
run workfront-credential list
same "list tells programs nothing of it" "* default: $host
  other: $host" "$work/out"
has "list: but people for whom it is" "is what other hosts take: git.example.com" "$work/err"
run workfront-credential list --quiet
silent "list: unless it is to be quiet" "$work/err"
run workfront-credential status -v
has "status: how much is kept" "any-host  2 other credentials, for 1 host" "$work/out"
run workfront-credential status --json
has "status --json too" '"kept": 2' "$work/out"
exits 0 "without a profile" sh -c '
    workfront-credential remove --profile default -q; workfront-credential remove --profile other -q
    workfront-credential status'
has "status tells it all the same" "2 other credentials" "$work/out"
for how in "" --all "--profile default"; do
    # shellcheck disable=SC2086 # an option and its value, or nothing
    exits 3 "nothing can be removed there: $how" workfront-credential remove $how
done
exits 3 "remove without a name" workfront-credential remove
has "says of which store" "error: $store: nothing is recorded" "$work/err"
run workfront-credential list
has "list does, too" "is what other hosts take: git.example.com" "$work/err"

## Lines fit a terminal, and only a terminal

long=$work/$(printf '%0200d' 0)
run workfront-credential token --store "$long"
ok "in a file each message is one line" [ "$(grep -c '^workfront-credential: ' "$work/err")" -eq "$(wc -l <"$work/err")" ]
on_terminal() { # SCRIPT COMMAND…
    echo "$1" >script
    shift
    run python3 "$top_srcdir/tests/lib/terminal.py" script workfront-credential "$@"
}
exits 3 "(nothing there)" workfront-credential status --profile nobody --store "$store"
ok "which is wider than a terminal" [ "$(wc -L <"$work/err")" -gt 80 ]
if installed python3; then
    on_terminal end status --profile nobody --store "$store"
    ok "on a terminal it fits" [ "$(sed -n 's/^widest //p' "$work/out")" -le 80 ]
    has "and is there, to its end" "FILE --host HOST" "$work/out"
else
    skip "lines on a terminal" "python3 isn't installed"
fi
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
