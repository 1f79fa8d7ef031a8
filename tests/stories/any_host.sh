#!/bin/sh
# --any-host as the real git's credential helper: the demands of git's own test of external
# helpers, in its order.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/faketime.sh"

if ! command -v git >/dev/null; then
    skip "the real git" "git isn't installed"
    finish
fi

cat >"$work/askpass" <<'SCRIPT'
#!/bin/sh
echo "askpass: ${1% }" >&2
case $1 in
Username*) echo askpass-username ;;
*) echo askpass-password ;;
esac
SCRIPT
chmod 700 "$work/askpass"
GIT_ASKPASS=$work/askpass
export GIT_ASKPASS
git config --global credential.helper "workfront --any-host"

# git credential fill with the request LINE…; then what it printed, and what it asked a person
filled() { # WHAT EXPECTED EXPECTED-QUESTIONS LINE…
    _what=$1 _expected=$2 _questions=$3
    shift 3
    printf '%s\n' "$@" >"$work/request"
    run git credential fill <"$work/request"
    same "$_what" "$_expected" "$work/out"
    if [ -n "$_questions" ]; then
        same "$_what: what is asked" "$_questions" "$work/err"
    else
        silent "$_what: nobody is asked" "$work/err"
    fi
}

answers() { # WHAT EXPECTED LINE…
    _what=$1 _expected=$2
    shift 2
    filled "$_what" "$_expected" "" "$@"
}

