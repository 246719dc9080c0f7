#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the job files that others copy against the program they call.

usage: job_files_test.py FOLDER ASSAY

The YAML files are read by python3-yaml, the braces of the Jenkinsfile are counted outside strings
and comments. Every `assay` command in them has to use options and formats that the sub-command's
--help names; actions are pinned by a tag; no URL is in them. What the YAML files do with exit codes
is tried with a stand-in for assay: 0 is green, 1 and 2 are red, 3 is a warning. Of the files in kits/
the machine's job and the verdict are tried so, with a stand-in for ./start. Each fault is then made on
purpose in each file, and has to be found. hosted_steps_test.py executes those of hosted/, and
kit_steps_test.py the machine's job with a real kit. Those of submissions/ are held against the rights
that they may have, and their steps are run with hostile pages and with stand-ins for assay and gh.
"""

import html
import io
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import yaml

import kit_files

JOB_FILES = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"]
HOSTED = [f"hosted/{name}" for name in JOB_FILES]
KITS = [f"kits/{name}" for name in JOB_FILES]
REVIEW, POST = "submissions/review.yml", "submissions/post.yml"
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
    called = "kit" if name in KITS else "gate"
    if not any(command[1] == called for command in commands):
        faults.append(f"no call of assay {called}")
    for command in commands:
        faults += command_faults(command, help_of)
        # Else the assay.toml of a pull request says what is compared. Two words are a name.
        if command[1] in ("run", "gate") and len(command) > 2 and "--no-config" not in command:
            faults.append(f"assay {command[1]} takes defaults of a pull request")
    return faults + source_faults(text)


def source_faults(text):
    faults = [f"{action} is not pinned by a tag" for action in re.findall(r"uses: *(\S+)", text)
              if not re.fullmatch(r"[\w-]+/[\w-]+(/[\w-]+)?@v\d+", action)]
    return faults + (["a URL"] if "://" in text else [])


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
    ("gate base/ head/ --no-config", "gate base/ head/", "assay gate takes defaults of a pull request"),
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
    ("run --no-config $SELECT --output", "run --no-config $SELECT --outptu", "no option --outptu"),
    ("assay run --no-config", "assay run", "assay run takes defaults of a pull request"),
    ("clang --no-config", "clang", "assay gate takes defaults of a pull request"),
    ("compare counts.json --format markdown", "compare counts.json --format markup", "no format markup"),
    ("--write junit=", "--write junitt=", "no format junitt"),
    ("scripts/setup", "curl https://example.org; scripts/setup", "a URL"),
    ("actions/cache/save@v4", "actions/cache/save@main", "not pinned by a tag"),
    ("when: always", "when: {", "no YAML"),
    ("stages {", "stages { {", "never closed"),
]


# A kit whose ./start ends so, and keeps the record of an earlier one, as the real one does.
START = """#!/bin/sh
[ "$1" = --output ] || exit 99
mkdir -p "$2"
[ -e "$2/record.json" ] || echo new > "$2/record.json"
exit STATUS
"""
TARGET = "riscv64-gc"


def make_kit(path, status, whole=True):
    start = START.replace("STATUS", str(status)).encode()
    path.parent.mkdir(exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(f"{path.name.removesuffix('.tar.gz')}/start")
        member.size, member.mode = len(start), 0o755
        archive.addfile(member, io.BytesIO(start))
    if not whole:
        path.write_bytes(path.read_bytes()[:60])


def measure(name, text, status, whole=True):
    """The machine's job in a folder with what earlier jobs left: (exit code, output, files left)."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        kit = folder / f"kits/assay-kit-1-{TARGET}.tar.gz"
        (folder / f"measured/{TARGET}").mkdir(parents=True)
        (folder / f"measured/{TARGET}/record.json").write_text("old\n")
        (folder / "kit/assay-kit-0-old").mkdir(parents=True)
        if name == "github-actions.yml":  # another version's, which a step removes
            make_kit(kit.with_name(f"assay-kit-0-{TARGET}.tar.gz"), 0)
        code, out = 0, ""
        for kind, script in kit_files.measuring_steps(name, text):
            if kind == "clear":
                shutil.rmtree(folder)
                folder.mkdir()
            elif kind == "fetch":
                make_kit(kit, status, whole)
            elif code == 0 or kind == "always":
                ran = subprocess.run(["sh", "-e", "-c", script], cwd=folder, text=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, env={"PATH": "/usr/bin:/bin", "TARGET": TARGET})
                code, out = (ran.returncode if kind == "run" else code), out + ran.stdout
        left = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("measured/*/*")}
        return code, out, left


