#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the job files that others copy against the program they call.

usage: job_files_test.py FOLDER ASSAY

The YAML files are read by python3-yaml, the braces of the Jenkinsfile are counted outside strings
and comments. Every `assay` command in them has to use options and formats that the sub-command's
--help names; actions are pinned by a tag; no URL is in them. What the YAML files do with exit codes
is tried with a stand-in for assay: 0 is green, 1 and 2 are red, 3 is a warning. Each fault is then
made on purpose in each file, and has to be found. hosted_steps_test.py executes those of hosted/.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import yaml

JOB_FILES = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"]
HOSTED = [f"hosted/{name}" for name in JOB_FILES]
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
    pieces = re.split(r"\n|&&|\|\|", "\n".join(texts).replace("\\\n", " "))
    calls = [re.match(r" *(?:sh ')?(?:build/)?(assay [^']*)", piece) for piece in pieces]
    return [shlex.split(call.group(1)) for call in calls if call]


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
        if name in JOB_FILES and not re.search(r"^ +matrix:$", text, re.MULTILINE):
            faults.append("no matrix of architectures")
    else:
        faults += brace_faults(text)
    commands = commands_of(texts)
    if not any(command[1] == "gate" for command in commands):
        faults.append("no call of assay gate")
    for command in commands:
        faults += command_faults(command, help_of)
    for action in re.findall(r"uses: *(\S+)", text):
        if not re.fullmatch(r"[\w-]+/[\w-]+(/[\w-]+)?@v\d+", action):
            faults.append(f"{action} is not pinned by a tag")
    if "://" in text:
        faults.append("a URL")
    return faults


