#!/bin/sh
# Every example of contrib/examples and contrib/systemd does what it says.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "the examples" python3 curl
given_sandbox
given_profile
examples=$top_srcdir/contrib/examples
units=$top_srcdir/contrib/systemd

ok "there is something to list" sh -c "workfront-credential api 'proj/search?fields=name' >projects.json"
python3 -c 'import json; [print(p["name"]) for p in json.load(open("projects.json"))["data"]]' >names
ok "which has names" [ -s names ]

run sh "$examples/curl.sh"
has "curl.sh counts" '"count"' "$work/out"
run sh "$examples/report.sh"
same "report.sh lists" "$(cat names)" "$work/out"
run python3 "$examples/report.py"
same "report.py lists" "$(cat names)" "$work/out"
for example in "sh $examples/curl.sh" "sh $examples/report.sh" "python3 $examples/report.py"; do
    # shellcheck disable=SC2086 # a command line
    fails "${example##*/} fails without a credential" env XDG_DATA_HOME="$work/nowhere" $example
done

# Where a redirect may lead: a server that notes what it is told, and wants to hear more
cat >elsewhere.py <<'EOT'
import http.server, os
class Elsewhere(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("arrived", "a") as arrived:
            arrived.write("%s\n%s" % (self.requestline, self.headers))
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_PROPFIND = do_GET
    def log_message(self, *arguments):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Elsewhere)
open("port.new", "w").write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
EOT
python3 elsewhere.py &
elsewhere=$!
at_exit "end_ours $elsewhere"
await [ -s port ]
elsewhere=http://127.0.0.1:$(cat port)
run curl -sS -H 'Authorization: Bearer control' "$elsewhere/"
has "elsewhere there is somebody" "Bearer control" arrived
printf 'machine 127.0.0.1 login nobody password nothing\n' >"$HOME/.netrc"

# Each run notes how often the helper is asked for a token
mkdir counted
cat >counted/workfront-credential <<EOT
#!/bin/sh
echo "\$1" >>"$work/asked"
exec "$stage_bindir/workfront-credential" "\$@"
EOT
chmod +x counted/workfront-credential
counted() { # COMMAND…
    : >asked
    PATH=$work/counted:$PATH run "$@"
}
asked() { # TIMES
    [ "$(grep -vc '^erase$' asked)" -eq "$1" ]
}

# Again after a 401: each of these begins with a token that was revoked meanwhile
again() { # WHAT COMMAND…
    _example=$1
    shift
    given_profile
    counted "$@"
    ok "$_example asks the helper once" asked 1
    sandbox_revoke
    sandbox_control DELETE /requests
    counted "$@"
    ok "$_example gets a new token after a 401" [ "$(sandbox_count $token_path)" -eq 1 ]
    ok "$_example asks Workfront twice" [ "$(sandbox_count '/attask/api/v22.0/proj/search')" -eq 2 ]
    ok "$_example asks the helper twice then" asked 2
    ok "$_example says which token was refused" grep -q '^erase$' asked
}

stays() { # WHAT COMMAND…: it takes no token to where a redirect leads
    _example=$1
    shift
    : >arrived
    sandbox_control DELETE /requests
    sandbox_fault '{"match":{"host":"'$host'"},"status":302,"headers":{"Location":"'"$elsewhere"'/"}}' >/dev/null
    run "$@"
    ok "$_example is led elsewhere" [ "$(sandbox_count '*' status=302)" -ge 1 ]
    hasnt "$_example takes no token there" Bearer arrived
    sandbox_unfault
}
for example in "sh $examples/curl.sh" "sh $examples/report.sh" "python3 $examples/report.py" \
    "python3 $examples/workfront_auth.py"; do
    # shellcheck disable=SC2086 # a command line
    stays "${example##*/}" $example
done
sandbox_control DELETE /requests
fails "workfront_auth.py: no URL of another family" \
    python3 "$examples/workfront_auth.py" https://workfront.adobe.io/comment-stream/api/v1/comments
ok "which isn't asked" [ "$(sandbox_count '*' host=workfront.adobe.io)" -eq 0 ]
again report.py python3 "$examples/report.py"
same "report.py lists then" "$(cat names)" "$work/out"

# Node knows no proxy: its connections are led to the sandbox by hand
if command -v node >/dev/null; then
    cat >direct.cjs <<'EOT'