def measuring_faults(name, text):
    faults, github = [], name == "github-actions.yml"
    for status in (0, 1, 2, 3, 130):
        code, out, left = measure(name, text, status)
        if code != (0 if github and status == 3 else status) or github and ("::warning" in out) != (status == 3):
            faults.append(f"a kit that ends with {status} ends its job with {code}: {out.strip()}")
        if left != {f"measured/{TARGET}/status": f"{status}\n", f"measured/{TARGET}/record.json": "new\n"}:
            faults.append(f"a kit that ends with {status} leaves {left}: {out.strip()}")
    code, out, left = measure(name, text, 0, whole=False)
    if code in (0, 3) or left:
        faults.append(f"a kit that can't be unpacked ends its job with {code} and leaves {left}: {out.strip()}")
    return faults


# The three kits' exit codes, "-" where the job did not end, and that of the verdict.
VERDICTS = [("0 0 0", 0), ("0 0 3", 3), ("3 3 3", 3), ("0 1 3", 1), ("2 0 0", 1), ("0 130 0", 1), ("0 - 0", 1),
            ("3 - 0", 1), ("failed 0 0", 1)]
# What it is called with, and how it ends.
ASSAY = """#!/bin/sh
echo "assay $*"
case $1 in show) exit SHOW ;; *) exit COMPARE ;; esac
"""


def decide(folder, script, statuses, gates=(), show=0, compare=0):
    """The verdict over kits that ended so: (exit code, what was printed and what is in the page)."""
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        for place in ("scripts/ci/kits", "kits", "tools"):
            (here / place).mkdir(parents=True)
        for place in ("scripts/ci/kits", "kits"):
            shutil.copy(folder / "kits/verdict", here / place)
        (here / "tools/assay").write_text(ASSAY.replace("SHOW", str(show)).replace("COMPARE", str(compare)))
        (here / "tools/assay").chmod(0o755)
        targets = [f"t{at}" for at in range(len(statuses))]
        for target, status in zip(targets, statuses):
            if status != "-":
                (here / "measured" / target).mkdir(parents=True)
                (here / "measured" / target / "status").write_text(f"{status}\n")
                (here / "measured" / target / "record.json").write_text(
                    '{\n  "question": {\n' if target in gates else '{\n  "reason": "\\"question\\": {"\n')
        ran = subprocess.run(["sh", "-e", "-c", script], cwd=here, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT,
                             env={"PATH": f"{here}/tools:/usr/bin:/bin", "TARGETS": " ".join(targets),
                                  "GITHUB_STEP_SUMMARY": str(here / "summary.md")})
        page = here / "summary.md"
        return ran.returncode, ran.stdout + (page.read_text() if page.exists() else "")


def deciding_faults(name, text, folder):
    faults, github = [], name == "github-actions.yml"
    script = kit_files.verdict_script(name, text)
    for statuses, wanted in VERDICTS:
        code, out = decide(folder, script, statuses.split())
        if code != (0 if github and wanted == 3 else wanted) or github and ("::warning" in out) != (wanted == 3):
            faults.append(f"kits that end with {statuses} end the verdict with {code}: {out.strip()}")
        for at, status in enumerate(statuses.split()):
            if f"| t{at} | {'none' if status == '-' else status}" not in out:
                faults.append(f"kits that end with {statuses}: the page lacks t{at}: {out.strip()}")
    return faults


