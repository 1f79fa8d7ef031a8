#!/bin/sh
# Print the names of all projects, a hundred at a time. `set -e` stops here when there is no token.
set -eu
eval "$(workfront-credential env --no-export)"

call() { # PATH
    curl -sS --fail-with-body -H @- "$WORKFRONT_URL/attask/api/v22.0/$1" <<HEADER
Authorization: Bearer $WORKFRONT_ACCESS_TOKEN
HEADER
}

first=0
while :; do
    page=$(call "proj/search?fields=name&\$\$FIRST=$first&\$\$LIMIT=100")
    names=$(printf '%s\n' "$page" | tr '{' '\n' | sed -n 's/.*"name": *"\([^"]*\)".*/\1/p')
    [ -n "$names" ] || break
    printf '%s\n' "$names"
    [ "$(printf '%s\n' "$names" | wc -l)" -eq 100 ] || break
    first=$((first + 100))
done
