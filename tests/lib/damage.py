"""Damage the files of a store in every way, and see what the programs make of it.

usage: damage.py WAY STEP FOLDER

FOLDER has the homes `recorded`, `former` (the same store, as it was before) and `other` (another
store), the place where they are put, `home`, and what is right: the files `token` and `kept`, and
what was: `former.token` and `former.kept`. WAY is flip, cut, swap, foreign, older or mend; of bytes
and lengths every STEP-th is taken. Prints what isn't as it must be, and fails then.
"""
import base64
import collections
import itertools
import json
import os
import shutil
import subprocess
import sys

from read_store import KINDS, read, siphash, store_key, subkey

STORE, KEY = ".local/share/workfront-credential", ".config/workfront-credential/key"
HOST, FOREIGN = "acme.my.workfront.com", "example.com"
RECORDS = [("profile", "default"), ("token", "default"), ("state", "default"),
           ("profile", "second"), ("token", "second"), ("state", "second"),
           ("state", "default/" + HOST), ("host", "*"), ("host", HOST),
           ("host", "acme.preview.workfront.com"), ("entry", FOREIGN), ("audit", "key"),
           ("audit", "head")]
QUESTIONS = {
    "verify": (["audit", "verify"], ""),
    "get": (["get"], "protocol=https\nhost=%s\n\n" % HOST),
    "token": (["token", "--non-interactive"], ""),
    "kept": (["get", "--any-host"], "protocol=https\nhost=%s\n\n" % FOREIGN),
    "status": (["status"], ""),
    "list": (["list"], ""),
}


class World:
    def __init__(self, folder):
        self.folder, self.home = folder, os.path.join(folder, "home")
        self.token, self.former_token, self.kept, self.former_kept = (
            read(os.path.join(folder, name)).decode().strip()
            for name in ("token", "former.token", "kept", "former.kept"))
        self.client = self.client_of(self.token)
        self.files, self.others = self.find("recorded"), self.find("other")
        self.bad = collections.Counter()
        self.runs = 0

    @staticmethod
    def client_of(token):
        body = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["client_id"]

    def put(self, which="recorded"):
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(os.path.join(self.folder, which), self.home, symlinks=True)

    def judge_token(self, token):
        if token in (self.token, self.former_token):
            return "same" if token == self.token else "former"
        try:
            return "fresh" if self.client_of(token) == self.client else "another client's"
        except (IndexError, KeyError, ValueError):
            return "no token"

    def answer(self, question):
        """What became of a question, in a word."""
        words, given = QUESTIONS[question]
        done = subprocess.run(["workfront-credential"] + words, input=given.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                              check=False)
        out, err = done.stdout.decode(), done.stderr.decode()
        if done.returncode not in (0, 1, 3, 4):
            return "exit %d: %s" % (done.returncode, err)
        if done.returncode != 0 and err.count("workfront-credential: error: ") != 1:
            return "no clear error: " + err
        if question in ("verify", "status", "list"):
            return str(done.returncode)
        if done.returncode != 0:
            return "an answer" if out else str(done.returncode)
        if question == "token":
            return self.judge_token(out.strip())
        password = dict(line.split("=", 1) for line in out.splitlines()).get("password")
        if password is None:
            return "miss"
        if question == "kept":
            return {self.kept: "same", self.former_kept: "former"}.get(password, "another")
        return self.judge_token(password)

    def expect(self, what, expected):
        """Asks everything and compares; `expected` has the words allowed for each question."""
        answers = {question: self.answer(question) for question in QUESTIONS}
        self.runs += 1
        for question, answer in answers.items():
            if answer not in expected[question].split("|"):
                self.bad[what, question, answer] += 1

    def find(self, which):
        """The path of each file in a home, by what it is."""
        home = os.path.join(self.folder, which)
        key, _, records = store_key(read(os.path.join(home, STORE, "keys")),
                                    read(os.path.join(home, KEY)))
        files = {"keys": STORE + "/keys", "keys.copy": STORE + "/keys.copy", "key file": KEY,
                 "log": STORE + "/audit/log-00000001"}
        for kind, name in RECORDS:
            digest = siphash(subkey(key, 16, 1), bytes([KINDS.index(kind)]) + name.encode())
            files[kind + " " + name] = "/".join([STORE, records, digest.hex()])
        files["profile default.old"] = files["profile default"] + ".old"
        return {role: path for role, path in files.items()
                if os.path.exists(os.path.join(home, path))}

    def path(self, role, which="home"):
        files = self.others if which == "other" else self.files
        return os.path.join(self.folder, which, files[role])

    def read(self, role, which="recorded"):
        return read(self.path(role, which))


