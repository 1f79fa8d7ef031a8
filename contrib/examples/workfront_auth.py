#!/usr/bin/env python3
"""Workfront's tokens for Python programs: for requests, for httpx, or for neither.

    requests.get(url, auth=WorkfrontAuth())
    httpx.get(url, auth=WorkfrontAuth("planning").for_httpx())
    WorkfrontAuth().open("proj/search?fields=name")     # the standard library alone

workfront-credential is asked once a process, and again after a 401: it is then told that the
token was refused. Headers are those of a family of the API (workflow, planning, approvals, …).
"""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: urllib would take the token to wherever it leads."""

    def redirect_request(self, *arguments):
        return None


class WorkfrontAuth:
    """Headers with a token; an instance is what `auth=` of requests takes."""

    def __init__(self, family="workflow", *options):
        self.command = ["workfront-credential", "json", "--non-interactive", "--for", family, *options]
        self.lock = threading.Lock()
        self.known = None

    def credential(self, refused=None):
        """What the helper says; asked again where it said the token that was refused."""
        with self.lock:
            if refused is not None and self.known is not None and self.known["access_token"] == refused:
                request = "protocol=https\nhost=%s\npassword=%s\n\n" % (self.known["host"], refused)
                subprocess.run(["workfront-credential", "erase"], input=request.encode(), check=True)
                self.known = None
            if self.known is None:
                answer = subprocess.run(self.command, stdout=subprocess.PIPE, check=True)
                self.known = json.loads(answer.stdout)
            return self.known

    def headers(self, refused=None):
        """All headers that a request of the family is to have."""
        known = self.credential(refused)
        return {"Authorization": "Bearer " + known["access_token"], **known["headers"]}

    def __call__(self, request):
        """For requests: the headers, and one more try after a 401 to them."""
        request.headers.update(self.headers())
        sent = request.headers["Authorization"]

        def again(response, **options):
            if response.status_code != 401 or response.request.headers.get("Authorization") != sent:
                return response
            response.content  # so that the connection can be used again
            response.close()
            refused = response.request.headers["Authorization"].split(" ", 1)[1]
            retry = response.request.copy()
            retry.deregister_hook("response", again)
            retry.headers.update(self.headers(refused))
            answer = response.connection.send(retry, **options)
            answer.history.append(response)
            return answer

        request.register_hook("response", again)
        return request

    def for_httpx(self):
        """The same as an httpx.Auth."""
        import httpx

        outer = self

        class Auth(httpx.Auth):
            def auth_flow(self, request):
                request.headers.update(outer.headers())
                response = yield request
                if response.status_code == 401:
                    request.headers.update(outer.headers(request.headers["Authorization"].split(" ", 1)[1]))
                    yield request

        return Auth()

    def open(self, path, **options):
        """GET a path below the family's address, or a URL there; without any other module."""
        opener = urllib.request.build_opener(NoRedirect)
        refused = None
        while True:
            known, headers = self.credential(), self.headers(refused)
            base = known["family_url"] + ("/v22.0/" if known["family"] == "workflow" else "/")
            url = path if path.startswith(known["family_url"] + "/") else base + path
            try:
                return opener.open(urllib.request.Request(url, headers=headers), timeout=60, **options)
            except urllib.error.HTTPError as error:
                if error.code != 401 or refused is not None:
                    raise
                refused = known["access_token"]


if __name__ == "__main__":
    with WorkfrontAuth().open(sys.argv[1] if len(sys.argv) > 1 else "proj/search?fields=name") as answer:
        for project in json.load(answer)["data"]:
            print(project["name"])