const [host, port] = process.env.SANDBOX_TLS.split(':')
const tls = require('tls')
const connect = tls.connect
tls.connect = o => connect({ ...o, host, port, servername: o.servername || o.host })
require('https').globalAgent.createConnection = tls.connect
EOT
    at_sandbox() { # FILE
        NODE_OPTIONS=--require=$work/${preload-direct}.cjs NODE_EXTRA_CA_CERTS=$SSL_CERT_FILE SANDBOX_TLS=$SANDBOX_TLS node "$@"
    }
    node_lists() { # FILE
        run at_sandbox "$1"
        same "${1##*/} lists" "$(cat names)" "$work/out"
    }
    node_lists "$examples/report.mjs"
    again report.mjs at_sandbox "$examples/report.mjs"
    same "report.mjs lists then" "$(cat names)" "$work/out"
    stays report.mjs at_sandbox "$examples/report.mjs"
    if node -e 'process.exit(typeof fetch === "function" ? 0 : 1)'; then
        node_lists "$examples/workfront-fetch.mjs"
        stays workfront-fetch.mjs at_sandbox "$examples/workfront-fetch.mjs"
        again workfront-fetch.mjs at_sandbox "$examples/workfront-fetch.mjs"
        same "workfront-fetch.mjs lists then" "$(cat names)" "$work/out"
    else
        skip "workfront-fetch.mjs" "this Node.js has no fetch"
    fi
    client=/usr/local/lib/node_modules/workfront-api
    if [ -e "$client" ]; then
        mkdir -p client/node_modules
        ln -s "$client" client/node_modules/workfront-api
        cp "$examples/report-client.mjs" client
        node_lists client/report-client.mjs
        again report-client.mjs at_sandbox client/report-client.mjs
        same "report-client.mjs lists then" "$(cat names)" "$work/out"
        stays report-client.mjs at_sandbox client/report-client.mjs
        echo "require('./direct.cjs'); delete globalThis.fetch" >old.cjs
        preload=old
        node_lists client/report-client.mjs
        stays "report-client.mjs without Node's fetch" at_sandbox client/report-client.mjs
        unset preload
        fails "report-client.mjs fails without a credential" \
            env XDG_DATA_HOME="$work/nowhere" node client/report-client.mjs
    else
        skip "report-client.mjs" "workfront-api isn't installed"
    fi
else
    skip "report.mjs" "node isn't installed"
fi

run python3 "$examples/workfront_auth.py"
same "workfront_auth.py lists" "$(cat names)" "$work/out"
again workfront_auth.py python3 "$examples/workfront_auth.py"
same "workfront_auth.py lists then" "$(cat names)" "$work/out"
for module in requests httpx; do
    if ! /usr/bin/python3 -c "import $module" 2>/dev/null; then
        skip "workfront_auth.py with $module" "python3-$module isn't installed"
        continue
    fi
    cat >with_$module.py <<EOT
import sys, $module
sys.path.insert(0, "$examples")
sys.dont_write_bytecode = True
from workfront_auth import WorkfrontAuth
auth = WorkfrontAuth()
auth = auth.for_httpx() if "$module" == "httpx" else auth
for project in $module.get("https://$host/attask/api/v22.0/proj/search?fields=name", auth=auth).json()["data"]:
    print(project["name"])
EOT
    again "$module" env REQUESTS_CA_BUNDLE="$SSL_CERT_FILE" /usr/bin/python3 with_$module.py
    same "$module lists" "$(cat names)" "$work/out"
    stays "$module" env REQUESTS_CA_BUNDLE="$SSL_CERT_FILE" /usr/bin/python3 with_$module.py
