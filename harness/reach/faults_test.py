#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every fault that a place, and the way to it, can have: what `assay run --on` does, as a table.

usage: faults_test.py BUILD [--only REGEX] [--some] [--long] [--table FILE] [--jobs N]

Each case is one run of a few benchmarks at a stand-in machine (bed/machine.py), through a relay. A fault strikes at one moment:

  before          before the first connection
  copying         while the program and the kit are sent
  in a benchmark  when some benchmarks are finished and one is measured
  between         when the journal there has just grown by a benchmark
  fetching        when the run there has ended and the record is on its way

A case fails when the exit code or the message is not the expected one, when a benchmark that was finished is missing afterwards or
ran again, when samples came and no message says where they are, or when a process is left at the place. The table is printed as
docs/machines.md has it; a case without its row there is a failure too.

  --some   the cases that scripts/test tries, which the table in docs/machines.md marks with *
  --table  a file for the table; rows of cases that are not tried now stay
  --long   also what takes minutes: a stall of three minutes, another architecture under emulation

Exit code 77: not tried on this machine.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "bed"), str(HERE.parents[1] / "scripts/lib")]
import relay  # noqa: E402
import world  # noqa: E402
from bed import Bed  # noqa: E402
from machine import SHELLS, User  # noqa: E402
from tool_root import tool_root, user_cache  # noqa: E402

MOMENTS = ["before", "copying", "in a benchmark", "between", "fetching"]
LATE, RUNNING = MOMENTS[2:], MOMENTS[2:4]
PATIENCE_S = 12  # of the place: a run there ends by itself after that time without us
GRACE_S = 310    # and may finish the benchmark in hand; who was greeted and not spoken to leaves after 5 minutes
FILTER = "crc32/|sha256/|hash/fnv/"  # 8 benchmarks, of 10 to 100 us each
SELECTION = ["--suite", "compute", "--target", "x86-64-v2", "--filter", FILTER]
FOREIGN = ["--suite", "libc", "--target", "armhf,kunpeng-920,riscv64-gcv", "--filter", "^libc/string/strlen/(8|64)$"]
VECTORS = "rv64,v=true,vext_spec=v1.0,vlen=256,elen=64"
KEPT = ".cache/assay/kit"
PLACES = tool_root() / "places"
DOCUMENT = HERE.parent.parent / "docs/machines.md"
HEAD = "| fault | when | exit code | first line of the message | samples kept | processes left |\n|---|---|---|---|---|---|"
SLOW = {"copying": 400_000, "fetching": 40_000}  # bytes per second, so that the moment lasts
DONE, MISSING, INTERRUPTED = 0, 3, 130
NEVER_REACHED = {"before": MISSING, "": DONE}  # who does not answer at all at first is not waited for


@dataclasses.dataclass
class Fault:
    name: str
    strike: object = None                   # called with the case at the moment; "before" without one
    moments: list = dataclasses.field(default_factory=lambda: list(MOMENTS))
    code: object = DONE                     # or moment -> code
    says: object = ""                       # a regular expression in what is printed, or moment -> expression
    machine: dict = dataclasses.field(default_factory=dict)   # Settings of a machine of its own
    user: dict = dataclasses.field(default_factory=dict)      # of its first user
    prepare: object = None                  # called with the case before everything
    place: str = ""                         # lines of the [place.lab] table
    reboots: bool = False                   # a suite under way begins anew: no cell is of two boots
    second: object = None                   # Settings of a second place, which is measured at the same time
    answer: str = ""                        # given on a terminal, when a passphrase is asked for
    again: bool = False                     # the same command once more afterwards has to finish
    long: bool = False
    patience: int = PATIENCE_S
    direct: bool = False                    # without the relay, because the machine itself is at issue
    environment: dict = dataclasses.field(default_factory=dict)
    selection: list = dataclasses.field(default_factory=lambda: SELECTION)
    columns: dict = dataclasses.field(default_factory=dict)   # target -> architecture of its place, where nothing may be timed
    connections: int = 0                    # that many are made; 0: not counted
    host: dict = dataclasses.field(default_factory=dict)      # what the record says of the machine; None: nothing
    why_not: dict = dataclasses.field(default_factory=dict)   # moment -> why it can't be made

    def of(self, what, moment):
        value = getattr(self, what)
        return value.get(moment, value.get("", DONE if what == "code" else "")) if isinstance(value, dict) else value


