#!/bin/sh
# Count projects with curl. The token goes to curl on standard input: nobody sees it in `ps`.
set -eu
url=$(workfront-credential json | sed -n 's/^  "url": "\(.*\)",$/\1/p')
workfront-credential curl | curl -sS --fail-with-body -K - "$url/attask/api/v22.0/proj/count"
