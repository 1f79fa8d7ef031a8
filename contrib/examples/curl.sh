#!/bin/sh
# Count projects with curl. The token goes to curl on standard input: nobody sees it in `ps`.
set -eu
url=$(workfront-credential json --field url)
workfront-credential curl | curl -sS --fail-with-body -K - "$url/attask/api/v22.0/proj/count"