done
if command -v java >/dev/null && command -v keytool >/dev/null; then
    keytool -importcert -noprompt -alias sandbox -file "$SSL_CERT_FILE" -keystore trusted \
        -storepass changeit >/dev/null 2>&1
    # shellcheck disable=SC2154 # set by the sandbox
    _proxy=${https_proxy#*://}
    in_java() {
        java -Djavax.net.ssl.trustStore="$work/trusted" -Djavax.net.ssl.trustStorePassword=changeit \
            -Dhttps.proxyHost="${_proxy%:*}" -Dhttps.proxyPort="${_proxy##*:}" "$examples/Workfront.java" "$@"
    }
    again Workfront.java in_java 'proj/search?fields=name'
    has "Workfront.java lists" "Spring campaign" "$work/out"
    stays Workfront.java in_java 'proj/search?fields=name'
else
    skip "Workfront.java" "no Java is installed"
fi
given_profile
if command -v pwsh >/dev/null; then
    ok "Workfront.psm1 is PowerShell" pwsh -NoProfile -Command "Import-Module $examples/Workfront.psm1"
else
    skip "Workfront.psm1" "pwsh isn't installed"
fi

if command -v rclone >/dev/null; then
    sandbox_fault '{"match": {"method": "PROPFIND"}, "status": 207,
        "headers": {"Content-Type": "application/xml"},
        "body": "<d:multistatus xmlns:d=\"DAV:\"></d:multistatus>"}' >/dev/null
    run rclone --config "$examples/rclone.conf" --ca-cert "$SSL_CERT_FILE" lsf workfront:
    ok "rclone.conf lists" [ "$status" -eq 0 ]
    ok "with a token" [ "$(sandbox_count '/dav*' method=PROPFIND status=207)" -ge 1 ]
    sandbox_unfault
    stays rclone.conf rclone --config "$examples/rclone.conf" --ca-cert "$SSL_CERT_FILE" --retries 1 \
        --low-level-retries 1 lsf workfront:
    sandbox_reset
fi

## Jobs of CI systems: their commands, run in order

# The commands of a GitHub workflow's steps or of a GitLab job, each in a file of its own
cat >commands.py <<'EOT'
import sys, yaml
job = yaml.safe_load(open(sys.argv[1]))
if "jobs" in job:
    parts = [step["run"] for step in job["jobs"]["report"]["steps"]]
    assert "on" in job and job["permissions"] == {}
else:
    job = job["workfront-report"]
    parts = ["set -e\n" + "\n".join(job["before_script"] + job["script"]), "\n".join(job["after_script"])]
for number, part in enumerate(parts):
    open("part%d" % number, "w").write(part + "\n")
EOT
python=/usr/bin/python3
if $python -c 'import yaml' 2>/dev/null; then
    kept_home=$XDG_CONFIG_HOME
    WORKFRONT_CREDENTIAL_STORE=$work/ci/store
    XDG_CONFIG_HOME=$work/ci/config
    GITHUB_ENV=$work/github.env
    export WORKFRONT_CREDENTIAL_STORE GITHUB_ENV
    : >"$GITHUB_ENV"
    $python commands.py "$examples/github.yml"
    ok "github.yml: records" env WORKFRONT_CREDENTIAL="$(cat "$credential")" bash -e part0
    ok "github.yml: counts" bash -e part1
    run bash -e part2
    has "github.yml: masks" "::add-mask::eyJ" "$work/out"
    value=$(sed -n '/^WORKFRONT_ACCESS_TOKEN<</{n;p;}' "$GITHUB_ENV")
    ok "github.yml: the next step has it" env WORKFRONT_ACCESS_TOKEN="$value" bash -e part3
    ok "github.yml: whose key is its own" [ -e "$XDG_CONFIG_HOME/workfront-credential/key" ]
    ok "github.yml: forgets" bash -e part4
    ok "github.yml: the store and its key" [ ! -e "$work/ci" ]
    # The action of one step, which leaves no store
    $python -c 'import sys, yaml
action = yaml.safe_load(open(sys.argv[1]))
assert action["runs"]["using"] == "composite" and set(action["inputs"]) == {"credential", "host"}
[step] = action["runs"]["steps"]
assert step["shell"] == "bash" and "inputs" not in step["run"]
open("part", "w").write(step["run"])' "$top_srcdir/contrib/ci/action.yml"
    : >"$GITHUB_ENV"
    run env WORKFRONT_CREDENTIAL="$(cat "$credential")" WORKFRONT_INSTANCE="$host" WORKFRONT_FOLDER="$work/ci" \
        bash -e -o pipefail part
    has "action.yml masks" "::add-mask::eyJ" "$work/out"
    ok "action.yml gives the later steps the token" grep -q '^WORKFRONT_ACCESS_TOKEN<<' "$GITHUB_ENV"
    ok "action.yml leaves nothing" [ ! -e "$work/ci" ]
    $python commands.py "$examples/gitlab.yml"
    ok "gitlab.yml" env WORKFRONT_CREDENTIAL="$credential" bash part0
    ok "gitlab.yml: forgets" bash part1
    ok "gitlab.yml: the store and its key" [ ! -e "$work/ci" ]
    XDG_CONFIG_HOME=$kept_home
    unset WORKFRONT_CREDENTIAL_STORE GITHUB_ENV
