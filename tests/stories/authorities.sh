#!/bin/sh
# The stories of those who call the helper, where the authorities that vouch for Adobe are a folder
# (SSL_CERT_DIR) instead of a file.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/tree.sh"
export SANDBOX_AUTHORITIES=folder
given_sandbox
ok "the sandbox names a folder" [ -d "$SSL_CERT_DIR" ]
ok "and no file" [ -z "${SSL_CERT_FILE-}" ]
sandbox_stop
given_tree
for story in setup account token_life git env stampede; do
    ok "the same story: $story" told "$story"
done
finish
