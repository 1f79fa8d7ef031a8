#!/bin/sh
# What the container of the Dockerfile runs: record the credential that came as a secret, then do
# what was asked. usage: HOST COMMAND…
set -eu
host=${1:?the Workfront host is needed}
shift
workfront-credential setup --quiet --from "${WORKFRONT_SECRET:-/run/secrets/workfront}" --host "$host" >&2
exec workfront-credential "$@"
