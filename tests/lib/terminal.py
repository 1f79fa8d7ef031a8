#!/usr/bin/env python3
"""Drive a program on a pseudo-terminal of its own, 24 lines of 80 columns, or of $TERMINAL_COLUMNS.

    terminal.py SCRIPT COMMAND [ARGUMENT…]

The script is lines of
    expect TEXT     wait until the program has printed TEXT, after what was expected before; where
                    TEXT has blanks, a line may end
    send TEXT       type TEXT and Enter (blanks count, as in a paste); after expect when a question
                    stands there whole, up to ": " or "] ": what is typed sooner is thrown away
    lines A|B|…     type A and Enter, B and Enter and so on, all at once
    key LETTER      type Ctrl-LETTER
    resize ROWS [COLUMNS]   without COLUMNS: as many as at first
    echo on|off     the terminal must echo now, or must not
    touch FILE      make a file, for who waits for it
    when QUESTION => ANSWER   a line of a table
    answer          answer by that table what is asked, until the program ends: a question ends in
                    QUESTION, and anything else that waits for an answer fails the script
    end             wait for the program to end

What the program printed goes to standard output; then follow two lines, "widest N" and
"tallest N": the columns of its longest line (but for those typed on; what is written over another
line counts by itself), and the most lines it printed between two inputs; and "wide LINE" for each
line that is wider than the terminal was, though no word in it is, before anything was typed on it.
Commands, which are copied, are left out of those. "questions N" counts what `answer` answered.
The exit status is the program's (128 + the signal that ended it), or 99 when the script failed.
"""
import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 60  # seconds for one step; only a failing test waits so long
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COMMAND = re.compile(r" +(eval|git config|workfront-credential) ")


def pattern(text):
    """TEXT as it is found where lines end at other words, with marks and colours between."""
    return re.compile("".join(rf"(?:{part}|\s*\n\s*)" if part.isspace() else re.escape(part)
                              for part in re.split("( +)", text)))


def is_wide(line, columns):
    """Whether it could be broken so that each word is whole."""
    before, _, last = line.rstrip(" \\").rpartition(" ")
    return (len(line.rstrip()) > columns and COMMAND.match(line) is None
            and (len(before) > columns or len(last) <= columns))


class Terminal:
    def __init__(self, command):
        self.seen, self.mark, self.ended = "", 0, False
        self.heights, self.since, self.typed = [], 0, {}
        self.table, self.questions = [], 0
        self.columns, self.limits = os.environ.get("TERMINAL_COLUMNS", "80"), []
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        started, start = os.pipe()
        self.child, self.fd = pty.fork()
        if self.child == 0:
            os.read(started, 1)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvp(command[0], command)
        self.resize("24")
        os.write(start, b"1")

    def resize(self, rows, columns=None):
        columns = int(columns or self.columns)
        self.limits.append((self.seen.count("\n"), columns))
        size = struct.pack("HHHH", int(rows), columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)

    def read(self, seconds):
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.ended = data == b""
        self.seen += self.decoder.decode(data)

    def expect(self, text):
        deadline = time.monotonic() + PATIENCE
        while (found := pattern(text).search(self.seen, self.mark)) is None:
            if self.ended or time.monotonic() > deadline:
                raise SystemExit(f"never printed: {text}")
            self.read(1)
        self.mark = found.end()

    def asked(self):
        deadline = time.monotonic() + PATIENCE
        while not self.seen.endswith((": ", "] ")):
            if self.ended or time.monotonic() > deadline:
                raise SystemExit("never asked")
            self.read(1)

    def type(self, text):
        self.heights.append(self.seen.count("\n", self.since))
        self.since = len(self.seen)
        self.typed.setdefault(self.seen.count("\n"), ESCAPE.sub("", self.seen).split("\n")[-1])
        os.write(self.fd, text.encode())

    def echo(self, wanted):
        deadline = time.monotonic() + PATIENCE
        while (termios.tcgetattr(self.fd)[3] & termios.ECHO != 0) != (wanted == "on"):
            if time.monotonic() > deadline:
                raise SystemExit(f"echo is never {wanted}")
            time.sleep(0.02)

    def end(self):
        deadline = time.monotonic() + PATIENCE
        while not self.ended:
            if time.monotonic() > deadline:
                raise SystemExit("never ended")
            self.read(1)

    def question(self):
        """The row for what is asked now, or None at the end."""
        deadline = time.monotonic() + PATIENCE
        while not self.ended:
            text = " ".join(ESCAPE.sub("", self.seen[self.mark:]).split())
            for question, answer in self.table:
                if self.seen.endswith(" ") and text.endswith(question):
                    return answer
            if time.monotonic() > deadline:
                raise SystemExit(f"no answer is known to: {text[-200:]}")
            self.read(1)
        return None

    def answer(self):
        while (answer := self.question()) is not None:
            self.questions += 1
            self.mark = len(self.seen)
            self.type(answer + "\r")

    def wide(self, lines):
        for number, line in enumerate(lines):
            columns = [limit for since, limit in self.limits if since <= number][-1]
            yield from (part for part in self.typed.get(number, line).split("\r")
                        if is_wide(part, columns))


def play(terminal, script):
    before = ""
    for line in script:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb in ("send", "lines") and before in ("expect", "echo"):
            terminal.asked()
        if verb == "expect":
            terminal.expect(rest)
        elif verb == "send":
            terminal.type(rest + "\r")
        elif verb == "lines":
            terminal.type(rest.replace("|", "\r") + "\r")
        elif verb == "key":
            terminal.type(chr(ord(rest) & 31))
        elif verb == "resize":
            terminal.resize(*rest.split())
        elif verb == "echo":
            terminal.echo(rest)
        elif verb == "touch":
            with open(rest, "w", encoding="utf-8"):
                pass
        elif verb == "when":
            terminal.table.append([part.strip() for part in rest.split("=>")])
        elif verb == "answer":
            terminal.answer()
        elif verb == "end":
            terminal.end()
        elif verb:
            raise SystemExit(f"no such step: {verb}")
        before = verb


def main():
    terminal = Terminal(sys.argv[2:])
    status = None
    try:
        with open(sys.argv[1], encoding="utf-8") as script:
            play(terminal, script)
        terminal.end()
    except SystemExit as failure:
        status = 99
        print(f"SCRIPT FAILED: {failure}", file=sys.stderr)
        os.close(terminal.fd)
    code = os.waitstatus_to_exitcode(os.waitpid(terminal.child, 0)[1])
    plain = ESCAPE.sub("", terminal.seen)
    terminal.heights.append(terminal.seen.count("\n", terminal.since))
    sys.stdout.write(terminal.seen.replace("\r", ""))
    lines = plain.split("\n")
    widest = max((len(part) for number, line in enumerate(lines) if number not in terminal.typed
                  for part in line.split("\r")), default=0)
    print(f"\nwidest {widest}\ntallest {max(terminal.heights)}")
    if terminal.table:
        print(f"questions {terminal.questions}")
    for line in terminal.wide(lines):
        print(f"wide {line}")
    sys.exit(status if status is not None else code if code >= 0 else 128 - code)


main()
