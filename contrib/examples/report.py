#!/usr/bin/env python3
"""Print the names of all projects, with Python's standard library alone."""

import json
import subprocess
import urllib.error
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: urllib would take the token to wherever it leads."""

    def redirect_request(self, *arguments):
        return None


known = None


def credential(refused=None):
    """What the helper says; asked once, and again where it said the token that was refused."""
    global known
    if refused is not None and known["access_token"] == refused:
        request = "protocol=https\nhost=%s\npassword=%s\n\n" % (known["host"], refused)
        subprocess.run(["workfront-credential", "erase"], input=request.encode(), check=True)
        known = None
    if known is None:
        answer = subprocess.run(
            ["workfront-credential", "json", "--non-interactive"],
            stdout=subprocess.PIPE, check=True)
        known = json.loads(answer.stdout)
    return known


def call(path, refused=None):
    """GET a path of the Workfront API; its own errors become exceptions."""
    has = credential(refused)
    request = urllib.request.Request(
        has["url"] + "/attask/api/v22.0/" + path,
        headers={"Authorization": "Bearer " + has["access_token"]})
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=60) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        if error.code != 401 or refused is not None:
            raise
    return call(path, has["access_token"])


if __name__ == "__main__":
    for project in call("proj/search?fields=name"):
        print(project["name"])
