#!/usr/bin/env python3
"""https_git.py: a git server on loopback: `git http-backend` behind TLS and Basic authentication.

usage: https_git.py FOLDER CERTIFICATE PASSWORDS PORT-FILE

FOLDER holds the repositories, CERTIFICATE a certificate and its key. PASSWORDS holds one
"user:password" a line and is read for each request, so that a test can change it. The port that
was had is written to PORT-FILE. One line a request goes to stdout: status, method, path, user.
"""
import base64
import http.server
import os
import ssl
import subprocess
import sys

FOLDER, CERTIFICATE, PASSWORDS, PORT_FILE = sys.argv[1:5]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def user(self):
        """The user whose password was given, or None."""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        with open(PASSWORDS, encoding="utf-8") as passwords:
            for line in passwords.read().splitlines():
                expected = base64.b64encode(line.encode()).decode()
                if scheme == "Basic" and given == expected:
                    return line.partition(":")[0]
        return None

    def body(self):
        """The request's body, whole or in chunks."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def environment(self, user, body):
        path, _, query = self.path.partition("?")
        return {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": FOLDER,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_USER": user,
        }

    def answer(self, status, headers, body, user):
        print(status, self.command, self.path, user, flush=True)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        body, user = self.body(), self.user()
        if user is None:
            challenge = [("WWW-Authenticate", 'Basic realm="here"')]
            return self.answer(401, challenge, b"", "-")
        backend = subprocess.run(["git", "http-backend"], input=body, check=True,
                                 stdout=subprocess.PIPE, env=self.environment(user, body))
        head, _, page = backend.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = [int(value.split()[0]) for name, value in headers if name == "Status"] or [200]
        headers = [header for header in headers if header[0] != "Status"]
        return self.answer(status[0], headers, page, user)

    do_GET = do_POST = serve

    def log_message(self, format, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE)
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(PORT_FILE + ".new", "w", encoding="ascii") as port_file:
    port_file.write(str(server.server_port))
os.rename(PORT_FILE + ".new", PORT_FILE)
server.serve_forever()
