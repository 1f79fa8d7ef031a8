#!/bin/sh
# The real git over real HTTPS: clone, fetch and push with a password that only --any-host holds.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

PATH=$PATH:/usr/bin
for tool in git python3 openssl; do
    if ! "$tool" --version >/dev/null 2>&1 && ! "$tool" version >/dev/null 2>&1; then
        skip "git over HTTPS" "$tool isn't installed"
        finish
    fi
done

## A repository, a certificate, a server

GIT_TERMINAL_PROMPT=0
GIT_AUTHOR_NAME=Author GIT_AUTHOR_EMAIL=author@example.com
GIT_COMMITTER_NAME=Committer GIT_COMMITTER_EMAIL=committer@example.com
GIT_SSL_CAINFO=$work/certificate
export GIT_TERMINAL_PROMPT GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL \
    GIT_SSL_CAINFO
git config --global init.defaultBranch main
git config --global credential.helper "workfront --any-host"

git init -q --bare "$work/served/plan.git"
git -C "$work/served/plan.git" config http.receivepack true
git init -q "$work/source"
echo "a plan" >"$work/source/plan"
git -C "$work/source" add plan
git -C "$work/source" commit -qm "Make a plan"
git -C "$work/source" push -q "$work/served/plan.git" main

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext "subjectAltName=DNS:localhost" -keyout "$work/key" -out "$work/certificate" 2>"$work/openssl.err"
cat "$work/certificate" "$work/key" >"$work/server.pem"

echo "alice:first secret" >"$work/passwords"
python3 "$top_srcdir/tests/lib/https_git.py" "$work/served" "$work/server.pem" "$work/passwords" "$work/port" \
    >"$work/requests" 2>"$work/server.err" &
server=$!
at_exit "end_ours $server"
if ! await [ -s "$work/port" ]; then
    comment "$work/server.err"
    exit 1
fi
authority=localhost:$(cat "$work/port")
url=https://$authority/plan.git

credential() { # OPERATION [USERNAME PASSWORD]
    printf 'protocol=https\nhost=%s\n' "$authority" >"$work/request"
    [ $# -eq 1 ] || printf 'username=%s\npassword=%s\n' "$2" "$3" >>"$work/request"
    git credential "$1" <"$work/request"
}

kept() {
    printf 'protocol=https\nhost=%s\n' "$authority" | git-credential-workfront --any-host get
}

## Clone, fetch, push

fails "without a password there is no clone" git clone -q "$url" "$work/none"
has "the server asked for one" "401 GET /plan.git/info/refs" "$work/requests"
ok "a password is stored" credential approve alice "first secret"
ok "git clones with it" git clone -q "$url" "$work/clone"
ok "and has what was served" cmp "$work/source/plan" "$work/clone/plan"
has "as that user" "200 POST /plan.git/git-upload-pack alice" "$work/requests"
echo "a better plan" >"$work/clone/plan"
git -C "$work/clone" commit -qam "Make a better plan"
ok "git pushes with it" git -C "$work/clone" push -q origin main
ok "and the server has what was pushed" \
    [ "$(git -C "$work/served/plan.git" show main:plan)" = "a better plan" ]
kept >"$work/out"
same "the password is still the one" "username=alice
password=first secret" "$work/out"
fails "another user isn't given hers" git ls-remote "https://bob@$authority/plan.git"

## An outdated password is forgotten, a new one is remembered

echo "alice:second secret" >"$work/passwords"
fails "an outdated password is refused" git -C "$work/clone" fetch -q
kept >"$work/out"
silent "and forgotten" "$work/out"
ok "a new one is stored" credential approve alice "second secret"
ok "and works" git -C "$work/clone" fetch -q

cat >"$work/askpass" <<'SCRIPT'
#!/bin/sh
case $1 in
Username*) echo alice ;;
*) echo "third secret" ;;
esac
SCRIPT
chmod 700 "$work/askpass"
echo "alice:third secret" >"$work/passwords"
fails "it becomes outdated too" git -C "$work/clone" fetch -q
ok "git asks once" env GIT_ASKPASS="$work/askpass" git -C "$work/clone" fetch -q
ok "and never again" git -C "$work/clone" fetch -q
kept >"$work/out"
same "because what was typed is kept" "username=alice
password=third secret" "$work/out"

## Nowhere else

fails "no password lies about in the clear" grep -rqa "secret" "$HOME" "$work/clone"
silent "the server had no trouble" "$work/server.err"
finish