RIGHT = {"verify": "0", "get": "same", "token": "same", "kept": "same", "status": "0", "list": "0"}


def but(**words):
    return dict(RIGHT, **words)


def nothing(words):
    return {question: words for question in QUESTIONS}


# What is answered when a file is damaged. Profiles have another generation, keys a copy, tokens can
# be fetched again, and what a profile's state was is not needed.
DAMAGED = {
    "token default": but(get="fresh", token="fresh"),
    "host " + HOST: but(get="1"),
    "host *": but(token="1", status="1", list="1"),
    "profile second": but(status="1", list="1"),
    "entry " + FOREIGN: but(kept="1"),
    "audit key": but(verify="1"),
    "audit head": but(verify="1"),
    "log": but(verify="1"),
    "key file": nothing("1|4"),
}
# A file of another store that is whole in itself
STRANGE = dict(DAMAGED, keys=nothing("4"))
# A file as it was before. What is sealed says nothing of what came later; the log's head does.
FORMER = {
    "token default": but(get="former", token="former"),
    "entry " + FOREIGN: but(kept="former"),
    "log": but(verify="1"),
}


# The ways out that the messages name
MENDED = {
    "host *": [["setup", "--profile", "second", "--no-verify", "--host", HOST],
               ["setup", "--profile", "default", "--no-verify", "--default"]],
    "host " + HOST: [["setup", "--profile", "default", "--no-verify", "--host", HOST]],
    "profile second": [["setup", "--profile", "second", "--no-verify", "--host", HOST, "--from",
                        os.environ["SECOND"]]],
}


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def flip(world, step):
    for role in world.files:
        data = world.read(role)
        for at in range(0, len(data), step):
            world.put()
            write(world.path(role), data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1:])
            world.expect(role, DAMAGED.get(role, RIGHT))


def cut(world, step):
    for role in world.files:
        data = world.read(role)
        for length in sorted({0, 1, len(data) - 1, *range(0, len(data), step)}):
            # A log without its last line end has all its records
            row = RIGHT if role == "log" and length == len(data) - 1 else DAMAGED.get(role, RIGHT)
            world.put()
            write(world.path(role), data[:length])
            world.expect(role, row)


def both(one, other):
    """A question goes wrong as it does for either of two files."""
    row = {}
    for question, right in RIGHT.items():
        wrong = {one[question], other[question]} - {right}
        row[question] = "|".join(wrong) if wrong else right
    return row


def swap(world, _):
    for one, other in itertools.combinations(world.files, 2):
        if world.read(one) == world.read(other):
            continue
        world.put()
        write(world.path(one), world.read(other))
        write(world.path(other), world.read(one))
        # Another generation of a profile is a profile
        row = RIGHT if one + ".old" == other else both(DAMAGED.get(one, RIGHT), DAMAGED.get(other, RIGHT))
        world.expect("%s and %s" % (one, other), row)


def foreign(world, _):
    for role in world.files:
        world.put()
        write(world.path(role), world.read(role, "other"))
        world.expect(role, STRANGE.get(role, RIGHT))


def older(world, _):
    for role in world.files:
        if os.path.exists(world.path(role, "former")) and world.read(role) != world.read(role, "former"):
            world.put()
            write(world.path(role), world.read(role, "former"))
            world.expect(role, FORMER.get(role, RIGHT))


def mend(world, _):
    for role, commands in MENDED.items():
        world.put()
        write(world.path(role), b"damaged")
        for command in commands:
            subprocess.run(["workfront-credential"] + command, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=True)
        world.expect(role, but(get="same|fresh", token="same|fresh"))


WAYS = {"mend": mend, "flip": flip, "cut": cut, "swap": swap, "foreign": foreign, "older": older}


def main(way, step, folder):
    world = World(folder)
    WAYS[way](world, int(step))
    for (what, question, answer), count in sorted(world.bad.items()):
        print("%s, asked for %s: %s (%d times)" % (what, question, answer, count))
    print(world.runs, "stores")
    return 1 if world.bad or world.runs == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
