#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every command that README and the documents show, and compares what it prints with what they show.

usage: documents_test.py SOURCE_TREE BUILD_FOLDER [DOCUMENT...]

In a fenced block without a language a line that begins with "$ " is a command for bash; what follows is its standard
output, where a line "..." stands for any lines. A block with a language makes the file that the sentence before it names
in backticks, and the lines that a change (diff) leaves or takes away stand in the files that it changes. Counts are compared word for word. Ids, hashes, versions and paths are compared by shape, and in what shows
times all numbers and the words that follow from them. Of what describes a machine only the names of its lines are compared.
Places that ssh reaches are this machine, through an sshd that is started for it.
"""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# What begins commands that are shown and not run here, each with the reason.
NOT_RUN = {
    "scripts/quickstart": "builds and measures everything; the journeys do both, in parts",
    "scripts/check-kits x86-64-v2": "compiles everything twice from nothing, which takes minutes",
    "assay places": "shows a run that goes on because its command was killed",
    "assay kit": "builds the kit's program, which takes minutes; the kits' tests do",
    "tar -xzf assay-kit": "unpacks that kit",
    "./start": "that kit",
    "assay os b": "compiles Linux, which takes minutes; the journeys of systems build and boot images",
    "assay run --target riscv64-gc --os": "needs such an image",
    "assay gate flags=": "needs such an image",
    "assay gate os=": "needs such an image",
    "assay gate before.json": "two records that the reader has made",
}

PLACES = ["lab1", "localhost"]  # that ssh reaches in the documents
MACHINE = re.compile(r"(machine|runs on|target|times|help)  +\S")

TIMES = re.compile(r"hw_time|95 % interval|\d (ns|us|ms)\b")
FINDINGS = re.compile(r"\b(faster|slower|tie|unclear|unknown)\b")
VERDICTS = ("regressed", "improved", "not-slower", "undecided", "unfit")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")


class Failure(Exception):
    pass


def blocks(text):
    """(first line's number, language, lines, the line of text before) of every fenced block."""
    language, begin, lines, before = None, 0, [], ""
    for number, line in enumerate(text.splitlines(), 1):
        fence = line.strip()
        if language is None and fence.startswith("```"):
            language, begin, lines = fence[3:], number + 1, []
        elif language is not None and fence == "```":
            yield begin, language, lines, before
            language = None
        elif language is not None:
            lines.append(line)
        elif fence:
            before = fence


def commands(begin, lines):
    """(line number, command, expected lines) of every command of a block."""
    found, continues = [], False
    for number, line in enumerate(lines, begin):
        if continues:
            found[-1][1] += "\n" + line
        elif line.startswith("$ "):
            found.append([number, line[2:], []])
        elif found:
            found[-1][2].append(line)
        elif re.match(r"(build/)?assay |scripts/", line):
            raise Failure(f"line {number}: '{line}' is a command without '$ '")
        continues = line.endswith("\\") and (continues or line.startswith("$ "))
    return found


def shape(line, tree, times):
    line = line.replace(f"{tree}/", "")
    line = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{6}", "ID", line)
    line = re.sub(r"\b[0-9a-f]{12,}\b", "HASH", line)
    line = re.sub(r"\b\d+\.\d+\.\d+(\+\S+)?\b", "VERSION", line)
    line = re.sub(r"\bseed \d+", "seed N", line)
    if times:
        words = line.split()
        if words and words[0] in VERDICTS:  # of a gate's row the benchmark; the reasons differ
            return f"VERDICT {words[1]}"
        if re.fullmatch(r"\d+ (regressed|improved|not-slower|undecided|unfit).*", line):
            return "VERDICTS"
        line = FINDINGS.sub("WORD", NUMBER.sub("N", line))
        line = re.sub(r"\bN (ns|us|ms|s)\b", "N TIME", line)
    return " ".join(line.split())


def shapes(lines, tree, times):
    """Of what shows times the notes differ from run to run, so that only the first word of each is known."""
    result, in_note = [], False
    for line in lines:
        if times and in_note and line.startswith("  "):
            continue
        in_note = line.startswith("note: ") or line.startswith("geometric mean on ")
        if times and in_note:
            continue
        text = shape(line, tree, times)
        if text:
            result.append(text)
    return result


def lines_of_machine(lines):
    """The names alone of what doctor says of a machine, whose text goes on in lines that are indented."""
    named = [MACHINE.match(line) for line in lines]
    return [name[1] if name else line for line, name in zip(lines, named) if name or not line.startswith(" ")]


def position(needle, hay, begin):
    for at in range(begin, len(hay) - len(needle) + 1):
        if hay[at : at + len(needle)] == needle:
            return at
    return None


def difference(expected, printed, tree):
    times = any(TIMES.search(line) for line in expected)
    actual = shapes(printed, tree, times)
    if times:  # rows in any order, and what a restless machine adds
        wanted = [each for each in shapes(expected, tree, times) if each != "..."]
        lost = [each for each in wanted if each not in actual]
        return f"nothing like '{lost[0]}' was printed" if lost else None
    runs, at = [[]], 0
    for each in shapes(expected, tree, times):
        if each == "...":
            runs.append([])
        else:
            runs[-1].append(each)
    if len(runs) == 1 and runs[0] != actual:
        pairs = zip(runs[0] + ["(nothing)"] * len(actual), actual + ["(nothing)"] * len(runs[0]))
        first = next(pair for pair in pairs if pair[0] != pair[1])
        return f"'{first[0]}' stands there, '{first[1]}' was printed"
    for number, run in enumerate(runs):
        found = position(run, actual, at) if run else at
        if found is None or (number == 0 and run and found != 0):
            return f"these lines were not printed there: {run}"
        at = found + len(run)
    if runs[-1] and at != len(actual):
        return f"more was printed: '{actual[at]}'"
    return None


def make_tree(source, build, tree):
    """A tree of its own, whose records nobody else sees. What it built stays for the next run."""
    shutil.rmtree(tree / "results", ignore_errors=True)
    (tree / "build").mkdir(parents=True, exist_ok=True)
    for name in ("targets", "benchmarks", "harness", "scripts", "docs", "cmake"):
        link = tree / name
        link.unlink(missing_ok=True)
        link.symlink_to(source / name)
    (tree / "CMakeLists.txt").write_text("# marks a source tree\n")
    shutil.copy2(build / "assay", tree / "build/assay")
    plugin = tree / "build/plugin"
    plugin.unlink(missing_ok=True)
    plugin.symlink_to(build / "plugin")


@contextlib.contextmanager
def sshd(places=tuple(PLACES)):
    """This machine's sshd on a port of the loopback alone, with keys and a home of its own; gives the folder of a program ssh
    that goes there."""
    with tempfile.TemporaryDirectory(prefix="assay-sshd-") as name:
        folder = pathlib.Path(name)
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
        for made in ("bin", "home"):
            (folder / made).mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        kind, text = (folder / "host.pub").read_text().split()[:2]
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {kind} {text}\n")
        (folder / "sshd_config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile {folder}/pid\n"
            f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            f"KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nSetEnv HOME={folder}/home\n")
        (folder / "config").write_text(
            f"Host {' '.join(places)}\nHostName 127.0.0.1\nPort {port}\nIdentityFile {folder}/user\nIdentitiesOnly yes\n"
            f"IdentityAgent none\nUserKnownHostsFile {folder}/known_hosts\nGlobalKnownHostsFile /dev/null\n"
            "StrictHostKeyChecking yes\n")
        ssh = folder / "bin/ssh"
        ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/config "$@"\n')
        ssh.chmod(0o755)
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # root's wants it
        with subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", folder / "sshd_config", "-E", folder / "log"]) as daemon:
            while not (folder / "pid").exists() and daemon.poll() is None:
                time.sleep(0.01)
            try:
                if daemon.poll() is not None:
                    raise Failure(f"sshd ended with {daemon.returncode}: {(folder / 'log').read_text()}")
                yield folder / "bin"
            finally:
                daemon.terminate()


def goes_elsewhere(command):
    return " --on " in command


def make_sides(tree, source):
    """The two folders of a gate, with the program of the run before."""
    for side in ("base", "head"):
        (tree / side).mkdir(exist_ok=True)
        shutil.copy(source / "build/cells/x86-64-v2/clang/debian-12/libc/libc", tree / side)


def run(command, tree, build, ssh):
    """Kits are made in the source tree itself: their program takes minutes to build, and other tests need it too."""
    folders = [ssh, build] if goes_elsewhere(command) else [tree / "build"]
    environment = os.environ | {"PATH": ":".join(map(str, [*folders, os.environ["PATH"]]))}
    return subprocess.run(["bash", "-c", command], cwd=tree, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=1500 if goes_elsewhere(command) else 600)


def check_change(begin, lines, source):
    """A line " path/of/a/file" is followed by its lines; "+++ path" by those of a new file."""
    path, known = None, None
    for number, line in enumerate(lines, begin):
        name = re.fullmatch(r" ([\w.-]+/[\w./-]+)|\+\+\+ .*", line)
        if name:
            path = name[1] and source / name[1]
            if path and not path.is_file():
                raise Failure(f"line {number}: there is no {name[1]}")
            known = {each.strip() for each in path.read_text().splitlines()} if path else set()
        elif line[:1] in (" ", "-") and line[1:].strip() not in known | {"..."}:
            raise Failure(f"line {number}: {path} has no line '{line[1:]}'")


def check(document, source, build, tree, ssh, seen):
    make_tree(source, build, tree)
    ran = 0
    for begin, language, lines, before in blocks(document.read_text()):
        if language == "diff":
            check_change(begin, lines, source)
        named = re.findall(r"`([\w./-]+\.\w+)`", before)
        if language and named and before.endswith(":"):
            (tree / named[-1]).write_text("\n".join(lines) + "\n")
        if language:
            continue
        for number, command, expected in commands(begin, lines):
            skipped = {begin for begin in NOT_RUN if command.startswith(begin)}
            seen |= skipped
            if skipped:
                continue
            if command.startswith("assay gate base head"):
                make_sides(tree, source)
            ended = run(command, tree, build, ssh)
            ran += 1
            wrong = f"exit code {ended.returncode}" if ended.returncode else None
            if expected and not wrong:
                sides = expected, ended.stdout.splitlines()
                if command.startswith("assay doctor"):
                    sides = map(lines_of_machine, sides)
                wrong = difference(*sides, tree)
            if wrong:
                raise Failure(f"line {number}: $ {command}\n  {wrong}\nprinted:\n{ended.stdout}{ended.stderr}")
    return ran


def main(source, build, names):
    source, build = pathlib.Path(source).resolve(), pathlib.Path(build).resolve()
    tree = build / "journeys/documents"
    every = [source / "README.md", *sorted((source / "docs").glob("*.md"))]
    documents = [each for each in every if not each.name.endswith(".zh.md")]
    chosen = [source / name for name in names] or documents
    failed, seen = False, set()
    with sshd() as ssh:
        for document in chosen:
            name = document.relative_to(source)
            try:
                print(f"{name}: {check(document, source, build, tree, ssh, seen)} commands")
            except Failure as failure:
                failed = True
                print(f"{name}: {failure}")
    if not names:
        for command in sorted(set(NOT_RUN) - seen):
            failed = True
            print(f"no document shows '{command}...' any more: take it out of NOT_RUN")
        for command, reason in sorted(NOT_RUN.items()):
            print(f"not run: {command} ({reason})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
