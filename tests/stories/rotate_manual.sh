#!/bin/sh
# `rotate --manual` on a terminal: a person adds a secret in the Console, gives it, and deletes the
# former one; wrong answers, ends at each question, and going on afterwards.
# shellcheck disable=SC2154 # rotation.sh and terminal.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/rotation.sh"
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
given_rotating

second=p8e-CANARY-byHand000000000000
third=p8e-CANARY-third0000000000000
adds() { # UUID SECRET: as a person does in the Console
    sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"$1\":{\"secret\":\"$2\",\"created_at\":\"1683005777000\"}}}}}"
}
deletes() { # UUID
    sandbox_world "{\"clients\":{\"$client\":{\"secrets\":{\"$1\":null}}}}"
}
download() { # FILE CLIENT '"SECRET",…'
    printf '{"CLIENT_ID":"%s","CLIENT_SECRETS":[%s],"SCOPES":["openid","AdobeID"],"ORG_ID":"0123456789ABCDEF01234567@AdobeOrg"}' \
        "$2" "$3" >"$1"
}
state() { # what is recorded of it
    workfront-credential status --json >status.out &&
        python3 -c 'import json
profile, = json.load(open("status.out"))["status"]["profiles"]
print(profile.get("rotation") or "idle")'
}
is_at() { # STATE WHAT
    _state=$(state)
    ok "$2: $1" [ "$_state" = "$1" ]
}
tokens() { # how many Adobe was asked for
    sandbox_count "$token_path"
}
question='expect In the Developer Console
expect copy what appears
expect New client secret:
echo off'

## Ends at the question

for key in C D; do
    converse rotate --manual <<EOF
$question
key $key
echo on
end
EOF
    ended_with "$([ $key = C ] && echo 130 || echo 1)" "Ctrl-$key ends it"
    fits "Ctrl-$key"
    is_at idle "Ctrl-$key"
done
has "the end of input is told" "left; nothing was saved" out
ok "and nobody was asked" [ "$(tokens)" -eq 0 ]
run setsid workfront-credential rotate --manual </dev/null
ended_with 2 "without a terminal"
has "what can be passed is told" "--from FILE is needed, as there is no terminal to ask on" err
hasnt "and nothing that can't" "--host" err
exits 2 "a file where nobody said that a person adds" workfront-credential rotate --from "$rotating"
has "is told so" "--from goes with --manual" err

## Answers that can't be it

converse rotate --manual <<EOF
$question
send short
expect 8 to 512 characters without blanks.
expect New client secret:
send $rotating
expect That is a file: leave by Ctrl-C, and give it to rotate --manual --from FILE.
expect New client secret:
send rotating.json
expect That is a file
expect New client secret:
send {"CLIENT_ID":"x"}
expect That is a file
expect New client secret:
send $first_secret
expect That one is recorded already, and isn't the new one.
expect New client secret:
echo off
key C
echo on
end
EOF
ended_with 130 "each is told, and asked for again"
fits "wrong answers"
hides "no secret on the screen" out
is_at idle "wrong answers"
cat >askpass <<EOF
#!/bin/sh
echo "$first_secret"
EOF
chmod 700 askpass
run env WORKFRONT_CREDENTIAL_ASKPASS="$work/askpass" setsid workfront-credential rotate --manual </dev/null
ended_with 2 "an askpass program that gives the recorded one"
has "is told" "the answer: it holds no other secret than the one that is recorded" err
ok "nobody was asked with any of them" [ "$(tokens)" -eq 0 ]

## Files that can't be it

from() { # FILE EXIT REQUESTS WHAT SAYS
    sandbox_control DELETE /requests
    converse rotate --manual --from "$1" <<EOF
end
EOF
    ended_with "$2" "$4"
    sed 'N;s/\n */ /;P;D' out >joined
    has "$4 is told" "$5" joined
    fits "$4"
    ok "$4: at once" [ "$(tokens)" -eq "$3" ]
    is_at idle "$4"
}
cp "$rotating" same.json
from same.json 2 0 "a download of before" "it holds no other secret than the one"
download other.json 0123456789abcdef0123456789abcdef "\"$second\""
from other.json 2 0 "another credential's" "it is of another credential than profile default"
echo '<html>' >page.html
from page.html 2 0 "a page" "page.html"
from nowhere.json 1 0 "no file" "nowhere.json: No such file"
download outdated.json "$client" '"p8e-CANARY-deleted00000000000"'
from outdated.json 2 1 "an outdated download" "outdated: Adobe refuses its secret"
exits 0 "whatever was given, a token is had" workfront-credential token