else
    skip "the jobs of CI systems" "python3-yaml isn't installed"
fi
if command -v yamllint >/dev/null; then
    ok "the YAML is clean" yamllint -s "$examples" "$top_srcdir/contrib/ci"
else
    skip "the YAML is clean" "yamllint isn't installed"
fi

## Timers

sed -n 's/^17 5 \* \* 1-5 *//p' "$examples/crontab" >job
run sh job
ok "the cron job runs" grep -q '"count"' "$HOME/projects.json"
silent "and cron has nothing to mail" "$work/out"
sed -n '/^\[Unit\]/q; s/^#  *//p' "$units/workfront-report.service" | sed -n '/^sudo/,$p' |
    sed "s|sudo -u workfront ||; s|sudo ||; s| -o workfront||; s|/var/lib/workfront|'$work/service'|
        s|console.json|'$credential'|" >recorded
exits 0 "the service's credential is recorded as it says" sh recorded
sed -n 's/^ExecStart=//p' "$units/workfront-report.service" >job
run env WORKFRONT_CREDENTIAL_STORE="$work/service" sh job
has "the service's command runs" '"count"' "$work/out"
if command -v systemd-analyze >/dev/null; then
    run systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$units/workfront-report.timer")"
    ok "the timer's calendar is one" [ "$status" -eq 0 ]
    cp "$units"/workfront-* "$work"
    sed -i "s|/usr/libexec|$stage_libexecdir|" workfront-credential-broker.service
    run systemd-analyze verify --man=no ./workfront-report.service ./workfront-report.timer \
        ./workfront-rotate.service ./workfront-rotate.timer ./workfront-sealed.service \
        ./workfront-fleet.service ./workfront-fleet.timer ./workfront-token.socket \
        ./workfront-credential-broker.socket ./workfront-credential-broker-ci.socket
    hasnt "systemd knows every setting" "workfront-" "$work/err"
fi

# A token for who connects, as LoadCredential= does, and nobody stays
if command -v systemd-socket-activate >/dev/null; then
    command=$(sed -n 's/^ExecStart=//p' "$units/workfront-token@.service")
    # shellcheck disable=SC2086 # a command line
    systemd-socket-activate --accept --inetd -l "$work/socket" -E HOME -E PATH -E XDG_DATA_HOME \
        -E XDG_CONFIG_HOME $command 2>/dev/null &
    activator=$!
    at_exit "end_ours $activator"
    cat >connect.py <<'EOT'
import socket, sys, time
for _ in range(1200):
    try:
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); break
    except OSError:
        time.sleep(0.05)
while True:
    piece = s.recv(65536)
    if not piece:
        break
    sys.stdout.write(piece.decode())
EOT
    run python3 connect.py "$work/socket"
    same "a service that connects has the token" "$(workfront-credential token)" "$work/out"
    kill "$activator" 2>/dev/null
else
    skip "the socket" "systemd-socket-activate isn't installed"
fi

## The container: its parts. tests/stories/container.sh builds and runs it

dockerfile=$examples/Dockerfile
ok "the container runs as nobody special" sh -c \
    "[ \"\$(sed -n 's/^USER //p' '$dockerfile')\" -gt 999 ]"
sed -n 's/^COPY \([^-. ][^ ]*\) .*/\1/p' "$dockerfile" >sources
while read -r source; do
    ok "the container's $source is there" [ -e "$top_srcdir/$source" ]
done <sources
hasnt "no secret is built into it" "CANARY" "$dockerfile"
export XDG_DATA_HOME="$work/container" XDG_CONFIG_HOME="$work/container-key"
WORKFRONT_SECRET=$credential run sh "$examples/container-entry.sh" "$host" api proj/count
has "what it runs does it" '"count"' "$work/out"
fails "and not without a secret" env WORKFRONT_SECRET=/nonexistent sh "$examples/container-entry.sh" "$host" token

ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
