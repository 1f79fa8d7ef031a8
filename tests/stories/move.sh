#!/bin/sh
# A profile moves to another machine: export and import, under a passphrase and by age.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
cat >askpass <<EOF
#!/bin/sh
echo "\$1" >>"$work/asked"
cat "$work/phrase"
EOF
chmod 700 askpass
echo "correct horse CANARY" >phrase
asks() { # COMMAND…: with somebody to ask, and no terminal
    run env WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass" setsid -w "$@" </dev/null
}
ends() { # STATUS WHAT
    ok "$2" [ "$status" -eq "$1" ] || comment "$work/err"
    [ "$status" -eq "$1" ] || comment "$work/err"
}
elsewhere() { # COMMAND…: on another machine, which has nothing of this one
    asks env HOME="$work/other" XDG_DATA_HOME="$work/other/data" XDG_CONFIG_HOME="$work/other/config" "$@"
}
forget() {
    rm -rf "$work/other"
    mkdir -m 700 "$work/other"
}
forget
run workfront-credential setup -q --profile work --from "$top_srcdir/tests/fixtures/console-two-secrets.json" \
    --host "$host" --host acme.preview.workfront.com --family workflow --family planning --api-version 21
[ "$status" -eq 0 ] || exit 1

asks workfront-credential export --profile work moved
ends 0 "export"
has "says what to do with it" "workfront-credential import moved" "$work/out"
has "the passphrase was asked for, twice" "The same again" asked
ok "the file is the user's alone" [ "$(stat -c %a moved)" = 600 ]
ok "and text" sh -c "! LC_ALL=C grep -q '[^ -~]' moved"
hides "which shows nothing" moved "$work/out" "$work/err"
workfront-credential audit show >audited 2>&1
has "the log has it" export audited
fails "and nothing else is beside it" ls unfinished-*
cp moved before
asks workfront-credential export --profile work moved
ends 1 "a file that is there"
ok "stays as it is" cmp -s moved before
ln -s "$work/nowhere" link
asks workfront-credential export --profile work link
ends 1 "a link isn't followed"
fails "nothing is written behind it" [ -e nowhere ]
exits 4 "nobody to ask" setsid -w workfront-credential export --profile work nobody </dev/null
fails "leaves no file" [ -e nobody ]
exits 2 "no file" workfront-credential export --profile work
exits 3 "no such profile" workfront-credential export --profile nosuch x
echo short >phrase
asks workfront-credential export --profile work short
ends 2 "a passphrase that is too short"
fails "leaves no file either" [ -e short ]
echo "correct horse CANARY" >phrase

# There
sandbox_control DELETE /requests
elsewhere workfront-credential import moved
ends 0 "import"
has "proves it" "issued by secret" "$work/out"
has "for each host" "saved: profile default for $host, acme.preview.workfront.com" "$work/out"
has "and says that the file can go" "delete moved" "$work/out"
hides "no secret is shown" "$work/out" "$work/err"
ok "Adobe and Workfront were asked" [ "$(sandbox_count '*session')" -ge 2 ]
workfront-credential show --profile work --json >here
elsewhere workfront-credential show --json
ok "all that is recorded came along" python3 -c '
import json, sys
here, there = (json.load(open(name))["profile"] for name in ("here", sys.argv[1]))
for member in ("recorded_at", "secret_at", "name", "default", "secrets_replaced_at", "created_at"):
    here.pop(member, None), there.pop(member, None)
for member, value in here.items():
    if "at" not in member.split("_"):
        assert there.get(member) == value, (member, value, there.get(member))' "$work/out"
elsewhere workfront-credential token
ends 0 "it hands out tokens there"
elsewhere workfront-credential import moved
ends 0 "again does no harm"
elsewhere workfront-credential setup --profile second --from moved --no-verify -q
ends 0 "setup takes it too, under any name, and unproved"

# What is recorded there stays
forget
elsewhere workfront-credential setup -q --no-verify --from "$top_srcdir/tests/fixtures/console-credential.json" --host "$host"
elsewhere workfront-credential show
cp "$work/out" present
if [ "$(sed -n 's/^ *client id *//p' present)" != "$(sed -n 's/.*"client_id": "\(.*\)".*/\1/p' here)" ]; then
    elsewhere workfront-credential import moved
    ends 2 "another credential isn't replaced"
    elsewhere workfront-credential import moved --replace -q --no-verify
    ends 0 "but by --replace"
else
    skip "another credential isn't replaced" "the fixtures have one Client ID"
fi