def page_faults(folder):
    """What scripts/ci/kits/verdict shows: gates one by one, all other records in one table."""
    script, faults = "scripts/ci/kits/verdict measured $TARGETS", []
    both = ["assay show measured/t1/record.json --format markdown",
            "assay compare measured/t0/record.json measured/t2/record.json --format markdown"]
    for gates, wanted in (((), ["assay compare measured/t0/record.json measured/t1/record.json "
                                "measured/t2/record.json --format markdown"]),
                          (("t1",), both),
                          (("t0", "t1", "t2"), [f"assay show measured/t{at}/record.json --format markdown"
                                                for at in range(3)])):
        _, out = decide(folder, script, ["0"] * 3, gates)
        if [line for line in out.splitlines() if line.startswith("assay")] != wanted:
            faults.append(f"verdict: with gates {gates}: {out.strip()}")
    for settings, wanted in (({"compare": 1}, 1), ({"compare": 2}, 1), ({"compare": 3}, 3), ({"show": 2}, 1),
                             ({"show": 3}, 1)):
        code, out = decide(folder, script, ["0"] * 3, ("t1",), **settings)
        if code != wanted:
            faults.append(f"verdict: {settings} ends it with {code}: {out.strip()}")
    for words, wanted in (("", 2), ("measured", 2), ("--help", 0)):
        code, out = decide(folder, f"scripts/ci/kits/verdict {words}", ["0"])
        if code != wanted or "usage:" not in out:
            faults.append(f"verdict {words} ends with {code}: {out.strip()}")
    return faults


def kit_exit_faults(name, text, folder):
    faults = measuring_faults(name, text) + deciding_faults(name, text, folder)
    kits, machines = kit_files.targets_of(name, text)
    if kits != machines:
        faults.append(f"there are kits for {kits} and machines for {machines}")
    hosted = (folder / "hosted" / name).read_text()  # whose steps are tried in a fresh system
    for command in kit_files.packing_commands(name, text):
        if re.search("scripts/setup|ninja", command) and not re.search(re.escape(command) + r"( \|\||'|$)", hosted, re.MULTILINE):
            faults.append(f"hosted/{name} does not have: {command}")
    if name == "gitlab-ci.yml":
        jobs = yaml.safe_load(text)
        faults += [f"exit code 3 of {job} is not a warning" for job in ("measure", "verdict")
                   if jobs[job].get("allow_failure") != {"exit_codes": [3]}]
    if name == "Jenkinsfile":
        ways = re.findall(r"if \(status == 3\) \{[^}]*unstable\('[^']+'\)\s*\} else if \(status != 0\) \{\s*error\(",
                          text)
        if len(ways) != 2:
            faults.append("exit code 3 is not a warning")
    return faults


# What may break the way of a kit's exit code, and the way of its result.
BROKEN_KIT_EXITS = {
    "github-actions.yml": [(' || status=$?\n          echo', "\n          echo"), ("            status=0\n", ""),
                           ("rm -rf kits kit measured", "echo"), ("{target: riscv64-gc,", "{target: riscv64-gcv,"),
                           ("> verdict.md || status=$?", "> verdict.md || true"),
                           ('"$status" = 3 ]; then\n            echo', '"$status" = 2 ]; then\n            echo'),
                           ("cat verdict.md", "true verdict.md"), ("&& ninja -C build", "&& ninja")],
    "gitlab-ci.yml": [("exit_codes: [3]} # the machine", "exit_codes: [1]} # the machine"),
                      ("exit_codes: [3]} # a machine", "exit_codes: [1]} # a machine"),
                      ('      exit "$status"\n  after', "      exit 0\n  after"), ("rm -rf kit measured", "echo"),
                      ("{TARGET: riscv64-gc,", "{TARGET: riscv64-gcv,"),
                      ("> verdict.md || status=$?", "> verdict.md || true"), ("cat verdict.md", "true verdict.md")],
    "Jenkinsfile": [("status == 3", "status == 4"), ("deleteDir() // of earlier", "// of earlier"),
                    ("tar -xzf", "true tar -xzf"), ("|| exit 1\n", "|| exit 3\n"), ("'riscv64-gc', ", ""),
                    ('echo "$status" > "measured', 'true "$status" > "measured'),
                    ("> verdict.md || status=$?", "> verdict.md || true")],
}
BROKEN_KITS = [
    ("build/assay kit", "build/assay kits", "no sub-command kits"),
    ("$SELECT --output kits", "$SELECT --outptu kits", "no option --outptu"),
    ("scripts/setup", "curl https://example.org; scripts/setup", "a URL"),
    ("actions/download-artifact@v4", "actions/download-artifact@main", "not pinned by a tag"),
    ("script:\n", "script: {\n", "no YAML"),
    ("stages {", "stages { {", "never closed"),
]


