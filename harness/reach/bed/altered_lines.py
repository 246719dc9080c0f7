#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A place whose lines are not as they were written: runs what was asked for and changes what it prints. sshd's ForceCommand starts it.

usage: altered_lines.py [--every] CHANGE NUMBER [MARK]

CHANGE happens to line NUMBER, 1 being the first after the one that holds MARK, 0 that one, without MARK the first of all; only in the
first connection that comes so far, unless --every is given (the folder ~/.altered is the note of it):

  alter     another letter in the middle      double   the line comes twice
  cut       the second half and the newline   swap     the line comes after the next one
            are missing, the next line         lose     the line does not come
            continues it                       long     it is followed by a line of 1 MiB
  end       the connection ends in the middle  endless  lines follow for ever
            of the line                        rubbish  it is followed by bytes that are no text

Everything else passes as it is: standard input, the error stream, other lines, and the exit code.
"""

import os
import re
import select
import subprocess
import sys

OTHER_LETTER = {ord("0"): ord("1"), ord("a"): ord("b")}


def altered(line):
    """A letter or digit near the middle becomes another one, so that the line keeps its form."""
    found = [place.start() for place in re.finditer(rb"[0-9a-zA-Z]", line)]
    place = min(found, key=lambda place: abs(place - len(line) // 2), default=0)
    return line[:place] + bytes([OTHER_LETTER.get(line[place], ord("0") if line[place:place + 1].isdigit() else ord("a"))]) + line[place + 1:]


class Changed:
    def __init__(self, change, number, mark, every):
        self.change, self.number, self.mark, self.every = change, number, mark, every
        self.counted, self.kept, self.done = None if mark else 0, b"", False

    def lines(self, line):
        """What is printed instead of this line."""
        if self.counted is None:
            if self.mark not in line:
                return line
            self.counted = -1
        self.counted += 1
        if self.kept:
            line, self.kept = line + self.kept, b""
        if self.done or self.counted != self.number or not self.first():
            return line
        self.done = True
        if self.change == "swap":
            self.kept = line
            return b""
        half = line[:len(line) // 2]
        return {"alter": altered(line), "double": line + line, "lose": b"", "cut": half, "end": half, "endless": line,
                "long": line + b"x" * (1 << 20) + b"\n", "rubbish": line + bytes(range(256)) + b"\xff\xfe\n"}[self.change]

    def first(self):
        if self.every:
            return True
        try:
            os.mkdir(os.path.expanduser("~/.altered"))
            return True
        except FileExistsError:
            return False


def pieces(descriptor):
    """Lines, and what has waited for the rest of its line for a while: bytes without a newline may be all that comes."""
    waiting = b""
    while True:
        if waiting and not select.select([descriptor], [], [], 0.1)[0]:
            yield waiting
            waiting = b""
        chunk = os.read(descriptor, 1 << 16)
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            yield line + b"\n"
        if not chunk:
            if waiting:
                yield waiting
            return


def main():
    words = [word for word in sys.argv[1:] if word != "--every"]
    if len(words) not in (2, 3):
        sys.exit(__doc__)
    changed = Changed(words[0], int(words[1]), words[2].encode() if len(words) == 3 else b"", len(words) + 1 < len(sys.argv))
    asked = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    shell = os.environ.get("SHELL", "/bin/sh")
    child = subprocess.Popen([shell, "-c", asked], stdout=subprocess.PIPE, bufsize=0)
    try:
        for line in pieces(child.stdout.fileno()):
            os_write(changed.lines(line) if line.endswith(b"\n") else line)
            if changed.done and changed.change == "end":
                child.kill()
                break
            while changed.done and changed.change == "endless":
                os_write(line * 1000)
    except BrokenPipeError:
        child.stdout.close()  # the program hears of it with its next line, as without us
    status = child.wait()
    return status if status >= 0 else 128 - status


def os_write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


if __name__ == "__main__":
    sys.exit(main())
