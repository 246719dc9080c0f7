#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Executes every command of the job files for hosted runners in a fresh Debian 12.

usage: hosted_steps_test.py SOURCE BUILD [--furnished]

mmdebstrap makes the file system from the distribution's packages, with the mirror that the system's own apt uses. Each file's
commands are executed in its shell, in their order, in a new file system over that one:

  fresh      up to scripts/setup, which says there what it would do; apt has to know each package of that plan
  furnished  all of them, where scripts/setup was carried out before and now has to find that nothing is missing; only with
             --furnished, since that file system has 2.5 GB of packages, which take minutes to fetch and to unpack

Two things are not as on a runner, because they take long: the tool root is the one of the user who runs this test, and where a
step compiles the harness, CMake configures it and Ninja says what it would do, but the program comes from BUILD. It then counts
a suite of the test's own, whose second commit is slower than its first. The step with the gate is also tried beside an assay
that ends with 0, 1, 2 and 3, and what would stop on a runner (no package lists, no safe.directory, bash's words in sh) has to
stop here. What the CI server does itself is listed as not tried.

BUILD/hosted keeps what takes long: the two file systems and what was compiled. Exit code 77: not tried on this machine.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lib"))
from tool_root import tool_root  # noqa: E402

MOST_LINES, LINES_TO_READ = 40, 10
FILES = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"]
SHELLS = {"github-actions.yml": ["sh", "-e"], "gitlab-ci.yml": ["bash", "-eo", "pipefail"],
          "Jenkinsfile": ["sh", "-xe"]}
WORKSPACE, RUNNER = "/w/assay", 1001  # not root's, as on GitHub's and Jenkins' machines
SELECT = "--runner qemu-user --suite hosted --target riscv64-gc"  # a suite and target that compile in seconds
SUITE = {
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(assay_hosted LANGUAGES CXX)\n"
                      "include(../support/suite.cmake)\nassay_suite(hosted SOURCES hosted.cc)\n",
    "suite.toml": '[suite]\nname = "hosted"\ntitle = "for a test"\ndescription = "made by a test"\n',
    "checksums.toml": "[checksums]\n",
    "hosted.cc": """#include <benchmark/benchmark.h>
#include "opaque.h"
#include "report.h"
#include "slices.h"
namespace {
[[gnu::noinline]] std::uint64_t steps(std::uint64_t x) {
  for (int i = 0; i < STEPS; ++i) { x = x * 6364136223846793005u + 1; assay::opaque(x); }
  return x;
}
void chain(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : assay::slices(state)) { x = steps(x); assay::used(x); }
  assay::report(state, {1, "calls"}, assay::Checksum{std::uint64_t{7}});
}
BENCHMARK(chain);
}  // namespace
"""}
NINJA = """#!/bin/sh
set -e
if [ "$*" != "-C build" ]; then exec /usr/bin/ninja "$@"; fi
/usr/bin/ninja -C build -n > /dev/null
cp -a /built/assay /built/plugin build/
"""


def run(*argv, **settings):
    return subprocess.run([str(word) for word in argv], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=3000, **settings)


def done(*argv, **settings):
    ran = run(*argv, **settings)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(map(str, argv))} ended with {ran.returncode}:\n{ran.stdout[-3000:]}")
    return ran.stdout


