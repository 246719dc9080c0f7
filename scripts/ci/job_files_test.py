#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the job files that others copy against the program they call.

usage: job_files_test.py FOLDER ASSAY

The YAML files are read by python3-yaml, the braces of the Jenkinsfile are counted outside strings
and comments. Every `assay` command in them has to use options and formats that the sub-command's
--help names; actions are pinned by a tag; no URL is in them. Each fault is then made on purpose in
each file, and has to be found.
"""

import pathlib
import re
import shlex
import subprocess
import sys

import yaml

JOB_FILES = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"]
CLOSING = {"}": "{", ")": "(", "]": "["}
# Strings and comments of Groovy, the longer ones first.
GROOVY = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|//[^\n]*|/\*.*?\*/",
                    re.DOTALL)


def texts_of(node):
    """All strings of a parsed YAML document."""
    if isinstance(node, dict):
        return [text for item in node.items() for part in item for text in texts_of(part)]
    if isinstance(node, list):
        return [text for item in node for text in texts_of(item)]
    return [node] if isinstance(node, str) else []


def brace_faults(text):
    open_ones = []
    for character in GROOVY.sub("", text):
        if character in CLOSING.values():
            open_ones.append(character)
        elif character in CLOSING and (not open_ones or open_ones.pop() != CLOSING[character]):
            return [f"a {character} too many"]
    return [f"{open_ones[-1]} is never closed"] if open_ones else []


def commands_of(texts):
    """The words of each line that calls assay, with continued lines joined."""
    lines = "\n".join(texts).replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in map(str.strip, lines) if line.startswith("assay ")]


def command_faults(words, help_of):
    text = help_of(words[1])
    if text is None:
        return [f"there is no sub-command {words[1]}"]
    options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text.split("\noptions:\n")[1]))
    formats = re.search(r"--format FORMAT +(.+)", text).group(1).split(", ")
    faults = [f"assay {words[1]} has no option {word}" for word in words[2:]
              if word.startswith("-") and word.split("=")[0] not in options]
    for option, value in zip(words, words[1:]):
        if option in ("--format", "--write") and value.split("=")[0] not in formats:
            faults.append(f"assay {words[1]} has no format {value}")
    return faults


def faults_of(name, text, help_of):
    faults, texts = [], [text]
    if name.endswith(".yml"):
        try:
            document = yaml.safe_load(text)
        except yaml.YAMLError as error:
            return [f"no YAML: {error}"]
        texts = texts_of(document)
        # GitHub's and GitLab's word for one job a machine.
        if not re.search(r"^ +matrix:$", text, re.MULTILINE):
            faults.append("no matrix of architectures")
    else:
        faults += brace_faults(text)
    commands = commands_of(texts)
    if not any(command[1] == "gate" for command in commands):
        faults.append("no call of assay gate")
    for command in commands:
        faults += command_faults(command, help_of)
    for action in re.findall(r"uses: *(\S+)", text):
        if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action):
            faults.append(f"{action} is not pinned by a tag")
    if "://" in text:
        faults.append("a URL")
    return faults


# What each file may be broken by: text, what stands there instead, what has to be said.
BROKEN = [
    ("assay gate base/", "assay gates base/", "no sub-command gates"),
    ("--write junit=gate.xml", "--wirte junit=gate.xml", "no option --wirte"),
    ("--write junit=", "--write junitt=", "no format junitt"),
    ("cmake -S", "git clone https://example.org; cmake -S", "a URL"),
]
BROKEN_YAML = [("matrix:", "matrix: {", "no YAML")]
BROKEN_BY_FILE = {
    "github-actions.yml": BROKEN_YAML + [
        ("actions/upload-artifact@v4", "actions/upload-artifact@main", "not pinned by a tag"),
        ("--format github", "--format githab", "no format githab")],
    "gitlab-ci.yml": BROKEN_YAML + [("--format gitlab", "--format gitlib", "no format gitlib")],
    "Jenkinsfile": [("agent none", "agent none }", "too many"),
                    ("stages {", "stages { {", "never closed"),
                    ("deleteDir()", "deleteDir(]", "too many")],
}


def main():
    folder, assay = pathlib.Path(sys.argv[1]), sys.argv[2]
    known = {}

    def help_of(command):
        if command not in known:
            ran = subprocess.run([assay, command, "--help"], capture_output=True, text=True)
            known[command] = ran.stdout if ran.returncode == 0 else None
        return known[command]

    wrong = []
    for name in JOB_FILES:
        text = (folder / name).read_text()
        wrong += [f"{name}: {fault}" for fault in faults_of(name, text, help_of)]
        for good, bad, said in BROKEN + BROKEN_BY_FILE[name]:
            if good not in text:
                wrong.append(f"{name}: nothing to break at {good!r}")
            elif not any(said in fault for fault in faults_of(name, text.replace(good, bad, 1), help_of)):
                wrong.append(f"{name}: {bad!r} is not noticed")
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