class Case:
    """One fault at one moment."""

    def __init__(self, bed, build, fault, moment, number):
        self.bed, self.build, self.fault, self.moment, self.number = bed, build, fault, moment, number
        self.folder = bed.folder / f"case{number}"
        self.folder.mkdir()
        self.problems, self.journals, self.said, self.before, self.timers = [], {}, "", set(), []
        self.came, self.sizes = set(), {}
        self.person = None
        self.others = []  # further runs that have to end well

    # What a strike may do.

    @property
    def user(self):
        return self.machine.settings.users[0]

    def kept(self):
        return self.machine.at(f"{'small/' if self.user.small else ''}home/{self.user.name}/{KEPT}")

    def later(self, seconds, action):
        timer = threading.Timer(seconds, action)
        timer.start()
        self.timers.append(timer)

    def kill_there(self, pattern, number=signal.SIGKILL):
        return self.machine.kill(pattern, number)

    def kill_here(self, pattern, number=signal.SIGKILL):
        """Of the processes that this case's assay started."""
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = pathlib.Path(f"/proc/{name}/cmdline").read_text().replace("\0", " ")
                if re.search(pattern, words) and os.getsid(int(name)) == self.assay.pid:
                    os.kill(int(name), number)
            except OSError:
                continue

    def own_places(self, words):
        """The same command, which sees the case's folder where runs at places are kept in the user's cache."""
        return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"', self.folder / "places", PLACES, *words]

    def way(self):
        return {} if self.fault.direct else {"HostName": "127.0.0.1", "Port": self.relay.listen}

    def slow_down(self, bytes_per_s):
        if not self.fault.direct:
            self.relay.do(f"rate={bytes_per_s}")
        elif self.machine.process:
            self.machine.narrow(bytes_per_s // 125)

    # Its course.

    def carry_out(self):
        number = self.number % 125 + 2
        (self.folder / "places").mkdir()
        user = User(**{"name": "alice", **self.fault.user})
        self.machine = self.bed.machine(f"lab{self.number}", number=number, users=[user, *self.fault.machine.get("others", [])],
                                        **{key: value for key, value in self.fault.machine.items() if key != "others"})
        self.relay = relay.Relay(self.machine.address, 22)
        self.second = self.fault.second is not None and self.bed.machine(f"more{self.number}", number=number + 126, **self.fault.second)
        try:
            self.bed.host(f"way{self.number}", self.machine, **self.way())
            if self.moment in ("in a benchmark", "between", "fetching") and self.fault.strike:
                self.bring_kit()
            if self.fault.prepare:
                self.fault.prepare(self)
            self.run_it()
            if self.fault.again:
                self.relay.do("accept")
                self.start_again()
            self.look_for_processes()
        finally:
            for timer in self.timers:
                timer.cancel()
            self.relay.close()
            for machine in filter(None, (self.machine, self.second)):
                if machine.process:
                    machine.power_cut()

    def words(self, place="lab", record="record.json"):
        places = f"{place},more" if self.second and "," not in place else place
        return [str(self.build / "assay"), "run", "--on", places, *self.fault.selection, "-o", str(self.folder / record)]

    def start(self):
        place = f'[place.lab]\nssh = "way{self.number}"\npatience = {self.fault.patience}\n' + self.fault.place
        if self.second:
            place += f'[place.more]\nssh = "more{self.number}"\npatience = {self.fault.patience}\n'
        (self.folder / "assay.toml").write_text(place)
        self.environment = environment = self.bed.environment(XDG_STATE_HOME=str(self.folder / "state"), XDG_CACHE_HOME=str(user_cache()),
                                                                **self.fault.environment)
        self.output = open(self.folder / "output", "ab")
        if self.fault.answer:
            self.start_on_terminal(environment)
            return
        self.assay = subprocess.Popen(self.own_places(self.words()), cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=self.output,
                                      stderr=subprocess.STDOUT, start_new_session=True)

    def start_on_terminal(self, environment):
        """A person sits there, who is asked for the passphrase once and answers."""
        near, far = pty.openpty()
        self.assay = subprocess.Popen(["setsid", "--ctty", *self.own_places(self.words())], cwd=self.folder, env=environment, stdin=far, stdout=far, stderr=far)
        os.close(far)

        def sit():
            shown = b""
            while True:
                try:
                    chunk = os.read(near, 4096)
                except OSError:
                    break  # the other end is closed
                self.output.write(chunk.replace(b"\r", b""))
                self.output.flush()
                shown += chunk
                if b"passphrase" in shown:
                    os.write(near, self.fault.answer.encode() + b"\n")
                    shown = b""
            os.close(near)

        self.person = threading.Thread(target=sit)
        self.person.start()

    def bring_kit(self):
        """A run without any fault, so that only what is at issue remains to be copied."""
        self.start()
        if self.assay.wait(timeout=300) != 0:
            raise AssertionError(f"a run without a fault ended with {self.assay.returncode}: {self.text()}")
        self.output.close()
        (self.folder / "output").unlink()
        (self.folder / "record.json").unlink()
        shutil.rmtree(self.folder / "places")
        (self.folder / "places").mkdir()
        self.journals.clear()

    def text(self):
        return (self.folder / "output").read_text(errors="replace")

    def run_it(self):
        if self.moment == "before" and self.fault.strike:
            self.fault.strike(self)
        if self.moment in SLOW and self.fault.strike:
            self.slow_down(SLOW[self.moment])
        self.start()
        struck = self.moment == "before" or not self.fault.strike
        end = time.monotonic() + 400
        while self.assay.poll() is None and time.monotonic() < end:
            self.read_journals()
            self.note_what_came()
            if not struck and self.is_the_moment():
                struck, self.before = True, set(self.finished())
                if self.moment in SLOW and self.fault.direct:
                    self.slow_down(0)
                self.fault.strike(self)
                if self.moment in SLOW and not self.fault.direct:
                    self.later(1, lambda: self.slow_down(0))
            time.sleep(0.004)
        if self.assay.poll() is None:
            self.problems.append("it did not end within 400 s")
            self.kill_here("")
        self.code = self.assay.wait()
        if self.person:
            self.person.join()
        self.output.close()
        self.said = self.text()
        for other in self.others:
            if (code := other.wait(timeout=300)) != 0:
                self.problems.append(f"the other run ended with {code}: {(self.folder / 'other-output').read_text()[-500:]}")
        if not struck:
            self.problems.append(f"the moment '{self.moment}' did not come")
        self.judge()

    def is_the_moment(self):
        if self.moment == "copying":
            return any(path.stat().st_size > 100_000 for path in self.kept().glob("assay-kit-*.*"))
        if self.moment == "fetching":
            return bool(list(self.kept().glob("runs/*/ended")))
        measuring = any("--benchmark" in " ".join(words) for _, _, words in self.machine.processes(self.user.number))
        return len(self.finished()) >= 2 and (self.moment == "between" or measuring)

    def read_journals(self):
        """Whole lines of each run's journals, as long as they are there: they may only grow."""
        try:
            journals = list(self.kept().glob("runs/*/results/session-*.jsonl"))
        except OSError:
            return  # a run is removed just now
        for path in journals:
            try:
                lines = path.read_text().split("\n")[:-1]
            except (OSError, UnicodeDecodeError):
                continue
            key = str(path.relative_to(self.kept()))
            known = self.journals.get(key, [])
            if len(lines) > len(known):
                if lines[:len(known)] != known:
                    self.problems.append(f"{key} is not what it was with more lines")
                self.journals[key] = lines

    def journals_here(self):
        return list((self.folder / "places").rglob("session-*.jsonl"))

    def cells_here(self):
        """Of the journals as far as they came."""
        lines = [line for path in self.journals_here() for line in path.read_text().split("\n")[:-1]]
        return [json.loads(line)["cell"] for line in lines if '"part"' in line]

    def note_what_came(self):
        try:
            sizes = {path: path.stat().st_size for path in self.journals_here()}
            if sizes != self.sizes:
                self.came.update(samples_of(self.cells_here()))
                self.sizes = sizes
        except OSError:
            return  # a folder is made or removed just now

    def finished(self, journal=None):
        """Processes of benchmarks as often as a journal, or one of all, says that one was finished."""
        lines = [json.loads(line) for key, lines in list(self.journals.items()) for line in lines if journal in (None, key)]
        return [process for line in lines if "part" in line for process in set(samples_of([line["cell"]]))]

    def start_again(self):
        self.start()
        code = self.assay.wait(timeout=300)
        self.output.close()
        if code != 0:
            self.problems.append(f"the same command again ended with {code}: {self.text()[-500:]}")
        self.read_record()

    def judge(self):
        wanted = self.fault.of("code", self.moment)
        if self.code not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            self.problems.append(f"exit code {self.code}, not {wanted}")
        says = self.fault.of("says", self.moment)
        if says and not re.search(says, self.said):
            self.problems.append(f"it does not say '{says}'")
        if re.search(r"terminate called|broken promise|ensure|Assertion", self.said):
            self.problems.append("it speaks like a program that broke")
        if self.fault.connections not in (0, self.relay.accepted):
            self.problems.append(f"{self.relay.accepted} connections, not {self.fault.connections}")
        self.read_record()
        again = {name for key in self.journals for name, times in collections.Counter(self.finished(key)).items() if times > 1}
        if again and not self.fault.reboots:
            self.problems.append(f"finished and measured again: {sorted(again)}")
        if self.code == 0 and self.kept_samples == 0:
            self.problems.append("exit code 0 without a sample")
        if self.second and self.code == 0:
            self.look_at_both_places()

    def look_at_both_places(self):
        """A cell and a column for each, though both machines have the same key."""
        if self.cells != {"ok": 2}:
            self.problems.append(f"two places gave {self.cells}")
        hosts = json.loads((self.folder / "record.json").read_text())["hosts"]
        if (said := [host["place"] for host in hosts]) != ["lab", "more"] or hosts[0]["key"] != hosts[1]["key"]:
            self.problems.append(f"the places of the record's hosts are {said}")
        table = world.done(self.build / "assay", "compare", self.folder / "record.json", cwd=self.folder, env=self.environment)
        if not re.search(r"^benchmark +lab +more$", table, re.M):
            self.problems.append(f"the table has no column for each place: {table}")

    def read_record(self):
        """Samples that are in the record, or in what came of it."""
        path, self.cells = self.folder / "record.json", collections.Counter()
        cells = self.cells_here()
        if path.exists():
            record = json.loads(path.read_text())
            cells = record["cells"]
            for key, wanted in self.fault.host.items():
                if (said := record["hosts"][0]["fingerprint"].get(key)) != wanted:
                    self.problems.append(f"the record says {key} {said}, not {wanted}")
            if self.fault.columns:
                self.look_at_columns(record)
        self.cells.update(cell["outcome"] for cell in cells)
        there = samples_of(cells)
        self.kept_samples = sum(there.values())
        # Without a record, what the place had and had not sent yet may be there still.
        if lost := self.came.union(self.before if path.exists() else ()) - set(there):
            self.problems.append(f"finished and lost: {sorted(lost)}")
        killed = self.code == -signal.SIGKILL  # and says nothing
        if self.kept_samples and not path.exists() and not killed and not re.search(f"what came is in {PLACES}/", self.said):
            self.problems.append("it does not say where the samples are")

    def look_at_columns(self, record):
        """A cell for each target, whose benchmarks ran at the place of that architecture, and one table with a column for each."""
        found = {}
        for cell in record["cells"]:
            place = record["hosts"][record["places"][cell["place"]]["host"]]
            ran = [benchmark["name"] for benchmark in cell["benchmarks"] if benchmark["outcome"] == "ok" and benchmark["checksum"]]
            found[cell["target"]] = (place["fingerprint"]["arch"], place["class"], cell["outcome"], cell["code"], ran)
        names = ["libc/string/strlen/8", "libc/string/strlen/64"]
        wanted = {target: (arch, "emulated", "unavailable", "emulated-host", names) for target, arch in self.fault.columns.items()}
        if found != wanted or len(record["cells"]) != len(wanted):
            self.problems.append(f"the record has {found}, not {wanted}")
        table = world.done(self.build / "assay", "compare", self.folder / "record.json", cwd=self.folder, env=self.environment)
        rows = [line.split()[:1 + 2 * len(wanted)] for line in table.splitlines() if line.startswith(("benchmark ", "libc/"))]
        shown = [["benchmark", *wanted], *([name, *["emulated-host", "[1]"] * len(wanted)] for name in names)]
        if rows != shown:
            self.problems.append(f"the table has {rows}, not {shown}")

    def look_for_processes(self):
        end = time.monotonic() + self.fault.patience + GRACE_S
        machines = [machine for machine in (self.machine, self.second) if machine and machine.process]

        def still_there():
            return [words for machine in machines for _, _, words in machine.processes(machine.settings.users[0].number)]

        while (left := still_there()) and time.monotonic() < end:
            time.sleep(0.2)
        self.left = len(left)
        if left:
            self.problems.append(f"left at the place: {[' '.join(words) for words in left]}")

    def row(self):
        lines = [line for line in self.said.splitlines() if line.strip()]
        ours = [line for line in lines if not re.match("cells:|benchmarks:|record:|next:|measuring|building|sending", line)] or lines[-1:]
        first = (ours or [""])[0].replace("|", "\\|").replace(str(self.folder), "FOLDER").replace(str(self.bed.folder), "FOLDER")
        first = re.sub(r"port \d+", "port N", re.sub(r"\S*/places/\w+", "FOLDER", first))
        first = re.sub(r"[0-9a-f]{8,}(-[0-9a-f]{16})?", "HASH", first)
        first = first if len(first) <= 160 else first[:157] + "..."
        return f"{row_of(self.fault, self.moment)} | {self.code} | {first} | {self.kept_samples} | {self.left} |"


def samples_of(cells):
    """How often there is a sample of each process of each benchmark; none is of an emulator."""
    return collections.Counter((benchmark["name"], sample["process"]) for cell in cells for benchmark in cell.get("benchmarks", [])
                               for sample in benchmark.get("samples", []))


# What is done at the moment.

def half_minute_of(start, end, seconds=25):
    def strike(case):
        start(case)
        case.later(seconds, lambda: end(case))
    return strike


def power_cut_and_back(case):
    case.machine.power_cut()
    time.sleep(1)
    case.machine.start()


def refused_for_a_while(case):
    case.relay.do("refuse")
    case.relay.do("reset")
    case.later(4, lambda: case.relay.do("accept"))


def interrupted_without_line(case):
    case.relay.do("ignore")
    case.relay.do("reset")
    time.sleep(1.5)
    case.assay.send_signal(signal.SIGINT)


def second_run(host):
    def strike(case):
        with open(case.folder / "other-output", "ab") as output:
            case.others.append(subprocess.Popen(case.own_places(case.words(host(case), "other.json")), cwd=case.folder, env=case.environment,
                                                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True))
    return strike


def under_old_kernel(*words):
    """Everything at the place runs under harness/sys/old_kernel.c."""
    def prepare(case):
        shutil.copy(case.build / "assay_old_kernel", case.machine.at("opt/old_kernel"))
        case.machine.settings.before = ["/opt/old_kernel", *words, "--"]
        case.machine.reboot()
    return prepare


def has_cgroups_v1():
    """Does a tree of v1 have the controllers that limit CPU time and memory?"""
    rows = [line.split() for line in pathlib.Path("/proc/cgroups").read_text().splitlines()]
    return {row[0] for row in rows if row[1] != "0"} >= {"cpu", "memory"}


def killed_here(case):
    case.assay.kill()


def forced(words):
    def prepare(case):
        shutil.copy(HERE / "bed/altered_lines.py", case.machine.at("opt/altered_lines.py"))
        case.machine.configure(force_command=f"/usr/bin/python3 /opt/altered_lines.py {words}")
    return prepare


def line_fault(change, code, says, every=True):
    """Of lines that come at each moment: whether the program is there, the first frame, parts of a journal and of the record."""
    marks = {"before": "2 assay-reach", "copying": "4 assay-reach", "in a benchmark": "6 assay-reach", "fetching": "0 \\\"record\\\""}

    def prepare(case):
        forced(f"{'--every ' if every else ''}{change} {marks[case.moment]}")(case)
    return Fault(f"a line: {change}{'' if every else ', once'}", prepare=prepare, moments=list(marks), code=code, says=says)


def clock_here(seconds):
    def prepare(case):
        library = case.bed.folder / f"clock{seconds}.so"
        if not library.exists():
            from machine import CLOCK
            world.done("cc", "-shared", "-fPIC", "-O1", f"-DSECONDS={seconds}", "-x", "c", "-", "-o", library, input=CLOCK, stdin=None)
        case.fault.environment["LD_PRELOAD"] = str(library)
    return prepare


def everything_there(case):
    case.bring_kit()
    case.relay.accepted = 0


def forget_key(case):
    case.bed.forget(case.machine.name)


def with_passphrase(case):
    key = case.bed.key(f"key-with-passphrase-{case.number}", passphrase="secret")
    case.machine.write_users()
    case.bed.host(f"way{case.number}", case.machine, IdentityFile=key, **case.way())


FAULTS = [
    Fault("none", connections=1),
    Fault("none, and the kit is there", prepare=everything_there, moments=["before"], connections=1),
    # The way there.
    Fault("the connection is reset", lambda case: case.relay.do("reset=1500" if case.moment == "before" else "reset"),
          says="the connection was cut"),
    Fault("a reset in the middle of a line", lambda case: case.relay.do("reset=700"), moments=LATE),
    Fault("this end of the connection is gone", lambda case: case.relay.do("half=near"), moments=MOMENTS[1:],
          says="the connection was cut"),
    Fault("the other end is gone", lambda case: case.relay.do("half=far"), moments=MOMENTS[1:]),
    Fault("a stall of 25 s", lambda case: case.relay.do("stall=25"), code=NEVER_REACHED, patience=90),
    Fault("a stall of three minutes", lambda case: case.relay.do("stall=180"), code=NEVER_REACHED, patience=900, long=True),
    Fault("connections are refused for 4 s", refused_for_a_while, says="the connection was", patience=30),
    Fault("packets are lost for 20 s", half_minute_of(lambda case: case.machine.silence(), lambda case: case.machine.hear(), 20),
          code={"before": (DONE, MISSING), "copying": (DONE, MISSING), "": DONE}, patience=90, direct=True),
    Fault("a fifth of all packets is lost", lambda case: case.machine.loses(20), direct=True, patience=60),
    Fault("a link of 2 Mbit/s", lambda case: case.machine.narrow(2000), direct=True, patience=60),
    Fault("a link of 400 kbit/s", lambda case: case.machine.narrow(400), direct=True, patience=60, moments=["before"], long=True),
    Fault("a delay of 200 ms each way", lambda case: case.relay.do("delay=200")),
    # The machine.
    Fault("power cut, and on again", power_cut_and_back, patience=60, direct=True, reboots=True),
    Fault("power cut for good", lambda case: case.machine.power_cut(), code=MISSING, direct=True),
    Fault("all sessions are ended by sshd", lambda case: case.machine.hang_up(), moments=MOMENTS[1:], direct=True),
    Fault("kill -9 of the program that measures", lambda case: case.kill_there("assay-kit run"), moments=RUNNING),
    Fault("kill -9 of the benchmark", lambda case: case.kill_there("--benchmark"), moments=["in a benchmark"], code=(0, 1)),
    Fault("kill -9 of who holds the lease", lambda case: case.kill_there("supervise"), moments=RUNNING),
    Fault("kill -9 of the far end of the conversation", lambda case: case.kill_there(" serve "), moments=LATE),
    # This side.
    Fault("kill -9 of ssh here", lambda case: case.kill_here(r"^(\S*/)?ssh "), moments=MOMENTS[1:]),
    Fault("kill -9 of assay here, and the command again", killed_here, moments=MOMENTS[1:], code=-9, again=True),
    Fault("Ctrl-C", lambda case: case.assay.send_signal(signal.SIGINT), moments=MOMENTS[1:], code=INTERRUPTED, again=True),
    Fault("Ctrl-C without a line", interrupted_without_line, moments=RUNNING, code=INTERRUPTED, says="ends by itself"),
    # The disk there.
    Fault("the disk is full", lambda case: case.machine.fill("/home/alice"), user={"home_size": "40m"},
          code={"before": DONE, "fetching": (DONE, MISSING), "": MISSING}, says={moment: "space" for moment in MOMENTS[1:4]}),
    Fault("all folders are full", lambda case: case.machine.fill("/"), machine={"disk_size": "40m", "memory_options": "size=64k"},
          code=MISSING, says="No space|full|space", moments=["before"]),
    Fault("the home is read-only", lambda case: case.machine.restrict("/home/alice", "ro"), moments=["before"],
          why_not={moment: "the kernel refuses to while a file is open for writing" for moment in MOMENTS[1:]}),
    Fault("the home is noexec", lambda case: case.machine.restrict("/home/alice", "noexec"),
          code={"copying": MISSING, "in a benchmark": MISSING, "between": MISSING, "": DONE},
          says={"copying": "Permission denied", "in a benchmark": "noexec", "between": "noexec"}),
    Fault("every folder is noexec", machine={"restricted": {"/var/tmp": "noexec", "/dev/shm": "noexec"}}, user={"home": "noexec"},
          moments=["before"], code=MISSING, says="noexec|nowhere|no folder"),
    # How one logs in there.
    *(Fault(f"login shell {shell}, and echo hello in every start-up file", user={"shell": shell, "says_hello": True}, moments=["before"])
      for shell in SHELLS if shell != "none"),
    Fault("no login shell", user={"shell": "none"}, moments=["before"], code=MISSING),
    Fault("a root folder with busybox alone", user={"shell": "busybox", "small": True}, moments=["before"]),
    Fault("ForceCommand that does something else", user={"force_command": "/bin/echo hello"}, moments=["before"], code=MISSING),
    Fault("ForceCommand with the command asked for", user={"force_command": '/bin/sh -c "$SSH_ORIGINAL_COMMAND"'}, moments=["before"]),
    Fault("a banner", user={"banner": "Authorised use only\n"}, moments=["before"]),
    Fault("an unknown host key", prepare=forget_key, moments=["before"], code=MISSING, says="host key"),
    Fault("a changed host key", lambda case: case.machine.new_host_key(), code=MISSING, says="host key",
          why_not={moment: "an open connection knows its key" for moment in MOMENTS[1:]}, moments=["before"]),
    Fault("a key with a passphrase, without a terminal", prepare=with_passphrase, moments=["before"], code=MISSING, says="not let in"),
    Fault("a key with a passphrase, on a terminal", prepare=with_passphrase, moments=["before"], says="Enter passphrase", answer="secret"),
    Fault("a key with a passphrase, on a terminal, and a wrong answer", prepare=with_passphrase, moments=["before"], code=MISSING,
          says="not let in", answer="wrong"),
    Fault("logout ends all processes", user={"killed_at_logout": True}, moments=["before"],
          says="ends what runs when the connection ends"),
    Fault("logout ends all processes, and the connection is reset", lambda case: case.relay.do("reset"), moments=RUNNING,
          user={"killed_at_logout": True}, says="ends what runs when the connection ends"),
    # What the machine is.
    Fault("hidepid", machine={"hidepid": True}, moments=["before"]),
    Fault("no control groups", machine={"cgroups": "none"}, moments=["before"]),
    Fault("control groups v2", machine={"cgroups": "v2"}, moments=["before"]),
    Fault("control groups v1", machine={"cgroups": "v1"}, moments=["before"] if has_cgroups_v1() else [],
          why_not={} if has_cgroups_v1() else {"before": "this kernel's controllers are all in the tree of v2"}),
    Fault("1 CPU", machine={"cpus": 1}, moments=["before"]),
    Fault("512 CPUs in the kernel's files", machine={"cpus": 512}, moments=["before"]),
    Fault("no cpufreq", machine={"cpus": os.cpu_count()}, moments=["before"], host={"governor": None}),
    Fault("cpufreq with the governor powersave", machine={"cpus": os.cpu_count(), "governor": "powersave"}, moments=["before"],
          host={"governor": "powersave", "frequency_max_khz": "2600000"}),
    Fault("the clock here is 5 hours ahead", prepare=clock_here(5 * 3600), moments=["before"]),
    Fault("the clock here is 5 hours late", prepare=clock_here(-5 * 3600), moments=["before"]),
    *(Fault(f"the clock there {how}", moments=[], why_not={"before": "static programs ask the kernel, which has one time of day for all"})
      for how in ("is 5 hours ahead", "is 5 hours late", "jumps while it measures")),
    Fault("another architecture than promised", machine={"foreign": ["riscv64"]}, moments=["before"], code=MISSING, says="riscv64"),
    Fault("a slow machine whose clock is 5 hours late: armhf under emulation", machine={"foreign": ["armhf"], "clock_off_by": -5 * 3600}, moments=["before"], long=True,
          code=MISSING, says="emulated-host", selection=["--suite", "compute", "--target", "armhf", "--filter", FILTER]),
    Fault("a kernel like Linux 4.19", prepare=under_old_kernel("ENOSYS", "newer-than-4.19"), moments=["before"]),
    Fault("perf_event_open and memfd_create are forbidden", prepare=under_old_kernel("EPERM", "perf_event_open,memfd_create"),
          moments=["before"]),
    Fault("another user measures there", second_run(lambda case: f"ssh://bob@way{case.number}"), machine={"others": [User("bob")]},
          moments=["in a benchmark"]),
    Fault("the same user measures there", second_run(lambda case: f"ssh:way{case.number}"), moments=["in a benchmark"]),
    # Two places at once.
    Fault("two places, and another user measures at both", second_run(lambda case: f"ssh://bob@way{case.number},ssh://bob@more{case.number}"),
          machine={"others": [User("bob")]}, second={"users": [User("alice"), User("bob")]}, moments=["in a benchmark"]),
    Fault("two places", second={}, moments=["before"]),
    Fault("two places, and one loses its power for good", lambda case: case.machine.power_cut(), code=MISSING, says="it did not answer",
          second={}, moments=["in a benchmark"], direct=True),
    Fault("two places, and one never answers", lambda case: case.machine.power_cut(), code=MISSING, says="it did not answer", second={},
          moments=["before"], direct=True),
    Fault("two places, and one has another architecture", second={"foreign": ["riscv64"]}, moments=["before"], code=MISSING, says="riscv64"),
    Fault("two places of two architectures, both emulated", machine={"foreign": ["aarch64"]},
          second={"foreign": ["riscv64"], "foreign_cpu": VECTORS}, moments=["before"], code=MISSING, selection=FOREIGN,
          says=r"no place can execute armhf (.|\n)*kunpeng-920/\S+ native: emulated-host: (.|\n)*riscv64-gcv/\S+ native: emulated-host: ",
          columns={"kunpeng-920": "aarch64", "riscv64-gcv": "riscv64"}),
    # What comes back.
    *(line_fault(change, MISSING, "") for change in ("alter", "double", "swap", "lose", "cut", "long", "endless")),
    # Until our program speaks there, a login may print what it likes.
    line_fault("rubbish", {"before": DONE, "": MISSING}, ""),
    *(line_fault(change, DONE, "", every=False) for change in ("alter", "double", "swap", "lose", "cut", "end")),
]


SOME = {"none": "before", "the connection is reset": "in a benchmark", "connections are refused for 4 s": "copying",
        "power cut, and on again": "between", "kill -9 of who holds the lease": "in a benchmark",
        "kill -9 of assay here, and the command again": "between", "Ctrl-C": "in a benchmark", "the disk is full": "between",
        "login shell fish, and echo hello in every start-up file": "before", "a root folder with busybox alone": "before",
        "another user measures there": "in a benchmark", "two places": "before",
        "two places of two architectures, both emulated": "before", "a line: alter": "in a benchmark"}


def cases_of(only, long, some):
    """Pairs of a fault and its moment."""
    pairs = [(fault, moment) for fault in FAULTS for moment in (fault.moments if fault.strike or len(fault.moments) < 5 else ["before"])]
    return [(fault, moment) for fault, moment in pairs
            if (long or not fault.long) and (not some or moment in SOME.get(fault.name, ())) and re.search(only, f"{fault.name}: {moment}")]


def row_of(fault, moment):
    """Its beginning."""
    return f"| {fault.name} | {moment}{' *' if moment in SOME.get(fault.name, ()) else ''}"


def differences_from_document():
    """Cases that have no row in docs/machines.md, rows that have no case, and marks of other cases than those of --some."""
    text = DOCUMENT.read_text()
    written = {" | ".join(row.split(" | ")[:2]) for row in text[text.index(HEAD):].split("\n\n")[0].splitlines()[2:]}
    wanted = {row_of(*case) for case in cases_of("", True, False)}
    wanted |= {row_of(fault, moment) for fault in FAULTS for moment in fault.why_not}
    return [f"docs/machines.md has no row of a case: {row}" for row in sorted(wanted - written)] + \
           [f"docs/machines.md has a row of no case: {row}" for row in sorted(written - wanted)]


def write_table(path, lines):
    """Rows that were not tried now stay as they are, in the order of all cases."""
    def key(row):
        return tuple(row.replace(" * |", " |").split(" | ")[:2])

    names = [f"| {fault.name}" for fault in FAULTS]
    kept = path.read_text().splitlines() if path.exists() else []
    rows = {key(line): line for line in [*kept, *lines] if line.startswith("| ") and not line.startswith("| fault |")}
    order = sorted(rows.values(), key=lambda row: (names.index(key(row)[0]), MOMENTS.index(key(row)[1])) if key(row)[0] in names else (-1, 0))
    path.write_text(lines[0] + "\n" + "\n".join(order) + "\n")


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ", 1)[1])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--some", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    PLACES.mkdir(parents=True, exist_ok=True)
    rows, problems = {}, differences_from_document() if given.some else []
    cases = cases_of(given.only, given.long, given.some)
    for suite, targets in sorted({(fault.selection[1], ",".join(fault.columns) or fault.selection[3]) for fault, _ in cases}):
        with tempfile.TemporaryDirectory() as folder:  # compiles for minutes, once, so that no case does
            world.done(given.build / "assay", "kit", *targets.split(","), "--suite", suite, "-o", folder, timeout=1500)
    with Bed() as bed, concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:

        def one(number, fault, moment):
            case = Case(bed, given.build.resolve(), fault, moment, number)
            begin = time.monotonic()
            try:
                case.carry_out()
                rows[number] = case.row()
            except Exception:  # noqa: BLE001
                case.problems.append(traceback.format_exc())
            for problem in case.problems:
                problems.append(f"{fault.name}, {moment}: {problem}\n{case.said[-1500:]}")
            print(f"{'FAILED' if case.problems else 'ok'}  {time.monotonic() - begin:.0f} s  {rows.get(number, fault.name + ' ' + moment)}",
                  flush=True)
            if case.problems:
                print("        " + "\n        ".join(case.problems), flush=True)

        list(pool.map(lambda job: one(job[0], *job[1]), enumerate(cases)))
    not_made = [f"{row_of(fault, moment)} | | can't be made: {why} | | |" for fault in FAULTS if re.search(given.only, fault.name)
                for moment, why in fault.why_not.items()]
    print("\n".join([HEAD, *(rows[number] for number in sorted(rows)), *not_made]))
    if given.table:
        write_table(given.table, [HEAD, *(rows[number] for number in sorted(rows)), *not_made])
    print("\n\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    world.enter_own_world(sys.argv)
    sys.exit(main())