def key_of(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def sources_of_debian():
    """Lines of a sources.list: where the system's own apt takes bookworm from."""
    found = re.findall(r"^'(\S+)/dists/(bookworm(?:-updates|-security)?)/InRelease'",
                       done("apt-get", "--print-uris", "update"), re.MULTILINE)
    return "".join(f"deb {uri} {suite} main\n" for uri, suite in dict.fromkeys(found))


def make_base(kept, sources):
    """Debian's smallest system with apt, as the image debian:12 has it, made once."""
    base, mark, key = kept / "base", kept / "base.key", key_of("1", sources)
    if not (mark.exists() and mark.read_text() == key):
        mark.unlink(missing_ok=True)
        shutil.rmtree(base, ignore_errors=True)
        (kept / "sources.list").write_text(sources)
        proxies = [line for line in done("apt-config", "dump", "Acquire").splitlines() if "::Proxy" in line]
        done("mmdebstrap", "--variant=minbase", "--skip=cleanup/apt", '--aptopt=Acquire::Languages "none"',
             *(f"--aptopt={line}" for line in proxies),
             '--setup-hook=mkdir -p "$1/var/lib/apt/lists" && cp /var/lib/apt/lists/*_dists_* "$1/var/lib/apt/lists/" || true',
             "bookworm", base, kept / "sources.list")
        # Nobody reads these files here, and a file system that is made anew need not survive a crash.
        (base / "etc/dpkg/dpkg.cfg.d/quick").write_text(
            "force-unsafe-io\n" + "".join(f"path-exclude=/usr/share/{name}/*\n" for name in ("doc", "locale", "man")))
        # The image has no package lists. Asked for, they begin with those of the last time: only what has changed is fetched.
        shutil.rmtree(kept / "lists", ignore_errors=True)
        shutil.move(base / "var/lib/apt/lists", kept / "lists")
        (base / "var/lib/apt/lists/partial").mkdir(parents=True)
        (base / "etc/apt/apt.conf.d/00lists").write_text(
            'APT::Sandbox::User "root";\n'
            'APT::Update::Pre-Invoke {"cp -a /lists/. /var/lib/apt/lists/";};\n'
            'APT::Update::Post-Invoke-Success {"cp -a /var/lib/apt/lists/. /lists/";};\n')
        mark.write_text(key)
    return base, key


class Machine:
    """A file system over others, whose changes are in memory or in a folder."""

    def __init__(self, lower, source, build, upper=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="assay-hosted-"))
        done("mount", "-t", "tmpfs", "none", self.root)
        changes = upper or self.root / "changes"
        work = changes.with_name(changes.name + ".work")
        for folder in (changes, work, self.root / "all", self.root / "tool-root", self.root / "tool-root.work"):
            folder.mkdir(exist_ok=True)
        self.overlay(lower, changes, work, self.root / "all")
        self.root /= "all"
        for kind, name in (("proc", "proc"), ("/dev", "dev"), ("/sys", "sys")):
            done("mount", *(["-t", kind, kind] if kind == "proc" else ["--rbind", kind]), self.root / name)
        for name in ("resolv.conf", "hosts"):
            shutil.copyfile(f"/etc/{name}", self.root / f"etc/{name}")
        for folder, place in ((source, "source"), (build, "built"), (build / "hosted/lists", "lists")):
            self.bind(folder, place)

    @staticmethod
    def overlay(lower, upper, work, place):
        settings = f"volatile,lowerdir={':'.join(map(str, lower))},upperdir={upper},workdir={work}"
        if os.environ["ASSAY_ROOT"] != "yes":
            settings += ",userxattr"
        done("mount", "-t", "overlay", "-o", settings, "overlay", place)

    def at(self, path):
        return self.root / path.lstrip("/")

    def bind(self, folder, place):
        self.at(place).mkdir(parents=True, exist_ok=True)
        done("mount", "--bind", folder, self.at(place))

    def give_caches(self, cache, kept):
        """The tool root, of which this machine may change a copy, and what was compiled before."""
        self.at(f"{cache}/assay").mkdir(parents=True, exist_ok=True)
        changes = self.root.parent / "tool-root"
        self.overlay([tool_root()], changes, changes.with_name("tool-root.work"), self.at(f"{cache}/assay"))
        (kept / "ccache").mkdir(exist_ok=True)
        self.bind(kept / "ccache", f"{cache}/ccache")

    def run(self, shell, script, environment, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"):
        self.at("step").write_text(script)
        words = [f"{name}={value}" for name, value in environment.items()]
        return run("chroot", self.root, "/usr/bin/env", "-i", "-C", WORKSPACE, f"PATH={path}", *words, *shell, "/step")


def furnish(kept, base, key, source, build):
    """What scripts/setup makes of the base; made once for each text of it."""
    scripts = [source / "scripts/setup", *sorted((source / "scripts/lib").iterdir())]
    furnished, mark = kept / "furnished", kept / "furnished.key"
    key = key_of(key, *(script.read_text() for script in scripts))
    if not (mark.exists() and mark.read_text() == key):
        mark.unlink(missing_ok=True)
        shutil.rmtree(furnished, ignore_errors=True)
        machine = Machine([base], source, build, upper=furnished)
        machine.give_caches("/root/.cache", kept)
        machine.at(WORKSPACE).mkdir(parents=True)
        ran = machine.run(["sh", "-e"], "/source/scripts/setup --target all\napt-get clean", {"HOME": "/root"})
        if ran.returncode != 0:
            sys.exit(f"scripts/setup ended with {ran.returncode} in a fresh Debian 12:\n{ran.stdout[-3000:]}")
        done("sync", "-f", furnished)
        mark.write_text(key)
    return furnished


def make_workspace(machine, source):
    """The tree in its second commit; the first has a faster suite, and nothing but suites."""
    workspace = machine.at(WORKSPACE)
    names = done("git", "-C", source, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    git = ["git", "-C", workspace, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    moment = {**os.environ, "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
              "GIT_CONFIG_GLOBAL": "/dev/null"}
    done("git", "init", "-q", "-b", "main", workspace)

    def commit(prefix, steps):
        for name in names:
            if name.startswith(prefix) and (source / name).is_file():
                (workspace / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / name, workspace / name)
        for name, text in SUITE.items():
            (workspace / "benchmarks/hosted").mkdir(exist_ok=True)
            (workspace / "benchmarks/hosted" / name).write_text(text.replace("STEPS", steps))
        done(*git, "add", "-A", env=moment)
        done(*git, "commit", "-q", "-m", steps, env=moment)
        return done(*git, "rev-parse", "HEAD").strip()

    base = commit("benchmarks/support/", "100")
    commit("", "120")
    done("git", "clone", "-q", "--bare", workspace, machine.at("/origin"))
    done("git", "--git-dir", machine.at("/origin"), "update-ref", "refs/heads/main", base)
    done(*git, "remote", "add", "origin", "/origin")
    done("chown", "-R", f"{RUNNER}:{RUNNER}", workspace)
    return base


def steps_of(name, text):
    """(commands in order, what the CI server does by itself)."""
    if name == "Jenkinsfile":
        commands = re.findall(r"sh '([^'].*?)'|script: '''(.*?)'''", text, re.DOTALL)
        return (["".join(pair) for pair in commands],
                re.findall(r"^ +((?:junit|archiveArtifacts) .*)", text, re.MULTILINE))
    document = yaml.safe_load(text)
    job = document["jobs"]["counts"] if name == "github-actions.yml" else document["counts"]
    if name == "github-actions.yml":
        return ([step["run"] for step in job["steps"] if "run" in step],
                [f"uses: {step['uses']}" for step in job["steps"] if "uses" in step])
    return job["script"] + job["after_script"], [f"{word}: {job[word]}" for word in
                                                 ("rules", "cache", "allow_failure", "artifacts")]


def environment_of(name, text, base):
    """What the CI server says to a step, and what the job file does."""
    if name == "github-actions.yml":
        own = {"HOME": "/github/home", "GITHUB_WORKSPACE": WORKSPACE, "GITHUB_STEP_SUMMARY": "/github/summary.md"}
        own.update(yaml.safe_load(text)["env"])
    elif name == "gitlab-ci.yml":
        own = {"HOME": "/root", "CI_PROJECT_DIR": WORKSPACE, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        document = yaml.safe_load(text)
        for key, value in {**document["variables"], **document["counts"]["variables"]}.items():
            own[key] = str(value).replace("$CI_PROJECT_DIR", WORKSPACE)
    else:
        own = {"HOME": "/root", "WORKSPACE": WORKSPACE, "CHANGE_TARGET": "main"}
        own.update(re.findall(r"^    (\w+) = '(.*)'", text, re.MULTILINE))
    return {**own, "CI": "true"}


def cache_of(name, text, environment):
    """The folder that the CI server keeps from job to job, as the job file says."""
    if name == "github-actions.yml":
        paths = {step["with"]["path"] for step in yaml.safe_load(text)["jobs"]["counts"]["steps"]
                 if step.get("uses", "").startswith("actions/cache")}
        (path,) = paths
        return path.replace("~", environment["HOME"])
    if name == "gitlab-ci.yml":
        (path,) = yaml.safe_load(text)["counts"]["cache"]["paths"]
        return f"{WORKSPACE}/{path}"
    return re.search(r"-v assay-cache:(\S+)'", text).group(1)


class Trial:
    """One job file, command by command; what is wrong collects in `faults`."""

    def __init__(self, name, text, kept, lower, source, build):
        self.name, self.text, self.faults = name, text, []
        self.machine = Machine(lower, source, build)
        self.base = make_workspace(self.machine, source)
        self.environment = environment_of(name, text, self.base)
        self.cache = cache_of(name, text, self.environment)
        self.commands = steps_of(name, text)[0]
        self.machine.at(self.environment["HOME"]).mkdir(parents=True, exist_ok=True)
        self.kept = kept

    simulated = set()  # plans that apt has found possible: those of the three files are one

    def step(self, script, shell=None, **changes):
        return self.machine.run(shell or SHELLS[self.name], script, {**self.environment, **changes})

    def expect(self, what, ran, wanted):
        if ran.returncode != wanted:
            self.faults.append(f"{self.name}: {what.strip()}\n  ended with {ran.returncode}, not {wanted}:\n{ran.stdout[-1500:]}")

    def fresh(self):
        """Up to setup; each command that another needs is also left out once."""
        for command in self.commands:
            if "apt-get update" in command:
                self.expect("no package lists", self.step(command.replace("apt-get update && ", "")), 100)
            if "scripts/setup" not in command:
                self.expect(command, self.step(command), 0)
                continue
            plan = self.step(command.replace("scripts/setup", "scripts/setup --dry-run"))
            packages = re.findall(r"^  (\S+) ", plan.stdout.split("to be made in")[0], re.MULTILINE)
            self.expect(command, plan, 0)
            if len(packages) < 20 or "qemu-user" not in packages or "mmdebstrap" in packages:  # which only tests need
                self.faults.append(f"{self.name}: the plan in a fresh system has {len(packages)} packages:\n{plan.stdout}")
            if tuple(packages) not in self.simulated:
                self.expect("the packages of the plan", self.step(
                    f"apt-get install --simulate -y --no-install-recommends {' '.join(packages)}"), 0)
                self.simulated.add(tuple(packages))
            return

    def furnished(self):
        self.machine.give_caches(self.cache, self.kept)
        self.machine.at("/stand-ins").mkdir()
        self.machine.at("/stand-ins/ninja").write_text(NINJA)
        self.machine.at("/stand-ins/ninja").chmod(0o755)
        for command in self.commands:
            gate = "build/assay gate" in command
            if "build/assay run" in command:
                self.expect("the file's own selection", self.step(f"build/assay run {self.environment['SELECT']} --list"), 0)
            path = ("/stand-ins:" if "ninja -C build" in command else "") + "/usr/sbin:/usr/bin:/sbin:/bin"
            ran = self.machine.run(SHELLS[self.name], command, {**self.environment, "SELECT": SELECT}, path)
            self.expect(command, ran, 1 if gate else 0)
            if "scripts/setup" in command and re.search("^(installing|fetching)", ran.stdout, re.MULTILINE):
                self.faults.append(f"{self.name}: setup goes on in a furnished system:\n{ran.stdout}")
            if gate:
                self.look_at_gate()
                self.try_exit_codes(command)

    def look_at_gate(self):
        """The slower benchmark is red, for 120 steps of three instructions instead of 100; caches are where they are kept."""
        at = self.machine.at
        said = at(f"{WORKSPACE}/gate.md").read_text() if at(f"{WORKSPACE}/gate.md").exists() else "no gate.md"
        if "hosted/chain" not in said or "regressed" not in said:
            self.faults.append(f"{self.name}: no regression of hosted/chain in gate.md:\n{said}")
        wanted = ["counts.json", "counts.md", "gate.json", "gate.xml"]
        wanted += ["gate-quality.json"] if self.name == "gitlab-ci.yml" else []
        self.faults += [f"{self.name}: no {name} was left" for name in wanted
                        if not at(f"{WORKSPACE}/{name}").exists() or not at(f"{WORKSPACE}/{name}").stat().st_size]
        if self.name == "github-actions.yml" and at("/github/summary.md").read_text() != said:
            self.faults.append("github-actions.yml: the summary is not gate.md")
        if not at(f"{self.cache}/assay/revisions/{self.base}").exists() or not any(at(f"{self.cache}/ccache").iterdir()):
            self.faults.append(f"{self.name}: {self.cache} is kept, and holds no suites of the base or no ccache")

    def try_exit_codes(self, command):
        """Of the step with the gate: beside a stand-in, in another's shell, and without safe.directory."""
        assay = self.machine.at(f"{WORKSPACE}/build/assay")
        assay.rename(assay.with_name("assay.real"))
        for status in range(4):
            assay.write_text(f"#!/bin/sh\nexit {status}\n")
            assay.chmod(0o755)
            ran = self.step(command)
            warned = self.name == "github-actions.yml" and status == 3
            self.expect(f"a gate that ends with {status}", ran, 0 if warned else status)
            if warned != ("::warning" in ran.stdout):
                self.faults.append(f"{self.name}: a gate that ends with {status} says: {ran.stdout}")
        self.expect("words of bash", self.step("[[ -e build ]]", ["sh", "-e"]), 127)
        assay.with_name("assay.real").replace(assay)
        self.machine.at(f"{self.environment['HOME']}/.gitconfig").unlink()
        ran = self.step(command)
        if ran.returncode == 1 or "dubious ownership" not in ran.stdout:
            self.faults.append(f"{self.name}: nobody misses safe.directory:\n{ran.stdout}")


def faults_of_text(name, text):
    lines = text.splitlines()
    late = [line for line in lines[LINES_TO_READ:] if re.search(r"(#|//) \(\d\)", line)]
    faults = [f"{name}: to be set below line {LINES_TO_READ}: {line.strip()}" for line in late]
    if len(lines) >= MOST_LINES:
        faults.append(f"{name} has {len(lines)} lines: under {MOST_LINES} are wanted")
    if not any(re.search(r"(#|//) \(1\)", line) for line in lines[:LINES_TO_READ]):
        faults.append(f"{name}: nothing is marked (1)")
    return faults


def not_here():
    """Why nothing can be tried on this machine."""
    system = pathlib.Path("/etc/os-release").read_text()
    if "ID=debian\n" not in system or 'VERSION_ID="12"' not in system:
        return "the program of BUILD runs on another system than Debian 12"
    if shutil.which("mmdebstrap") is None:
        return "no mmdebstrap: scripts/setup brings it"
    if run(*own_namespaces(), "true").returncode != 0:
        return "no namespaces for mounting: " + run(*own_namespaces(), "true").stdout.strip()
    return ""


def own_namespaces():
    users = [] if os.geteuid() == 0 else ["--user", "--map-root-user", "--map-auto"]
    return ["unshare", *users, "--mount", "--pid", "--fork", "--kill-child"]


def main():
    if "ASSAY_ROOT" not in os.environ:  # what is mounted ends with this program
        if reason := not_here():
            print(f"not tried: {reason}")
            sys.exit(77)
        os.environ["ASSAY_ROOT"] = "yes" if os.geteuid() == 0 else "no"
        words = [*own_namespaces(), sys.executable, *sys.argv]
        os.execvp(words[0], words)
    source, build = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    kept = build / "hosted"
    kept.mkdir(exist_ok=True)
    base, key = make_base(kept, sources_of_debian())
    ways = [([base], Trial.fresh)]
    if "--furnished" in sys.argv[3:]:
        ways.append(([furnish(kept, base, key, source, build), base], Trial.furnished))
    faults = []
    for name in FILES:
        text = (source / "scripts/ci/hosted" / name).read_text()
        faults += faults_of_text(name, text)
        for lower, way in ways:
            begin = time.monotonic()
            trial = Trial(name, text, kept, lower, source, build)
            way(trial)
            faults += trial.faults
            print(f"{name}, {way.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
        for action in steps_of(name, text)[1]:
            print(f"not tried: {name}: {action}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
