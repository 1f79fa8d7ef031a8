#!/bin/sh
# contrib/bootstrap on systems that are played: what it installs, under which of a package's names,
# what it leaves out, and when it asks nobody.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
if [ ! -x "$top_srcdir/contrib/bootstrap" ]; then
    skip "contrib/bootstrap" "it isn't here"
    finish
fi

## A system: the packages of its release, those that are installed, and who one is

mkdir bin
for tool in awk cat dirname env grep mktemp rm sed sh sort timeout tr; do
    ln -s "$(command -v "$tool")" "bin/$tool"
done
played() { # PROGRAM <SCRIPT
    { echo "#!/bin/sh" && cat; } >"bin/$1"
    chmod 700 "bin/$1"
}
export PLAYED="$work"
played dpkg-query <<'TEXT'
for package; do :; done
grep -qx "$package" "$PLAYED/installed" && printf installed
TEXT
played apt-cache <<'TEXT'
grep -qx "$2" "$PLAYED/release" && printf '%s:\n  Candidate: 1\n' "$2" ||
    printf '%s:\n  Candidate: (none)\n' "$2"
TEXT
played apt-get <<'TEXT'
case $* in
*download*) exit 1 ;;
esac
echo "$*" >>"$PLAYED/asked"
case $* in
*install*) ;;
*) exit 0 ;;
esac
for word; do
    case $word in
    -* | install) continue ;;
    esac
    grep -qx "$word" "$PLAYED/release" || { echo "E: Unable to locate package $word" && exit 100; }
    echo "$word" >>"$PLAYED/installed"
done
TEXT
played id <<'TEXT'
cat "$PLAYED/user"
TEXT
played npm </dev/null

bootstrap() { # ARGUMENT…
    env -i PATH="$work/bin" PLAYED="$work" sh "$top_srcdir/contrib/bootstrap" "$@"
}
# A release with the first or the last name of each package, but without those it may do without
given_release() { # FIRST|LAST
    : >installed
    : >asked
    echo 0 >user
    bootstrap --list build test | sed -e '/|none$/d' -e "$([ "$1" = first ] && echo 's/|.*//' || echo 's/.*|//')" >release
}

## What it says

given_release first
exits 0 "the lists are printed" bootstrap --list build demo
has "with what the demonstration needs" libmicrohttpd-dev out
hasnt "and no more" valgrind out
exits 0 "a list may be in another" bootstrap --list demo test
ok "and each package is there once" [ "$(sort out | uniq -d | wc -l)" -eq 0 ]
exits 0 "what is missing is printed" bootstrap --missing build
has "all of it" autoconf out
silent "and nothing was asked" asked
exits 2 "a list must be one" bootstrap all

## What it does

exits 0 "packages are installed" bootstrap build demo
has "after the lists" "update" asked
has "those of the demonstration" libgnutls28-dev installed
hasnt "and no others" valgrind installed
: >asked
exits 0 "again" bootstrap build demo
silent "that asks nothing of the network" asked
exits 0 "and the tests' after that" bootstrap test
has "without what this release hasn't" "left out:" out
has "by name" yash out
hasnt "which apt-get isn't asked for" yash asked
: >asked
exits 0 "another time" bootstrap build test
silent "that isn't asked for again" asked
echo yash >>release
exits 0 "where a release has such a package" bootstrap test
ok "it is installed" grep -qx yash installed

given_release last
exits 0 "a release with other names" bootstrap build test
ok "gets them" grep -qx libcurl3t64-gnutls installed
ok "and not the old ones" sh -c '! grep -qx libcurl3-gnutls installed'
exits 0 "nothing more is missing" bootstrap --missing build demo
silent "then" out

given_release first
sed -i /^curl$/d release
exits 1 "a release without what is needed" bootstrap build demo
has "is told" "Unable to locate package curl" err

given_release first
echo 1000 >user
exits 3 "an ordinary user without sudo" bootstrap build
has "is told what is missing" "autoconf" err
silent "and nothing is tried" asked
cp release installed
exits 0 "but may have all" bootstrap build test
finish