def text_faults(folder, names, broken_texts, help_of):
    """What is wrong in the text of these files, and which fault made on purpose is not found."""
    texts = {name: (folder / name).read_text() for name in names}
    wrong = [f"{name}: {fault}" for name, text in texts.items() for fault in faults_of(name, text, help_of)]
    for good, bad, said in broken_texts:
        broken = {name: text.replace(good, bad, 1) for name, text in texts.items() if good in text}
        if not broken:
            wrong.append(f"{names[0]} and its like: nothing to break at {good!r}")
        wrong += [f"{name}: {bad!r} is not noticed" for name, text in broken.items()
                  if not any(said in fault for fault in faults_of(name, text, help_of))]
    return wrong


def kit_faults(folder, help_of):
    wrong = text_faults(folder, KITS, BROKEN_KITS, help_of) + page_faults(folder)
    for name in JOB_FILES:
        text = (folder / "kits" / name).read_text()
        wrong += [f"kits/{name}: {fault}" for fault in kit_exit_faults(name, text, folder)]
        for good, bad in BROKEN_KIT_EXITS[name]:
            if good not in text:
                wrong.append(f"kits/{name}: nothing to break at {good!r}")
            elif not kit_exit_faults(name, text.replace(good, bad, 1), folder):
                wrong.append(f"kits/{name}: {bad!r} instead of {good!r} is not noticed")
    return wrong


# What a stranger may leave as the page, each of which would act in a log or in a comment.
PAGE = ("verdict  good\n::set-output name=a::b\n  ::add-mask::x\n##[error]no\n@everyone @a/b #12\n</pre><script>x</script>\n"
        "\u202etxt \x1b[31m \x07 caf\u00e9 &lt;b&gt;\r\n\n[a](www.x.test) ![b](c)\n").encode()
SHA, BRANCH = "1" * 40, "$(touch hacked)`touch hacked`"
# Lists what GitHub would answer, and keeps what is posted.
GH = """#!/bin/sh
echo "$*" >> calls
for word; do last=$word; done
case $2:$3 in
repos/o/r/actions/artifacts/7/zip:*) cat page.zip.kept ;;
repos/o/r/actions/runs/5/artifacts:*) jq -r "$last" artifacts.json ;;
--method:GET) jq -r "$last" pulls.json ;;
--paginate:repos/o/r/pulls/*) jq -r "$last" files.json ;;
repos/o/r/issues/3/comments:-F) cat "${last#body=@}" > posted; cat "${last#body=@}" ;;
*) exit 9 ;;
esac
"""


def right_faults(name, document):
    """A job that reads strangers' files has no rights, and the one with a right reads none of them."""
    faults, jobs, triggers = [], document["jobs"], document[True]  # YAML 1.1 reads "on" as true
    wanted = {REVIEW: ({"contents": "read"}, {"pull_request"}), POST: ({"actions": "read", "pull-requests": "write"}, {"workflow_run"})}
    rights, when = wanted[name]
    if set(triggers) != when:
        faults.append(f"it is started by {set(triggers)}")
    if document.get("permissions") != {} or [job.get("permissions") for job in jobs.values()] != [rights]:
        faults.append("it has other rights")
    steps = [step for job in jobs.values() for step in job["steps"]]
    faults += ["a script holds a value of the event" for step in steps if "${{" in step.get("run", "")]
    used = [step["uses"].split("@")[0] for step in steps if "uses" in step]
    if used != (["actions/checkout", "actions/upload-artifact"] if name == REVIEW else []):
        faults.append(f"it uses {used}")
    for step in steps:
        given = step.get("with", {})
        if "checkout" in step.get("uses", "") and (given.get("ref") != "${{ github.event.pull_request.base.sha }}" or
                                                   given.get("persist-credentials") is not False):
            faults.append("it checks out another commit than the base, or keeps the token")
    return faults