def run_script(text, status, files=()):
    """Runs it as CI servers do, beside an assay that ends so: (exit code, output, files left)."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tools = folder / "tools"
        tools.mkdir()
        for tool, code in (("assay", status), ("git", 0), ("cmake", 0)):
            (tools / tool).write_text(f"#!/bin/sh\nexit {code}\n")
            (tools / tool).chmod(0o755)
        for path, content in files:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(content)
        ran = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", text], cwd=folder, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             env={"PATH": f"{tools}:/usr/bin:/bin", "ARCH": "x86-64",
                                  "CHANGE_TARGET": "main", "BENCHMARKS": "benchmarks"})
        left = {str(path.relative_to(folder)): path.read_text()
                for path in folder.rglob("*") if path.is_file()}
        return ran.returncode, ran.stdout, left


def calling_assay(texts):
    return next((text for text in texts if "assay gate" in text), "")


def github_exit_faults(text):
    steps = yaml.safe_load(text)["jobs"]["gate"]["steps"]
    script = re.sub(r"\$\{\{.*?\}\}", "x64", calling_assay(step.get("run", "") for step in steps))
    faults = []
    for status, wanted in ((0, 0), (1, 1), (2, 2), (3, 0)):
        code, out, _ = run_script(script, status)
        if code != wanted or ("::warning" in out) != (status == 3):
            faults.append(f"a gate that ends with {status} ends the step with {code}: {out.strip()}")
    return faults


def gitlab_exit_faults(text):
    jobs, faults = yaml.safe_load(text), []
    for job in ("gate", "verdict"):
        if jobs[job].get("allow_failure") != {"exit_codes": [3]}:
            faults.append(f"exit code 3 of {job} is not a warning")
    script, verdict = calling_assay(jobs["gate"]["script"]), jobs["verdict"]["script"][-1]
    for status in range(4):
        code, out, left = run_script(script, status)
        said = left.get("gates/x86-64.status")
        if code != status or said != f"{status}\n":
            faults.append(f"a gate that ends with {status} ends the job with {code} ({said!r}): {out.strip()}")
    for statuses, wanted in (("0", 0), ("0 0", 0), ("0 1", 1), ("3 0", 3), ("3", 3), ("3 1", 1),
                             ("0 failed", 1), ("2", 1)):
        files = [(f"gates/{at}.status", f"{status}\n") for at, status in enumerate(statuses.split())]
        code, out, _ = run_script(verdict, 0, files)
        if code != wanted:
            faults.append(f"gates that end with {statuses} end the verdict with {code}: {out.strip()}")
    return faults


# Groovy can't be run here: the shell's part is, the rest is looked at.
def jenkins_exit_faults(text):
    faults = []
    shell = re.search(r"sh\(returnStatus: true, script: '''(.*?assay gate.*?)'''\)", text, re.DOTALL)
    for status in range(4):
        code, out, _ = run_script(shell.group(1), status) if shell else (None, "", {})
        if code != status:
            faults.append(f"a gate that ends with {status} ends the step with {code}: {out.strip()}")
    if not re.search(r"if \(status == 3\) \{[^}]*unstable\('[^']+'\)\s*\} else if \(status != 0\) \{\s*error\(",
                     text):
        faults.append("exit code 3 is not a warning")
    if "currentResult in ['SUCCESS', 'UNSTABLE']" not in text:
        faults.append("the verdict takes a warning for red")
    return faults


EXIT_FAULTS = {"github-actions.yml": github_exit_faults, "gitlab-ci.yml": gitlab_exit_faults,
               "Jenkinsfile": jenkins_exit_faults}

# What may break the way of exit codes: text, and what stands there instead.
BROKEN_EXITS = {
    "github-actions.yml": [("  status=0\n          fi", "  true\n          fi"), (" || status=$?", "")],
    "gitlab-ci.yml": [("exit_codes: [3] # the host", "exit_codes: [1] # the host"),
                      ("> gate-quality.json || status=$?", "> gate-quality.json || true"),
                      ("exit 3 ;;", "exit 1 ;;")],
    "Jenkinsfile": [("status == 3", "status == 4"), ("['SUCCESS', 'UNSTABLE']", "['SUCCESS']"),
                    ("returnStatus: true, ", "")],
}

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
BROKEN_HOSTED = [
    ("build/assay gate git", "build/assay gates git", "no sub-command gates"),
    ("build/assay gate \"git", "build/assay gates \"git", "no sub-command gates"),
    ("run $SELECT --output", "run $SELECT --outptu", "no option --outptu"),
    ("compare counts.json --format markdown", "compare counts.json --format markup", "no format markup"),
    ("--write junit=", "--write junitt=", "no format junitt"),
    ("scripts/setup", "curl https://example.org; scripts/setup", "a URL"),
    ("actions/cache/save@v4", "actions/cache/save@main", "not pinned by a tag"),
    ("when: always", "when: {", "no YAML"),
    ("stages {", "stages { {", "never closed"),
]


def hosted_faults(folder, help_of):
    texts = {name: (folder / name).read_text() for name in HOSTED}
    wrong = [f"{name}: {fault}" for name, text in texts.items() for fault in faults_of(name, text, help_of)]
    for good, bad, said in BROKEN_HOSTED:
        broken = {name: text.replace(good, bad, 1) for name, text in texts.items() if good in text}
        if not broken:
            wrong.append(f"hosted: nothing to break at {good!r}")
        wrong += [f"{name}: {bad!r} is not noticed" for name, text in broken.items()
                  if not any(said in fault for fault in faults_of(name, text, help_of))]
    return wrong


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
        wrong += [f"{name}: {fault}" for fault in faults_of(name, text, help_of) + EXIT_FAULTS[name](text)]
        for good, bad in BROKEN_EXITS[name]:
            if good not in text:
                wrong.append(f"{name}: nothing to break at {good!r}")
            elif not EXIT_FAULTS[name](text.replace(good, bad, 1)):
                wrong.append(f"{name}: {bad!r} instead of {good!r} is not noticed")
        for good, bad, said in BROKEN + BROKEN_BY_FILE[name]:
            if good not in text:
                wrong.append(f"{name}: nothing to break at {good!r}")
            elif not any(said in fault for fault in faults_of(name, text.replace(good, bad, 1), help_of)):
                wrong.append(f"{name}: {bad!r} is not noticed")
    wrong += hosted_faults(folder, help_of)
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
