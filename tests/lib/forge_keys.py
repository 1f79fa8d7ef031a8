"""Change a store's `keys` as somebody can who has no key: with the checksum that fits.

usage: forge_keys.py FILE [PATTERN TEXT]…

What matches each regular expression becomes TEXT, as re.sub() has it.
"""
import re
import sys

from read_store import check_line, read

path, *words = sys.argv[1:]
body = read(path)[:-39]
for pattern, text in zip(words[::2], words[1::2]):
    body = re.sub(pattern.encode(), text.encode(), body)
with open(path, "wb") as file:
    file.write(body + check_line(body))
