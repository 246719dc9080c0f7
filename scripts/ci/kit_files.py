# SPDX-License-Identifier: Apache-2.0
"""Reads the job files of kits/: what their jobs do, in order, for the tests that execute it."""

import re

import yaml

FILES = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"]
SHELL_OF_JENKINS = re.compile(r"sh\(returnStatus: true, script: '''(.*?)'''\)", re.DOTALL)


def steps_of_github(job):
    steps = []
    for step in job["steps"]:
        if "run" in step:
            steps.append(("run", step["run"]))
        elif step["uses"].startswith("actions/download-artifact@"):
            steps.append(("fetch", step["with"]["path"]))
    return steps


def measuring_steps(name, text):
    """Of the job on the machine: ("run", script), ("clear", ""), ("fetch", folder), ("always", script)."""
    if name == "github-actions.yml":
        return steps_of_github(yaml.safe_load(text)["jobs"]["measure"])
    if name == "gitlab-ci.yml":  # which fetches the artifacts before the first command
        job = yaml.safe_load(text)["measure"]
        return [("fetch", "kits"), ("run", "\n".join(job["script"])), ("always", "\n".join(job["after_script"]))]
    stage = text.split("stage('start')")[1].split("stage('verdict')")[0]
    steps = []
    for found in re.finditer(r"deleteDir\(\)|unstash 'kits'|" + SHELL_OF_JENKINS.pattern, stage, re.DOTALL):
        if found.group(1):
            steps.append(("run", found.group(1)))
        else:
            steps.append(("clear", "") if found.group() == "deleteDir()" else ("fetch", "kits"))
    return steps


def verdict_script(name, text):
    """What makes the verdict; installing the program is left out."""
    if name == "github-actions.yml":
        return yaml.safe_load(text)["jobs"]["verdict"]["steps"][-1]["run"]
    if name == "gitlab-ci.yml":
        return yaml.safe_load(text)["verdict"]["script"][-1]
    found = SHELL_OF_JENKINS.search(text.split("stage('verdict')")[1])
    return "\n".join(line for line in found.group(1).splitlines() if "apt-get" not in line) if found else "exit 99"


def packing_commands(name, text):
    """Of the job that makes the kits."""
    if name == "github-actions.yml":
        return [script for kind, script in steps_of_github(yaml.safe_load(text)["jobs"]["kits"]) if kind == "run"]
    if name == "gitlab-ci.yml":
        return yaml.safe_load(text)["kits"]["script"]
    stage = text.split("stage('kits')")[1].split("stage('measure')")[0]
    return ["".join(pair) for pair in re.findall(r"sh '([^'].*?)'|sh '''(.*?)'''", stage, re.DOTALL)]


def targets_of(name, text):
    """(those that get a kit, those that have a machine)."""
    if name == "Jenkinsfile":
        kits = re.search(r"TARGETS = '(.*?)'", text).group(1)
        return kits.split(), re.findall(r"'([^']+)'", re.search(r"values (.*?)(//|\n)", text).group(1))
    document = yaml.safe_load(text)
    if name == "github-actions.yml":
        machines = document["jobs"]["measure"]["strategy"]["matrix"]["include"]
        return document["env"]["TARGETS"].split(), [machine["target"] for machine in machines]
    machines = document["measure"]["parallel"]["matrix"]
    return document["variables"]["TARGETS"].split(), [machine["TARGET"] for machine in machines]