def run_steps(folder, steps, tools, settings):
    (folder / "tools").mkdir()
    for tool, script in tools.items():
        (folder / "tools" / tool).write_text(script)
        (folder / "tools" / tool).chmod(0o755)
    ran = subprocess.run(["bash", "-e", "-c", "\n".join(steps)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         env={"PATH": f"{folder}/tools:/usr/bin:/bin", **settings})
    return ran.returncode, ran.stdout.decode()


def review_faults(document):
    """The page goes into a file, and the program's exit code ends the job."""
    faults, step = [], next(step["run"] for step in document["jobs"]["review"]["steps"] if "build/assay" in step.get("run", ""))
    for status in (0, 1, 3):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "page").write_bytes(PAGE)
            (folder / "build").mkdir()
            (folder / "build/assay").write_text(f'#!/bin/sh\necho "$*" >> calls\ncat page; exit {status}\n')
            (folder / "build/assay").chmod(0o755)
            code, log = run_steps(folder, [step], {}, {"BASE": "a", "HEAD": "b", "GITHUB_STEP_SUMMARY": "summary"})
            if (code, log) != (status, ""):
                faults.append(f"a review that ends with {status} ends the job with {code}: {log}")
            if (folder / "page.txt").read_bytes() != PAGE or (folder / "summary").read_bytes() != PAGE:
                faults.append("the page is not kept")
            if (folder / "calls").read_text().splitlines()[0] != "results review --base a --head b":
                faults.append("the review is of other commits")
    return faults


