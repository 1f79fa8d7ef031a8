#!/bin/sh
# Make ./configure from configure.ac and Makefile.am. Needs a git checkout's tools: autoconf,
# automake and pkg-config. A release tarball has ./configure already.
set -eu

cd "$(dirname "$0")"

need() {
    command -v "$1" >/dev/null 2>&1 && return
    echo "autogen.sh: $1 is missing; on Debian: apt-get install $2" >&2
    exit 1
}

need autoreconf autoconf
need automake automake
need pkg-config pkg-config

mkdir -p contrib/build-aux
exec autoreconf --install --force --warnings=all
