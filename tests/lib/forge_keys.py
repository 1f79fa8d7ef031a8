"""Change a store's `keys` as somebody can who has no key: with the checksum that fits.

usage: forge_keys.py FILE PATTERN TEXT

What matches the regular expression becomes TEXT, as re.sub() has it.
"""
import re
import sys

from read_store import check_line, read

path, pattern, text = sys.argv[1:]
body = re.sub(pattern.encode(), text.encode(), read(path)[:-39])
with open(path, "wb") as file:
    file.write(body + check_line(body))