# What can be wrong with the file
forget
refused() { # STATUS WHAT FILE
    elsewhere workfront-credential import "$3" --no-verify
    ends "$1" "$2"
    ok "$2: one report" [ "$(grep -c error: "$work/err")" -eq 1 ]
    fails "$2: nothing is recorded" [ -e "$work/other/data/workfront-credential/keys" ]
    hides "$2: and nothing shown" "$work/out" "$work/err"
}
echo "another horse" >phrase
: >asked
refused 4 "a wrong passphrase" moved
ok "it was asked for three times" [ "$(grep -c "sealed with" asked)" -eq 3 ]
has "and told" "the passphrase is another one" "$work/err"
echo "correct horse CANARY" >phrase
sed '/^box/s/.$/x/' moved >wrong
refused 1 "a box that isn't hexadecimal" wrong
sed '/^box/{s/^\(box\[\]=....\)[0-7]/\18/;t;s/^\(box\[\]=....\)./\10/;}' moved >wrong
refused 4 "a byte that was changed" wrong
for size in 1 30 60 150 300 "$(($(wc -c <moved) - 1))"; do
    head -c "$size" moved >wrong
    elsewhere workfront-credential import wrong --no-verify
    ok "cut after $size bytes" [ "$status" -eq 2 ]
done
sed 's/ mem=[0-9]*/ mem=99999999999/' moved >wrong
refused 1 "more memory than we ever take" wrong
sed 's/ ops=[0-9]*/ ops=4000000000/' moved >wrong
refused 1 "more time than we ever take" wrong
sed 's/ ops=[0-9]*/ ops=1/' moved >wrong
refused 4 "another cost than it was made with" wrong
sed 's/^\(workfront-credential-export\)=1/\1=2/' moved >wrong
refused 1 "a newer version" wrong
has "says so" "newer version" "$work/err"
grep -v ^recipe moved >wrong
refused 2 "no recipe" wrong
{ cat moved && head -c 400000 /dev/zero | tr '\0' x; } >wrong
refused 2 "too long" wrong
plain() { # LINE…: a text as age would give it
    printf '%s\n' workfront-credential-profile=1 version=1 status=ok shape=credential \
        client_id=0123456789abcdef0123456789abcdef org_id=0123456789ABCDEF01234567@AdobeOrg \
        technical_account_email=a@techacct.adobe.com scope=openid,AdobeID 'client_secret[]=p8e-CANARY-x' '' "$@" ''
}
right="host[]=$host"
for line in 'host[]=evil.example' "host[]=workfront.adobe.io" 'family[]=nosuch' fusion=x api_version=0 \
    api_version=100 endpoint=http://evil.example/ 'endpoint=https://u:p@evil.example/'; do
    case $line in
    endpoint*) plain "$right" api_version=22 "$line" >text ;;
    api*) plain "$right" endpoint=https://ims-na1.adobelogin.com/ims/token/v3 "$line" >text ;;
    *) plain endpoint=https://ims-na1.adobelogin.com/ims/token/v3 api_version=22 "$line" >text ;;
    esac
    elsewhere workfront-credential import text --no-verify
    ok "not taken: $line" expr "$status" : '[12]$'
done
plain "$right" api_version=22 endpoint=https://ims-na1.adobelogin.com/ims/token/v3 >text
elsewhere workfront-credential import text --no-verify -q
ends 0 "the same without them is"

# By age, to who can decrypt
if installed age && installed age-keygen; then
    forget
    age-keygen -o identity 2>/dev/null
    recipient=$(age-keygen -y identity)
    exits 0 "to a recipient of age, with nobody to ask" \
        setsid -w workfront-credential export --profile work --age "$recipient" aged
    hides "shows nothing" aged
    elsewhere workfront-credential import aged
    ends 2 "without an identity"
    has "says what is needed" "--age IDENTITY" "$work/err"
    elsewhere workfront-credential import --age identity aged -q
    ends 0 "with it"
    elsewhere workfront-credential token
    ends 0 "it is recorded"
    forget
    cat >decrypted <<EOF
#!/bin/sh
age -d -i identity aged | workfront-credential import - --no-verify -q
EOF
    elsewhere sh decrypted
    ends 0 "or through age itself"
    forget
    age-keygen -o stranger 2>/dev/null
    elsewhere workfront-credential import --age stranger aged
    fails "another identity doesn't open it" [ "$status" -eq 0 ]
    exits 2 "no recipient" workfront-credential export --profile work --age -R x
    exits 2 "no identity" workfront-credential import --age nowhere aged
    mkdir tools
    program=$(command -v workfront-credential)
    PATH=$work/tools exits 2 "no age" "$program" export --profile work --age "$recipient" x
    has "names what to install" "apt install age" "$work/err"
else
    skip "a recipient of age" "age isn't installed"
fi
finish
