#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes kits, unpacks them, and measures with them as somebody does who has nothing else.

usage: kits_test.py SOURCE BUILD [--all]

Building a kit's program takes minutes, so that a commit tries two of the four other architectures: which ones, its hash says.
--all tries all of them.

The kit of this machine runs in folders that it may not write, without an environment, killed in the
middle, and after reboots that a mounted boot id makes. Those of other architectures run under
qemu-user, which they see as an emulated machine. Journals and records are read here by JSON alone.
"""

import collections
import hashlib
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "record"))
from sealed_record import sealed  # noqa: E402

SOURCE, BUILD, ALL = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--all" in sys.argv[3:]
ASSAY = BUILD / "assay"
NATIVE = "x86-64-v2"
PAIRS = [{"kunpeng-920": "aarch64", "loongarch64": "loongarch64"}, {"riscv64-gc": "riscv64", "armhf": "armhf"}]
LOWEST = {"x86-64-v2": ("qemu-x86_64", "qemu64", {"x86-64-v2": "ssse3", "x86-64-v3": "avx2"}),
          "kunpeng-920": ("qemu-aarch64", "cortex-a53", {"kunpeng-920": "asimddp", "phytium-s5000c": "sha3"}),
          "riscv64-gc": ("qemu-riscv64", "rv64,v=false", {"riscv64-gcv": "v"})}  # a CPU and the features that it lacks
BARE_GUESTS = {"riscv64-gc": "riscv64"}  # whose Linux the journeys compile too
BARE_GUESTS |= {"kunpeng-920": "aarch64"} if ALL else {}
OF_ROUND = "^libc/string/(strlen|strcmp)/|^memory/chase/16384$"  # of more than one turn, and with a control kernel
SMALL = "^libc/string/(strlen|strcmp)/"  # benchmarks that take little time
MANY = "^libc/string/"  # more than thirty
LIMIT = 8 << 20  # of a kit's program


def run(words, **settings):
    settings.setdefault("timeout", 900)
    settings.setdefault("check", False)
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **settings)


def foreign_targets():
    """Those of this commit; all of them where there is none."""
    commit = run(["git", "-C", SOURCE, "rev-parse", "HEAD"]).stdout.strip()
    return PAIRS[0] | PAIRS[1] if ALL or not commit else PAIRS[int(commit, 16) % 2]


def lines_of(journal):
    return [json.loads(line) for line in journal.read_text().splitlines()]


def executions_in(journal):
    """How often each process of each benchmark stands in the journal."""
    seen = collections.Counter()
    for line in lines_of(journal):
        for benchmark in line.get("cell", {}).get("benchmarks", []) if "part" in line else []:
            samples = benchmark.get("samples") or [{"process": 1}]
            for process in {sample.get("process", 1) for sample in samples}:
                seen[benchmark["name"], process] += 1
    return seen


FOREIGN = foreign_targets()


def reorder(record):
    """Says that what was timed in the first turn was timed in the last, and the other way round."""
    (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
    last = len(cell["turns"])
    for benchmark in cell["benchmarks"]:
        for sample in benchmark["samples"]:
            if sample["turn"] in (1, last):
                sample["turn"] = 1 + last - sample["turn"]


class KitsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="assay-kits-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.folder.chmod(0o755)
        cls.made = {}
        ended = run([ASSAY, "kit", NATIVE, *FOREIGN, "--suite", "libc", "--suite", "memory", "-o", cls.folder, "--json"])
        if ended.returncode != 0:
            raise AssertionError(f"assay kit ended with {ended.returncode}: {ended.stderr}")
        for kit in json.loads(ended.stdout)["kits"]:
            cls.made[kit["target"]] = pathlib.Path(kit["path"])

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def setUp(self):
        self.own = tempfile.TemporaryDirectory(prefix="own-", dir=self.folder)
        self.here = pathlib.Path(self.own.name)
        self.here.chmod(0o755)

    def tearDown(self):
        self.own.cleanup()

    def unpack(self, target=NATIVE, where=None):
        folder = where or self.here
        with tarfile.open(self.made[target]) as archive:
            archive.extractall(folder)
        (unpacked,) = [path for path in folder.iterdir() if path.name.startswith("assay-kit-")]
        return unpacked

    def start(self, kit, *words, **settings):
        """As a user with an empty environment."""
        settings.setdefault("env", {})
        settings.setdefault("cwd", "/")
        return run([kit / "start", *words], **settings)

    def assert_ends(self, ended, code):
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)

    # What is in the archive.

    def test_archive_is_plain_complete_and_repeats(self):
        again = run([ASSAY, "kit", NATIVE, "--suite", "libc,memory", "-o", self.here / "again"])
        self.assert_ends(again, 0)
        (other,) = (self.here / "again").iterdir()
        self.assertEqual(other.read_bytes(), self.made[NATIVE].read_bytes())
        with tarfile.open(other) as archive:
            for member in archive:
                self.assertTrue(member.isreg(), member.name)
                self.assertEqual((member.mtime, member.uid, member.gid, member.uname), (0, 0, 0, ""))
                self.assertEqual(member.pax_headers, {})
                self.assertIn(member.mode, (0o644, 0o755))
        kit = self.unpack()
        self.assertEqual(run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=kit).returncode, 0)
        text = (kit / "manifest.json").read_text()
        manifest = json.loads(text)
        canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
        self.assertEqual(text, canonical)
        listed = {file["path"] for file in manifest["files"]} | {"manifest.json", "SHA256SUMS"}
        self.assertEqual(listed, {str(path.relative_to(kit)) for path in kit.rglob("*") if path.is_file()})
        for file in manifest["files"]:
            self.assertEqual(hashlib.sha256((kit / file["path"]).read_bytes()).hexdigest(), file["sha256"])

    def test_programs_are_small_static_and_ask_no_names(self):
        for target, architecture in {NATIVE: "x86_64", **FOREIGN}.items():
            with self.subTest(target), tempfile.TemporaryDirectory(dir=self.here) as folder:
                program = self.unpack(target, pathlib.Path(folder)) / "assay-kit"
                self.assertLess(program.stat().st_size, LIMIT)
                headers = run(["readelf", "-lW", program]).stdout
                self.assertNotIn("INTERP", headers)
                self.assertNotIn("DYNAMIC", headers)
                with_symbols = SOURCE / "build/kits" / architecture / "project/assay-kit"
                symbols = {line.split()[-1] for line in run(["llvm-nm-19", with_symbols]).stdout.splitlines()}
                self.assertTrue("main" in symbols)
                asks = {"getpwuid_r", "getpwnam", "getgrgid", "getaddrinfo", "gethostbyname"} & symbols
                self.assertEqual(asks, set())

    def test_page_and_script_name_target_and_version(self):
        target = min(FOREIGN)
        kit = self.unpack(target)
        page, script = (kit / "README.txt").read_text(), (kit / "start").read_text()
        self.assertIn(f"Assay kit for {target}", page)
        self.assertIn("测试包", page)
        self.assertNotIn("@", page + script.replace('"$@"', ""))
        self.assertLess(max(map(len, page.splitlines())), 121)
        self.assertEqual(run(["shellcheck", kit / "start"]).stdout, "")

    # What the script says.

    def with_uname(self, machine, release="6.1.0"):
        """A PATH whose uname says that this is another machine."""
        folder = self.here / "bin"
        folder.mkdir(exist_ok=True)
        uname = folder / "uname"
        uname.write_text(f'#!/bin/sh\ncase $1 in -m) echo {machine} ;; -r) echo {release} ;; esac\n')
        uname.chmod(0o755)
        return {"PATH": f"{folder}:/usr/bin:/bin"}

    def test_start_says_what_the_kernel_does_not(self):
        kit = self.unpack()
        ended = self.start(kit, env=self.with_uname("riscv64"))
        self.assert_ends(ended, 3)
        self.assertIn("this kit is for x86-64-v2 (x86_64), and this machine is riscv64", ended.stderr)
        ended = self.start(kit, env=self.with_uname("x86_64", "4.4.0-custom"))
        self.assert_ends(ended, 3)
        self.assertIn("this kernel is 4.4.0-custom, and the kit needs 4.19 or later", ended.stderr)
        (kit / "assay-kit").chmod(0o644)
        self.assertIn("may not be executed: chmod", self.start(kit).stderr)
        (kit / "assay-kit").chmod(0o755)
        for left, message in ((10_000, "it is damaged (try sha256sum -c SHA256SUMS)"), (0, "is missing or empty")):
            os.truncate(kit / "assay-kit", left)
            ended = self.start(kit)
            self.assert_ends(ended, 3)
            self.assertIn(message, ended.stderr)
        if "loongarch64" in FOREIGN:
            loong = self.unpack("loongarch64", pathlib.Path(tempfile.mkdtemp(dir=self.here)))
            ended = self.start(loong, env=self.with_uname("loongarch64", "4.19.0-loongson"))
            self.assert_ends(ended, 3)
            self.assertIn("earlier LoongArch kernels have the old system call interface", ended.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
    def test_start_names_a_folder_that_is_mounted_noexec(self):
        self.unpack()
        script = f"mount --bind {self.here} {self.here} && mount -o remount,bind,noexec {self.here} && " \
                 f"exec sh {self.here}/assay-kit-*/start"
        ended = run(["unshare", "-m", "sh", "-c", script])
        self.assert_ends(ended, 3)
        self.assertIn("is mounted noexec: unpack the kit elsewhere", ended.stderr)

    # Measuring on this machine.

    def test_measures_with_nothing_but_its_folder(self):
        kit = self.unpack()
        before = {path for path in kit.rglob("*")}
        ended = self.start(kit, "--filter", SMALL)
        self.assert_ends(ended, 0)
        self.assertIn("libc/string/strlen", ended.stdout)
        self.assertIn("session 1:", ended.stderr)
        (results,) = {path for path in kit.iterdir()} - before
        self.assertEqual({path.name for path in results.iterdir()}, {"record.json", "session-1.jsonl"})
        text = (results / "record.json").read_text()
        record = json.loads(text)
        for secret in (str(self.folder), f'"{platform.node()}"'):
            self.assertFalse(secret in text, secret)
        shown = run([ASSAY, "compare", results / "record.json"])
        self.assert_ends(shown, 0)
        self.assertIn("libc/string/strlen", shown.stdout)
        again = self.start(kit, "--filter", SMALL)
        self.assert_ends(again, 0)
        self.assertIn("session 1 was measured today", again.stderr)
        self.assertEqual(record, json.loads((results / "record.json").read_text()))

    def test_submits_what_was_measured_and_nothing_else(self):
        """Signed with a key that is made for it, and checked with ours, with the kit's and with standard tools."""
        kit = self.unpack()
        self.assert_ends(self.start(kit, "--filter", SMALL, "-o", self.here / "results"), 0)
        made = self.start(kit, "submit", "--filter", SMALL, "-o", self.here / "results")
        self.assert_ends(made, 0)
        self.assertNotIn("left out of the record", made.stderr)
        self.assertNotIn("left out of the kit's manifest", made.stderr)
        results = self.here / "results"
        submission, key = results / "submission.assay", results / "submission-key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        alone = self.start(kit, "verify", submission)
        self.assert_ends(alone, 1)
        self.assertIn("not enrolled", alone.stdout)
        line = alone.stdout.splitlines()[-1]  # unbroken: people copy it
        kind, text = (results / "submission-key.pub").read_text().split()[:2]
        self.assertEqual(line, f'name@example.org namespaces="assay-submission" {kind} {text}')
        signers = self.here / "allowed_signers"
        signers.write_text(line.replace("name@", "alice@") + "\n")
        verified = run([ASSAY, "verify", submission, "--signers", signers])
        self.assert_ends(verified, 0)
        self.assertIn("accepted", verified.stdout)
        self.look_into(submission, signers, results)
        bytes_of = bytearray(submission.read_bytes())
        bytes_of[len(bytes_of) // 2] ^= 1
        (self.here / "changed").write_bytes(bytes_of)
        self.assert_ends(run([ASSAY, "verify", self.here / "changed", "--signers", signers]), 1)
        there = self.start(kit, "submit", "--filter", SMALL, "-o", results)
        self.assert_ends(there, 2)
        self.assertIn("is there already; move that file away", there.stderr)

    def look_into(self, submission, signers, results):
        inside = self.here / "inside"
        inside.mkdir()
        self.assert_ends(run(["tar", "-xzf", submission], cwd=inside), 0)
        self.assertEqual((inside / "record.json").read_bytes(), (results / "record.json").read_bytes())
        with open(inside / "manifest.json") as manifest:
            self.assert_ends(run(["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "alice@example.org", "-n", "assay-submission",
                                  "-s", "manifest.json.sig"], cwd=inside, stdin=manifest), 0)
        self.assert_ends(run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=inside), 0)
        self.assertIn(hashlib.sha256((inside / "SHA256SUMS").read_bytes()).hexdigest(), (inside / "manifest.json").read_text())
        names = {"SHA256SUMS", "kit.json", "machine.json", "manifest.json", "manifest.json.sig", "record.json"}
        self.assertEqual({path.name for path in inside.iterdir()}, names)
        boot_id = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        for path in inside.iterdir():
            for secret in (str(self.folder), f'"{platform.node()}"', boot_id):
                self.assertNotIn(secret, path.read_text(), f"{path.name} holds {secret}")
        shown = run([ASSAY, "submission", "show", submission])
        self.assert_ends(shown, 0)
        self.assertIn("/proc/cpuinfo:", shown.stdout)

    def tree_with(self, *rounds):
        """A source tree whose program knows these rounds, and trusts the key in it."""
        tree = self.here / "tree"
        for folder in ("targets", "benchmarks", "build", "results/trust", "results/rounds"):
            (tree / folder).mkdir(parents=True)
        (tree / "CMakeLists.txt").write_text("# marks a source tree\n")
        shutil.copy(ASSAY, tree / "build/assay")
        for each in rounds:
            shutil.copy(each, tree / "results/rounds")
        self.assert_ends(run([ASSAY, "submission", "key", tree / "key"]), 0)
        public = (tree / "key.pub").read_text()
        (tree / "results/trust/allowed_signers").write_text(f'alice@example.org namespaces="assay-submission" {public}')
        return tree

    def new_round(self, name, folder, first="2020-01-01", last="2099-12-31"):
        path = self.here / folder / f"{name}.json"
        ended = run([ASSAY, "round", "new", name, self.made[NATIVE], "--from", first, "--to", last, "-o", path])
        self.assert_ends(ended, 0)
        return path

    def verified(self, tree, record):
        """The verdict, and the codes against what somebody sends as measured."""
        (tree / "forged.json").write_text(json.dumps(sealed(record)))
        (tree / "forged.assay").unlink(missing_ok=True)
        self.assert_ends(run([ASSAY, "submission", "make", tree / "forged.json", "--key", tree / "key", "-o", tree / "forged.assay"]), 0)
        said = json.loads(run([tree / "build/assay", "verify", tree / "forged.assay", "--json"], cwd=tree).stdout)
        return said["verdict"], {each["code"] for each in said["reasons"]}

    def measured_for(self, kit, path, folder):
        ended = self.start(kit, "--filter", OF_ROUND, "--round", path, "-o", self.here / folder)
        self.assert_ends(ended, 0)
        return json.loads((self.here / folder / "record.json").read_text())

    def assert_order(self, record, nonce):
        """Order and controls, found here by hashlib and a walk alone."""
        for cell in record["cells"]:
            begun = collections.defaultdict(dict)
            for benchmark in cell["benchmarks"]:
                for sample in benchmark["samples"]:
                    begun[sample["process"]].setdefault(sample["turn"], set()).add(benchmark["name"])
            for process, turns in begun.items():
                keys = [{hashlib.sha256(f"{nonce}\n{process}\n{name}\n".encode()).hexdigest() for name in turns[turn]}
                        for turn in sorted(turns)]
                for before, after in zip(keys, keys[1:]):
                    self.assertLess(max(before), min(after))
        self.assertGreater(max(len(cell["turns"]) for cell in record["cells"]), 5)  # more than one in a process

    def test_measures_for_a_round_and_for_no_other(self):
        """In the order of its nonce and with its inputs; each forgery is refused by its own code."""
        kit = self.unpack()
        ours, other, later = (self.new_round(*names) for names in (("winter", "a"), ("winter", "b"), ("summer", "a")))
        self.assertEqual(json.loads(ours.read_text())["kits"][0]["sha256"], hashlib.sha256(self.made[NATIVE].read_bytes()).hexdigest())
        tree = self.tree_with(ours, later)
        record, forged = self.measured_for(kit, ours, "results"), self.measured_for(kit, other, "others")
        self.assert_order(record, json.loads(ours.read_text())["nonce"])
        self.assertEqual(record["round"]["division"], "closed")
        self.assertEqual(record["round"]["sha256"], hashlib.sha256(ours.read_bytes()).hexdigest())
        self.assertEqual([len(cell.get("controls", [])) for cell in record["cells"] if cell["suite"] == "memory"], [1])
        made = self.start(kit, "submit", "--filter", OF_ROUND, "--round", ours, "-o", self.here / "results", "--key", tree / "key")
        self.assert_ends(made, 0)
        said = run([tree / "build/assay", "verify", self.here / "results/submission.assay"], cwd=tree)
        self.assert_ends(said, 0)
        self.assertIn("winter, closed division", said.stdout)
        self.assertEqual(self.verified(tree, record)[1], set())
        self.assertEqual(self.verified(tree, forged)[1], {"round-other"})
        forged["round"]["sha256"] = record["round"]["sha256"]
        self.assertEqual(self.verified(tree, forged)[1], {"round-order", "round-controls"})
        for change, code in ((lambda copy: copy["round"].update(name="summer"), "round-name"),
                             (lambda copy: copy.update(created="2019-12-31T23:59:59Z"), "round-dates"),
                             (lambda copy: copy["harness"].update(commit="0" * 40), "round-division"),
                             (reorder, "round-order")):
            copy = json.loads(json.dumps(record))
            change(copy)
            self.assertEqual(self.verified(tree, copy)[1], {code})
        past = self.new_round("autumn", "c", "2020-01-01", "2020-01-02")
        ended = self.start(kit, "--round", past)
        self.assert_ends(ended, 2)
        self.assertIn("the round autumn is from 2020-01-01 to 2020-01-02", ended.stderr)

    def test_says_what_can_be_typed(self):
        kit = self.unpack()
        ended = self.start(kit, "--help")
        self.assert_ends(ended, 0)
        for word in ("--quick", "--output", "--filter", "./start"):
            self.assertIn(word, ended.stdout)
        self.assertIn("doctor", self.start(kit, "help").stdout)
        self.assertIn("./start measures", self.start(kit, "show").stderr)
        self.assert_ends(self.start(kit, "--quick"), 0)
        ended = self.start(kit, "show")
        self.assert_ends(ended, 3)
        self.assertIn("./start show --quick", ended.stderr)

    def test_refuses_what_makes_no_sense(self):
        kit = self.unpack()
        for words, message in ((["--filter", "nothing-is-called-so"], "no benchmark name matches"),
                               (["--filter", "("], "is not a regular expression"),
                               (["--wait", "soon"], "--wait takes a duration"),
                               (["--frob"], "unknown option --frob"),
                               (["show"], "nothing was measured yet")):
            ended = self.start(kit, *words)
            self.assertEqual(ended.returncode, 3 if words == ["show"] else 2, words)
            self.assertIn(message, ended.stderr)
        with open(kit / "programs/libc", "r+b") as program:
            program.seek(1000)
            program.write(b"damaged")
        ended = self.start(kit)
        self.assert_ends(ended, 2)
        self.assertIn("programs/libc is not what the kit's manifest says", ended.stderr)

    def test_goes_on_where_it_was_killed(self):
        kit = self.unpack()
        results = self.here / "elsewhere"
        journal = results / "session-1.jsonl"
        for how in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
            least = 2 + (journal.read_text().count("\n") if journal.exists() else 0)
            started = subprocess.Popen([kit / "start", "--filter", "^libc/string/", "-o", results], env={},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline and started.poll() is None:
                if journal.exists() and journal.read_text().count("\n") > least:
                    break
                time.sleep(0.02)
            started.send_signal(how)
            self.assertIn(started.wait(timeout=60), (-signal.SIGKILL, 130))
        ended = self.start(kit, "--filter", "^libc/string/", "-o", results)
        self.assert_ends(ended, 0)
        self.assertIn("goes on with session 1", " ".join(ended.stderr.split()))
        seen = executions_in(journal)
        self.assertTrue(seen)
        self.assertEqual([name for name, times in seen.items() if times != 1], [])
        record = json.loads((results / "record.json").read_text())
        (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
        for benchmark in cell["benchmarks"]:
            processes = [sample["process"] for sample in benchmark["samples"]]
            self.assertEqual(len(processes), len(set(processes)), benchmark["name"])
        self.assertEqual({path.name for path in results.iterdir()}, {"record.json", "session-1.jsonl"})

    @unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
    def test_joins_three_sessions_after_reboots(self):
        kit = self.unpack()
        for number in range(1, 5):
            boot_id = self.here / "boot_id"
            boot_id.write_text(f"0000000{number}-1111-2222-3333-444444444444\n")
            script = f"mount --bind {boot_id} /proc/sys/kernel/random/boot_id && exec {kit}/start --filter '{SMALL}'"
            ended = run(["unshare", "-m", "sh", "-c", script])
            self.assert_ends(ended, 0)
            self.assertIn("all 3 sessions are there" if number == 4 else f"session {number}:", ended.stderr)
        (results,) = kit.glob("results-*")
        record = json.loads((results / "record.json").read_text())
        self.assertEqual(len(record["hosts"]), 3)
        shown = run([ASSAY, "compare", results / "record.json"])
        self.assert_ends(shown, 0)
        heads = [line for line in shown.stdout.splitlines() if line.startswith("benchmark ")]
        self.assertEqual([line.split() for line in heads if "x86-64-v2" in line], [["benchmark", "x86-64-v2"]])

    def test_waits_for_another_measurement_and_says_for_whose(self):
        kit = self.unpack()
        first = subprocess.Popen([kit / "start", "--filter", "^libc/", "-o", self.here / "a"], env={},
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not (self.here / "a/session-1.jsonl").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            ended = self.start(kit, "--filter", SMALL, "-o", self.here / "b", "--wait", "1s")
        finally:
            first.kill()
            first.wait()
        self.assert_ends(ended, 3)
        self.assertIn("waiting for another measurement on this machine: assay-kit (process ", ended.stderr)
        self.assertIn("this machine is measuring already", ended.stderr)

    def test_decides_a_gate_where_it_is(self):
        program = SOURCE / f"build/cells/{NATIVE}/clang/debian-12/libc/libc"
        for side in ("base", "head"):
            (self.here / side).mkdir()
            shutil.copy(program, self.here / side / "libc")
        made = run([ASSAY, "kit", NATIVE, "--gate", "base", "head", "--filter", SMALL, "-o", "kits"], cwd=self.here)
        self.assert_ends(made, 0)
        (archive,) = (self.here / "kits").iterdir()
        with tarfile.open(archive) as packed:
            packed.extractall(self.here / "kits")
        (kit,) = [path for path in (self.here / "kits").iterdir() if path.is_dir()]
        shutil.rmtree(self.here / "base")
        ended = self.start(kit)
        self.assert_ends(ended, 0)
        self.assertIn("identical", ended.stdout)
        record = json.loads((kit / "results/record.json").read_text())
        self.assertEqual(record["question"]["base"]["cells"][0]["program"]["path"], "programs/base/libc")
        again = self.start(kit)
        self.assert_ends(again, 0)
        self.assertIn("measured already", again.stderr)
        shown = run([ASSAY, "show", kit / "results/record.json"])
        self.assert_ends(shown, 0)

    # Tight places.

    def test_measures_on_old_kernels_and_in_tight_containers(self):
        kit = self.unpack()
        for number, refused in enumerate((["ENOSYS", "newer-than-4.19"],
                                          ["EPERM", "clone3,pidfd_open,close_range,faccessat2,openat2,io_uring_setup"],
                                          ["EPERM", "memfd_create,perf_event_open,socket", "ENOSYS", "eventfd2"])):
            with self.subTest(refused):
                ended = run([BUILD / "assay_old_kernel", *refused, "--", kit / "start", "--filter", SMALL,
                             "-o", self.here / str(number)], env={})
                self.assert_ends(ended, 0)
                self.assertIn("libc/string/strlen", ended.stdout)

    def test_names_what_cannot_be_measured_without_threads(self):
        kit = self.unpack()
        ended = run([BUILD / "assay_old_kernel", "EPERM", "clone3", "--", kit / "start", "--filter",
                     "^memory/(false_sharing|chase/16384)", "-o", self.here / "out"], env={})
        self.assertIn(ended.returncode, (0, 3), ended.stderr)
        record = json.loads((self.here / "out/record.json").read_text())
        outcomes = {benchmark["name"]: benchmark for cell in record["cells"] for benchmark in cell["benchmarks"]}
        codes = {benchmark.get("code") for name, benchmark in outcomes.items() if "false_sharing" in name}
        self.assertLessEqual(codes, {"no-threads", "no-such-pair"})
        self.assertEqual({benchmark["outcome"] for name, benchmark in outcomes.items() if "chase" in name}, {"ok"})

    @unittest.skipUnless(os.geteuid() == 0, "a root of its own takes root")
    def test_measures_in_a_root_that_has_busybox_alone(self):
        """Not even a /dev/null, as in a root that was made by unpacking packages."""
        root = self.here / "root"
        for folder in ("bin", "proc", "dev", "kit"):
            (root / folder).mkdir(parents=True)
        shutil.copy(shutil.which("busybox"), root / "bin/busybox")
        self.unpack(where=root / "kit")
        (root / "kit").chmod(0o777)
        for path in (root / "kit").iterdir():
            path.chmod(0o777)
        script = f"""set -e
            mount -t proc none {root}/proc
            chroot {root} /bin/busybox --install -s /bin
            cd /
            exec chroot --userspec=4242:4242 {root} /bin/sh -c 'cd /kit/assay-kit-* && exec ./start --filter "{SMALL}"'
            """
        ended = run(["unshare", "-m", "sh", "-c", script], env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.assert_ends(ended, 0)
        self.assertIn("libc/string/strlen", ended.stdout)
        made = {path.relative_to(root) for path in root.rglob("*") if path.is_file() and not path.is_symlink()}
        outside = {path for path in made if path.parts[0] not in ("kit", "bin", "proc")}
        self.assertEqual(outside, set())

    # Machines that are none of this one's kind.

    def test_doctor_works_on_the_lowest_cpu_and_names_what_it_lacks(self):
        for target in LOWEST.keys() & {NATIVE, *FOREIGN}:
            emulator, cpu, lacks = LOWEST[target]
            with self.subTest(cpu):
                kit = self.unpack(target, pathlib.Path(tempfile.mkdtemp(dir=self.here)))
                ended = run([emulator, "-cpu", cpu, kit / "assay-kit", "doctor", "--json"])
                self.assert_ends(ended, 0)
                rows = {row["target"]: row["this machine can run it"] for row in json.loads(ended.stdout)["targets"]}
                for name, feature in lacks.items():
                    self.assertRegex(rows[name], rf"no: this CPU lacks .*\b{feature}\b", rows)

    def test_emulated_machines_check_results_and_keep_no_time(self):
        """Killed in the 3rd, the 30th and the last benchmark, and gone on with."""
        for target, architecture in FOREIGN.items():
            with self.subTest(target):
                kit = self.unpack(target, pathlib.Path(tempfile.mkdtemp(dir=self.here)))
                results = self.here / target
                words = [kit / "assay-kit", "run", "--filter", MANY, "-o", results]
                listed = self.foreign(architecture, kit / "programs/libc", "--benchmark_list_tests",
                                      f"--benchmark_filter={MANY.replace('libc/', '')}")
                names = ["libc/" + line for line in listed.stdout.split()]
                self.assertGreater(len(names), 31)
                for number in (3, 30, len(names)):
                    self.kill_in_benchmark(number, architecture, words, results / "session-1.jsonl")
                self.assert_ends(self.foreign(architecture, *words), 0)
                seen = executions_in(results / "session-1.jsonl")
                self.assertEqual(seen, {(name, 1): 1 for name in names})
                record = json.loads((results / "record.json").read_text())
                self.assert_checked_without_times(record)
                (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
                self.assertEqual(sorted(benchmark["name"] for benchmark in cell["benchmarks"]), sorted(names))

    def kill_in_benchmark(self, number, architecture, words, journal):
        """As soon as those before it are finished."""
        started = subprocess.Popen([str(word) for word in self.foreign_words(architecture, *words)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 300
        while started.poll() is None and time.monotonic() < deadline:
            if journal.exists() and sum('"part"' in line for line in journal.read_text().splitlines()) >= number - 1:
                break
            time.sleep(0.002)
        started.kill()
        self.assertEqual(started.wait(), -signal.SIGKILL, f"it ended before benchmark {number}")

    def assert_checked_without_times(self, record):
        self.assertEqual(record["hosts"][0]["class"], "emulated")
        (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
        self.assertEqual((cell["outcome"], cell["code"]), ("unavailable", "emulated-host"))
        self.assertTrue(cell["benchmarks"])
        for benchmark in cell["benchmarks"]:
            self.assertEqual(benchmark["outcome"], "ok", benchmark)
            self.assertTrue(benchmark["checksum"])
            self.assertFalse(benchmark.get("samples"))

    def test_measures_in_bare_guests_started_by_their_init(self):
        """Linux, our init and the kit's folder, and nothing else: no shell, no library, no /etc."""
        for target, architecture in BARE_GUESTS.items():
            if target not in FOREIGN:
                continue
            with self.subTest(target):
                kit = self.unpack(target, pathlib.Path(tempfile.mkdtemp(dir=self.here)))
                printer = self.printer_for(architecture)
                orders = [f"/{kit.name}/assay-kit run --filter {SMALL} -o /results",
                          f"/bin/{printer.name} /results/record.json"]
                (self.here / "orders").write_text("\n".join(orders) + "\n")
                ended = run([ASSAY, "os", "boot", target, "--os", "from-source", "--add", kit, "--add", printer,
                             "--script", self.here / "orders", "--timeout", "600", "--json"], timeout=3000)
                self.assert_ends(ended, 0)
                boot = json.loads(ended.stdout)
                self.assertEqual([program["end"] for program in boot["programs"]], ["exit 0", "exit 0"])
                self.assertIn("session 1:", boot["programs"][0]["err"])
                record = json.loads(boot["programs"][1]["out"])
                self.assert_checked_without_times(record)
                benchmarks = {benchmark["name"] for cell in record["cells"] for benchmark in cell["benchmarks"]}
                self.assertEqual(len(benchmarks), 15)
                self.assertEqual(record["hosts"][0]["fingerprint"]["kernel"], boot["release"])

    def printer_for(self, architecture):
        """A bare guest has no cat."""
        source = self.here / "print.c"
        source.write_text("#include <stdio.h>\n"
                          "int main(int count, char** words) {\n"
                          "  FILE* file = count > 1 ? fopen(words[1], \"r\") : NULL;\n"
                          "  if (!file) return 1;\n"
                          "  for (int c; (c = getc(file)) != EOF;) putchar(c);\n"
                          "  return 0;\n}\n")
        program = self.here / f"print-{architecture}"
        compiled = run(["clang-19", f"--target={architecture}-linux-gnu", "-O1", "-static", "-fuse-ld=lld",
                        "-o", program, source])
        self.assert_ends(compiled, 0)
        return program

    def foreign_words(self, architecture, *words):
        return [sys.executable, SOURCE / "harness/kit/foreign.py", architecture, "--", *words]

    def foreign(self, architecture, *words):
        return run(self.foreign_words(architecture, *words))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