def posted(document, page, files, sha=SHA):
    """What is posted when the job has left this page: (exit code, log, comment or None, whether a name was executed)."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with zipfile.ZipFile(folder / "page.zip.kept", "w") as archive:
            for path in ("../other.txt", "page.txt"):
                archive.writestr(path, page)
        for path, value in (("artifacts", {"artifacts": [{"name": "page", "size_in_bytes": 5_000_000, "id": 6},
                                                         {"name": "page", "size_in_bytes": 500, "id": 7}]}),
                            ("pulls", [{"number": 2, "head": {"sha": "2" * 40}}, {"number": 3, "head": {"sha": sha}}]),
                            ("files", files)):
            (folder / f"{path}.json").write_text(json.dumps(value))
        steps = [step["run"] for step in document["jobs"]["post"]["steps"]]
        code, log = run_steps(folder, steps, {"gh": GH}, {"GITHUB_REPOSITORY": "o/r", "RUN": "5", "OWNER": "p", "BRANCH": BRANCH,
                                                         "HEAD": SHA})
        comment = folder / "posted"
        asked = (folder / "calls").read_text()
        return (code, log, comment.read_bytes().decode("ascii") if comment.exists() else None,
                any(folder.rglob("hacked")) or f"head=p:{BRANCH}" not in asked)


def post_faults(document):
    """Whatever the page is, it is posted as text, to the pull request of the commit, and not in the log."""
    faults, one = [], [{"filename": "results/submissions/a.assay", "status": "added"}]
    code, log, comment, executed = posted(document, PAGE, one)
    if code != 0 or log or executed:
        faults.append(f"posting ends with {code}: {log}")
    text = re.fullmatch(r"\n<pre>\n([^<>@]*)\n</pre>\n", comment or "")
    shown = "".join(chr(byte) if byte == 10 or 32 <= byte < 127 else "?" for byte in PAGE)
    if not text or html.unescape(text.group(1)) != shown:
        faults.append(f"this is posted: {comment}")
    _, _, comment, _ = posted(document, b"&" * 1_000_000, one)
    if not comment or len(comment) > 65_536:
        faults.append("a long page is not cut")
    _, _, comment, _ = posted(document, b"", one)
    if "left no page" not in (comment or ""):
        faults.append("no page is not said")
    if posted(document, PAGE, one, "3" * 40)[2] is not None:
        faults.append("it posts to a pull request of another commit")
    for filename, status in (("results/submissions/a.assay", "modified"), ("README.md", "added"),
                             ("results/submissions/a/b.assay", "added"), ("results/submissions/a.assay\nb", "added"),
                             ("x\nresults/submissions/a.assay", "added"), (".github/workflows/review.yml", "modified")):
        _, _, comment, _ = posted(document, PAGE, one + [{"filename": filename, "status": status}])
        if "touches more than submissions (1 files)" not in (comment or ""):
            faults.append(f"{status} {filename!r} is not told")
    return faults


def submission_faults(name, text, help_of):
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return [f"no YAML: {error}"]
    faults = source_faults(text) + right_faults(name, document)
    for command in commands_of(texts_of(document)):
        faults += command_faults(command, help_of)
    if faults:
        return faults
    if name == REVIEW:
        return review_faults(document)
    if shutil.which("jq") and shutil.which("unzip"):
        return post_faults(document)
    print(f"{name} was not run: jq or unzip is missing")
    return []


BROKEN_SUBMISSIONS = {
    REVIEW: [("pull_request:", "pull_request_target:"), ("permissions: {}", "permissions: {contents: write}"),
             ("permissions: {contents: read}", "permissions: {contents: read, issues: write}"), ("base.sha }}\", f", "head.sha }}\", f"),
             (", persist-credentials: false", ""), ('--head "$HEAD" >', '--head "${{ github.head_ref }}" >'),
             ("> page.txt 2>&1", "2>&1 | tee page.txt"), (" || status=$?", " || true"), ("results review", "results revise"),
             ("--format markdown", "--fromat markdown"), ("actions/checkout@v4", "actions/checkout@main"),
             ('--base "$BASE" --head "$HEAD" > page', '--base "$HEAD" --head "$HEAD" > page')],
    POST: [("workflow_run:", "pull_request_target:"), ("permissions: {}", "permissions: {contents: write}"),
           ("    steps:\n", "    steps:\n      - uses: actions/checkout@v4\n"), ('"head=$OWNER:$BRANCH"', '"head=${{ github.head_ref }}"'),
           ("s/</\\&lt;/g", "s/x/x/g"), ("s/@/\\&#64;/g", "s/x/x/g"), ("s/&/\\&amp;/g", "s/x/x/g"), ("LC_ALL=C tr -c", "true tr -c"),
           ("> comment.md", "| tee comment.md"), ("> posted.json", ""), (" | head -c 60000\n", "\n"), ("select(.head.sha == env.HEAD)", "."),
           ('.status != "added" or', ""), ("[A-Za-z0-9._-]+", ".+"), ("\\\\A", ""), ("\\\\z", ""), (" and .size_in_bytes < 1000000", "")],
}


def all_submission_faults(folder, help_of):
    wrong = []
    for name, broken in BROKEN_SUBMISSIONS.items():
        text = (folder / name).read_text()
        wrong += [f"{name}: {fault}" for fault in submission_faults(name, text, help_of)]
        for good, bad in broken:
            if good not in text:
                wrong.append(f"{name}: nothing to break at {good!r}")
            elif not submission_faults(name, text.replace(good, bad, 1), help_of):
                wrong.append(f"{name}: {bad!r} instead of {good!r} is not noticed")
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
    wrong += text_faults(folder, HOSTED, BROKEN_HOSTED, help_of)
    wrong += kit_faults(folder, help_of)
    wrong += all_submission_faults(folder, help_of)
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
