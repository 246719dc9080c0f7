#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that translated documents still have the structure of their originals.

usage: translations_test.py ROOT

Each X.zh.md in ROOT and ROOT/docs is held against the X.md beside it: as many headings, of the same
levels in the same order, and the same code blocks byte for byte. Each kind of difference is then made
on purpose in each pair, and has to be found.
"""

import pathlib
import re
import sys


def structure_of(text):
    """The levels of the headings, and the code blocks with their fences, each with its line."""
    headings, blocks, fence = [], [], None
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if fence:
            blocks[-1][1] += line
            if line.strip() == fence:
                fence = None
        elif opened := re.match(r"(`{3,}|~{3,})", line):
            fence = opened.group(1)
            blocks.append([number, line])
        elif heading := re.match(r"(#{1,6}) ", line):
            headings.append([number, len(heading.group(1))])
    return headings, blocks, fence


def faults_of(original, translation):
    (headings, blocks, _), (their_headings, their_blocks, open_fence) = map(structure_of, (original, translation))
    faults = ["a code block is never closed"] if open_fence else []
    for what, ours, theirs in (("headings", headings, their_headings), ("code blocks", blocks, their_blocks)):
        if len(ours) != len(theirs):
            faults.append(f"{len(theirs)} {what}, and the original has {len(ours)}")
    for (line, level), (their_line, their_level) in zip(headings, their_headings):
        if level != their_level:
            faults.append(f"line {their_line} is a heading of level {their_level}, line {line} of the original one of "
                          f"level {level}")
            break
    for (line, block), (their_line, their_block) in zip(blocks, their_blocks):
        if block != their_block:
            faults.append(f"the code block at line {their_line} differs from the original's at line {line}")
            break
    return faults


def broken(text):
    """The text with one difference each time, and what has to be said about it."""
    lines = text.splitlines(keepends=True)
    headings, blocks, _ = structure_of(text)

    def at(number, line):
        return "".join(lines[:number - 1] + [line] + lines[number:])

    last = headings[-1][0]
    yield at(last, "#" + lines[last - 1]), "a heading of level"
    yield at(last, ""), "headings, and"
    if blocks:
        first = blocks[0][0]
        yield at(first + 1, " " + lines[first]), "code block at line"
        yield at(first, "```other\n"), "code block at line"
        yield text + "\n```\nmore\n```\n", "code blocks, and"
        yield text + "\n```\n", "never closed"


def main():
    root = pathlib.Path(sys.argv[1])
    translations = sorted(path for folder in (root, root / "docs") for path in folder.glob("*.zh.md"))
    wrong = [] if translations else ["no translations found"]
    for path in translations:
        name = path.relative_to(root)
        original = path.with_name(path.name.removesuffix(".zh.md") + ".md")
        if not original.exists():
            wrong.append(f"{name}: there is no {original.name}")
            continue
        text, translation = original.read_text(), path.read_text()
        wrong += [f"{name}: {fault}" for fault in faults_of(text, translation)]
        for changed, said in broken(text):
            if not any(said in fault for fault in faults_of(text, changed)):
                wrong.append(f"{name}: a difference is not noticed: {said}")
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
