# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/forgeries.md, each between two marks with its name. The test that finds what is in one writes it, and
refuses a document that says something else."""

import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/forgeries.md"
WRITE = "--write" in sys.argv
OPENSSH = r"OpenSSH_[\w.]*\w"  # without the stop of a sentence


def openssh():
    """Which ssh-keygen this is: "OpenSSH_9.2p1". Tables of what it says name it."""
    return re.match(OPENSSH, subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr).group()


def split_at(name):
    """The document before the table, the table, and what comes after it."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, rest = DOCUMENT.read_text().split(begin)
    table, after = rest.split(end)
    return before + begin, table, end + after


def rows(*cells):
    """A table of Markdown: first its head."""
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return [lines[0], "|" + "---|" * len(cells[0]), *lines[1:]]


def difference(name, lines):
    """What to say when the document has another table; nothing when it has this one, has one of another ssh-keygen, or is written
    now."""
    before, table, after = split_at(name)
    if WRITE:
        DOCUMENT.write_text(before + "\n".join(lines) + "\n" + after)
        return ""
    there, here = table.splitlines(), list(lines)
    made_with = re.search(OPENSSH, table)
    if there == here or (made_with and made_with.group() != openssh()):
        return ""
    line = next((one for one in here if one not in there), "") or next((one for one in there if one not in here), "the order")
    return f"{DOCUMENT.name} differs from what was found here, the table {name} by: {line}\n--write writes it again"