## A wrong secret that was typed

converse rotate --manual <<EOF
$question
send p8e-CANARY-mistyped0000000000
expect waiting for Adobe to take the secret (
key C
end
EOF
ended_with 130 "who waits sees for what, and may leave"
is_at added "left"
workfront-credential revoke >revoked 2>&1
exits 0 "a token is had" workfront-credential token
download both.json "$client" "\"$second\",\"$first_secret\""
adds byhand "$second"
exits 2 "another new secret" workfront-credential rotate --manual --from both.json
has "doesn't come in between" "another new secret waits for Adobe to take it" err
has "and it says how" "rotate --abort" err
is_at added "another one"
converse rotate --abort <<EOF
expect aborted: profile default keeps its former secret
expect delete the new client secret
end
EOF
ended_with 0 "it is given up"
fits "given up"
is_at idle "given up"

## The whole way, typed, and left at each step

hold=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"hold\":true}")
sandbox_control DELETE /requests
: >"$second" # of a secret nobody asks whether there is such a file
converse rotate --manual <<EOF
$question
send  $second$(printf ' \t')
expect waiting for Adobe
key C
end
EOF
ended_with 130 "left while Adobe is asked"
sandbox_unfault "$hold"
rm "$second"
is_at added "left while Adobe is asked"
sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":400,\"count\":2}" >fault
converse rotate --manual <<EOF
expect waiting for Adobe to take the secret (
expect rotated: profile default has a new secret, and it is proved
expect next: rotate --manual, once more, after
end
EOF
ended_with 0 "the next run goes on, and asks for nothing"
hasnt "not once more" "New client secret" out
is_at proved "the next run"
converse rotate --manual <<EOF
expect next: rotate --manual, once more, after
end
EOF
ended_with 0 "another one waits"
fits "proved"
exits 0 "also with its file" workfront-credential rotate --manual --from both.json
hold=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"hold\":true}")
converse rotate --manual --grace 0s <<EOF
expect waiting for Adobe
key C
end
EOF
ended_with 130 "left while the former one is tried"
sandbox_unfault "$hold"
is_at proved "left while the former one is tried"
old_works() {
    converse rotate --manual --grace 0s <<EOF
expect waits: Adobe still takes the former secret of profile default
expect next: in the Developer Console delete the former client secret
expect rotate --manual
end
EOF
    ended_with 0 "$1"
    fits "$1"
    is_at proved "$1"
}
old_works "the former one still works"
old_works "and is told so each time"
deletes "$first_uuid"
converse rotate --manual --grace 0s <<EOF
expect rotated: profile default has a new secret; the former one is deleted
end
EOF
ended_with 0 "when it is deleted, that is seen"
fits "deleted"
is_at idle "when it is deleted"
workfront-credential revoke >revoked 2>&1
exits 0 "a token is had" workfront-credential token
ok "that works" works "$(cat out)"

## The whole way, by the file

adds third "$third"
download next.json "$client" "\"$third\",\"$second\""
converse rotate --manual --from next.json <<EOF
expect rotated: profile default has a new secret, and it is proved
expect next: rotate --manual, once more, after
end
EOF
ended_with 0 "a file with a new secret"
deletes byhand
exits 0 "the rest" workfront-credential rotate --manual --grace 0s
has "is done" "the former one is deleted" out
adds fourth p8e-CANARY-fourth000000000000
download alone.json "$client" '"p8e-CANARY-fourth000000000000"'
exits 0 "a file with the new secret alone" workfront-credential rotate --manual --from alone.json
has "is taken when Adobe does" "and it is proved" out
hides "no secret in any output" out err
ok "the Console was never asked" [ "$(sandbox_count "/console/*")" -eq 0 ]
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
