# kubernetes_api.py FOLDER: as much of a Kubernetes API server on loopback as ConfigMaps take, with their
# resourceVersion. Writes its port to FOLDER/port; answers 403 while there is FOLDER/forbidden.
import http.server
import json
import os
import sys
import threading

folder = sys.argv[1]
objects = {}
lock = threading.Lock()
count = 0
fixed = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList", "groupVersion": "v1",
        "resources": [{"name": "configmaps", "singularName": "configmap", "namespaced": True, "kind": "ConfigMap",
                       "verbs": ["create", "delete", "get", "update"]}],
    },
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def say(self, code, body):
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def fail(self, code, reason):
        self.say(code, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code,
                        "message": reason})

    def put(self, name, body):
        global count
        count += 1
        body["metadata"]["resourceVersion"] = str(count)
        objects[name] = body
        self.say(200, body)

    def work(self):
        path = self.path.split("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if path in fixed:
            return self.say(200, fixed[path])
        if os.path.exists(os.path.join(folder, "forbidden")):
            return self.fail(403, "Forbidden")
        start = "/api/v1/namespaces/workfront/configmaps"
        name = path[len(start) + 1:]
        if not path.startswith(start):
            return self.fail(404, "NotFound")
        there = objects.get(name)
        if self.command == "POST":
            body = json.loads(body)
            name = body["metadata"]["name"]
            return self.fail(409, "AlreadyExists") if name in objects else self.put(name, body)
        if there is None:
            return self.fail(404, "NotFound")
        if self.command == "GET":
            return self.say(200, there)
        if self.command == "DELETE":
            del objects[name]
            return self.say(200, {"kind": "Status", "apiVersion": "v1", "status": "Success"})
        body = json.loads(body)
        if body["metadata"].get("resourceVersion") != there["metadata"]["resourceVersion"]:
            return self.fail(409, "Conflict")
        return self.put(name, body)

    def do_GET(self):
        with lock:
            self.work()

    do_POST = do_PUT = do_DELETE = do_GET


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(os.path.join(folder, "port.new"), "w") as file:
    file.write("%d\n" % server.server_address[1])
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
server.serve_forever()
