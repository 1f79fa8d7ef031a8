"""A registry for npm's clients on loopback, with one package, for those who bring the right token.

usage: registry.py FOLDER. FOLDER/expected holds the Authorization value to ask for, read anew for
each request. The port is written to FOLDER/port, and to FOLDER/requests a line a request: the
method, the path, and "right", "wrong" or "none" for what it brought.
"""
import base64
import hashlib
import hmac
import http.server
import io
import json
import os
import sys
import tarfile

NAME, VERSION = "workfront-report-kit", "1.0.0"
FILES = {
    "package.json": json.dumps({"name": NAME, "version": VERSION, "main": "index.js"}),
    "index.js": "module.exports = () => 'a kit for reports'\n",
}


def tarball():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in FILES.items():
            entry = tarfile.TarInfo("package/" + name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


class Registry(http.server.BaseHTTPRequestHandler):
    folder, archive = "", tarball()

    def packument(self):
        origin = "http://%s:%d" % self.server.server_address
        digest = base64.b64encode(hashlib.sha512(self.archive).digest()).decode()
        release = {
            "name": NAME, "version": VERSION,
            "dist": {"tarball": f"{origin}/{NAME}/-/{NAME}-{VERSION}.tgz", "integrity": "sha512-" + digest},
        }
        return {"name": NAME, "dist-tags": {"latest": VERSION}, "versions": {VERSION: release}}

    def brought(self):
        value = self.headers.get("Authorization")
        with open(os.path.join(self.folder, "expected")) as file:
            expected = file.read().strip()
        if value is None:
            return "none"
        return "right" if hmac.compare_digest(value.encode(), expected.encode()) else "wrong"

    def answer(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        brought = self.brought()
        with open(os.path.join(self.folder, "requests"), "a") as log:
            log.write(f"GET {self.path} {brought}\n")
        if brought != "right":
            self.answer(401, "application/json", b"{}")
        elif self.path == "/" + NAME:
            self.answer(200, "application/json", json.dumps(self.packument()).encode())
        elif self.path == f"/{NAME}/-/{NAME}-{VERSION}.tgz":
            self.answer(200, "application/octet-stream", self.archive)
        else:
            self.answer(404, "application/json", b"{}")

    def log_message(self, *_):
        pass


Registry.folder = sys.argv[1]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
with open(os.path.join(sys.argv[1], "port.new"), "w") as file:
    file.write(str(server.server_address[1]))
os.rename(os.path.join(sys.argv[1], "port.new"), os.path.join(sys.argv[1], "port"))
server.serve_forever()