# The helper said nothing, so git asks for the user name and the password
asks_both() { # WHAT PROTOCOL HOST [path=PATH]
    _what=$1 _url=$2://$3 _request="protocol=$2
host=$3"
    shift 3
    if [ $# -gt 0 ]; then
        _url=$_url/${1#path=}
        _request=$(printf '%s\n' "$_request" "$1")
    fi
    filled "$_what" "$_request
username=askpass-username
password=askpass-password" "askpass: Username for '$_url':
askpass: Password for '$(echo "$_url" | sed 's,://,&askpass-username@,')':" "$_request"
}

asks_password() { # WHAT PROTOCOL HOST USERNAME
    filled "$1" "protocol=$2
host=$3
username=$4
password=askpass-password" "askpass: Password for '$2://$4@$3':" \
        "protocol=$2" "host=$3" "username=$4"
}

told() { # approve|reject WHAT LINE…
    _operation=$1 _what=$2
    shift 2
    printf '%s\n' "$@" >"$work/request"
    exits 0 "$_what" git credential "$_operation" <"$work/request"
    silent "$_what: silently" "$work/err"
    silent "$_what: without an answer" "$work/out"
}

approve() {
    told approve "$@"
}

reject() {
    told reject "$@"
}

## Hosts of every spelling that git takes

is_missed() { # WHAT HOST
    printf 'protocol=https\nhost=%s\n' "$2" >"$work/request"
    exits 0 "$1" git-credential-workfront --any-host get <"$work/request"
    silent "$1: without an answer" "$work/out"
}

for host in git_server.corp.example '[::1]:3000' good.example. "$(printf 'b\303\274cher.example')"; do
    approve "$host: a password is stored" protocol=https "host=$host" username=u "password=of $host"
    answers "$host: it is found again" "protocol=https
host=$host
username=u
password=of $host" protocol=https "host=$host"
done
for host in good.example b_cher.example "$(printf 'b\303\234cher.example')"; do
    is_missed "$host is another host" "$host"
done
for host in git_server.corp.example '[::1]:3000' good.example. "$(printf 'b\303\274cher.example')"; do
    reject "$host: it is forgotten" protocol=https "host=$host"
    is_missed "$host: it is gone" "$host"
done

## One user

asks_both "no credential is there at first" https example.com
approve "a password is stored" protocol=https host=example.com username=store-user password=store-pass
answers "it is found again" "protocol=https
host=example.com
username=store-user
password=store-pass" protocol=https host=example.com
asks_both "another protocol doesn't match" http example.com
asks_both "another host doesn't match" https other.tld
asks_password "another user doesn't match" https example.com other

git config --global credential.useHttpPath true
approve "plain http is never stored" protocol=http host=path.tld path=foo.git username=user password=pass
asks_both "nor is it answered" http path.tld path=bar.git
asks_both "not even for the same path" http path.tld path=foo.git
approve "a path is stored" protocol=https host=path.tld path=foo.git username=user password=pass
asks_both "another path doesn't match" https path.tld path=bar.git
answers "the same path does" "protocol=https
host=path.tld
path=foo.git
username=user
password=pass" protocol=https host=path.tld path=foo.git
git config --global --unset credential.useHttpPath

approve "a password is stored once" protocol=https host=example.com username=user-overwrite password=pass1
approve "and again" protocol=https host=example.com username=user-overwrite password=pass2
answers "the later one counts" "protocol=https
host=example.com
username=user-overwrite
password=pass2" protocol=https host=example.com username=user-overwrite
reject "it is rejected" protocol=https host=example.com username=user-overwrite password=pass2
asks_password "and the earlier one is gone as well" https example.com user-overwrite

reject "a whole host is rejected" protocol=https host=example.com
asks_both "nothing is left of it" https example.com

## Several users

approve "a first user" protocol=https host=example.com username=user1 password=pass1
approve "a second user" protocol=https host=example.com username=user2 password=pass2
for n in 1 2; do
    answers "user$n has a password of their own" "protocol=https
host=example.com
username=user$n
password=pass$n" protocol=https host=example.com username=user$n
done
answers "without a user name, the last one stored" "protocol=https
host=example.com
username=user2
password=pass2" protocol=https host=example.com

approve "a user with a good password" protocol=https host=example.com username=user-distinct-pass password=pass1
printf 'protocol=https\nhost=example.com\nusername=user-distinct-pass\npassword=pass2\n' >"$work/request"
exits 0 "an outdated password is rejected" git credential reject <"$work/request"
answers "the good one stays" "protocol=https
host=example.com
username=user-distinct-pass
password=pass1" protocol=https host=example.com username=user-distinct-pass

reject "one user is rejected" protocol=https host=example.com username=user1
asks_password "that one is gone" https example.com user1
answers "the other one stays" "protocol=https
host=example.com
username=user2
password=pass2" protocol=https host=example.com username=user2

approve "empty user name and password" protocol=https host=sso.tld username= password=
answers "empty is an answer" "protocol=https
host=sso.tld
username=
password=" protocol=https host=sso.tld

approve "one of two users" protocol=https host=example.com username=user-erase1 password=pass1
approve "two of two users" protocol=https host=example.com username=user-erase2 password=pass1
reject "all of the host's users are rejected" protocol=https host=example.com
asks_both "and gone" https example.com

## A long header is no way to another host's password

approve "a victim" protocol=https host=victim.example.com username=user password=to-be-stolen
long=$(printf 'a%.0s' $(seq 1001))
printf 'protocol=https\nhost=badguy.example.com\nwwwauth[]=basic realm=%shost=victim.example.com\n' "$long" \
    >"$work/request"
run git credential fill <"$work/request"
has "a long header doesn't confuse us" "password=askpass-password" "$work/out"
has "the bad guy's host stays his" "host=badguy.example.com" "$work/out"
hasnt "the victim's password stays where it is" "to-be-stolen" "$work/out"

## A lifetime

git config --global credential.helper "workfront --any-host --lifetime=1000"
approve "a password that is to die" protocol=https host=timeout.tld username=user password=pass
answers "it lives" "protocol=https
host=timeout.tld
username=user
password=pass" protocol=https host=timeout.tld
get_later() { # SECONDS
    printf 'protocol=https\nhost=timeout.tld\n' >"$work/request"
    run later "$1" git-credential-workfront --any-host get <"$work/request"
}
if [ -e "$faketime" ]; then
    get_later 900
    has "it lives on until then" "password=pass" "$work/out"
    get_later 1000
    silent "and then it's dead" "$work/out"
    silent "which is no error" "$work/err"
else
    skip "a lifetime that ends" "libfaketime isn't here"
fi

## Expiry and refresh tokens, which git passes on since 2.40 and 2.41

git config --global credential.helper "workfront --any-host"
approve "an expiry" protocol=https host=expiry.tld username=user-expiry password=pass \
    password_expiry_utc=9999999999
approve "a refresh token" protocol=https host=expiry.tld username=user4 password=pass \
    oauth_refresh_token=xyzzy
if git credential capability >/dev/null 2>&1; then
    answers "the expiry comes back" "protocol=https
host=expiry.tld
username=user-expiry
password=pass
password_expiry_utc=9999999999" protocol=https host=expiry.tld username=user-expiry
    answers "the refresh token comes back" "protocol=https
host=expiry.tld
username=user4
password=pass
oauth_refresh_token=xyzzy" protocol=https host=expiry.tld username=user4
else
    skip "an expiry through git" "this git is older than 2.46"
    skip "a refresh token through git" "this git is older than 2.46"
    for user in user-expiry user4; do
        answers "an older git gets $user's password" "protocol=https
host=expiry.tld
username=$user
password=pass" protocol=https host=expiry.tld username=$user
    done
fi

ok "there is a store" [ -d "$XDG_DATA_HOME/workfront-credential" ]
fails "nothing of it lies about in the clear" \
    grep -rqa -e store-pass -e to-be-stolen -e example "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
finish
