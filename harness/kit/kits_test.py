#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes kits, unpacks them, and measures with them as somebody does who has nothing else.

usage: kits_test.py SOURCE BUILD [--all]

Building a kit's program takes minutes, so that of the four other architectures a commit tries three: aarch64, riscv64, and
loongarch64 or armhf, as its hash says. --all tries all of them.

The kit of this machine runs in folders that it may not write, without an environment, killed in the
middle, and after reboots that a mounted boot id makes. Those of other architectures run under
qemu-user, which they see as an emulated machine. Journals and records are read here by JSON alone.
"""

import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import unittest

from gate_sides import assert_finds_the_slower, decided, make_sides, verdicts_in
from kit_tools import (ASSAY, BUILD, MANY, NATIVE, OF_ROUND, SMALL, SOURCE, EmptyRoot, KitsCase, SourceTree, executions_in, foreign,
                       foreign_words, kill_when, lines_of, run, unpack)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "record"))
from sealed_record import sealed  # noqa: E402

ALL = "--all" in sys.argv[3:]
ALWAYS = {"kunpeng-920": "aarch64", "riscv64-gc": "riscv64"}
BY_TURNS = [{"loongarch64": "loongarch64"}, {"armhf": "armhf"}]
LOWEST = {"x86-64-v2": ("qemu-x86_64", "qemu64", {"x86-64-v2": "ssse3", "x86-64-v3": "avx2"}),
          "kunpeng-920": ("qemu-aarch64", "cortex-a53", {"kunpeng-920": "asimddp", "phytium-s5000c": "sha3"}),
          "riscv64-gc": ("qemu-riscv64", "rv64,v=false", {"riscv64-gcv": "v"})}  # a CPU and the features that it lacks
BARE_GUESTS = {"riscv64-gc": "riscv64"}  # whose Linux the journeys compile too
BARE_GUESTS |= {"kunpeng-920": "aarch64"} if ALL else {}
LIMIT = 8_000_000  # bytes of a kit's program
# Limits that a busy machine keeps too, and a program that became ten times as slow does not.
MOST_INSTRUCTIONS = 60_000_000  # of a start that only says its version: three times what it takes
MOST_START_S, MOST_FIRST_NUMBER_S = 0.2, 20
# By library: a function or a row's name that a program has if it is linked with it, and words of its licence.
LINKED = {
    "fmt": ("_ZN3fmt", "Victor Zverovich"),
    "toml++": ("_ZN4toml", "Mark Gillard"),
    "JSON for Modern C++": ("_ZN8nlohmann", "Niels Lohmann"),
    "simdjson": ("_ZN8simdjson", "simdjson authors"),
    "CLI11": ("_ZN3CLI", "University of Cincinnati"),
    "libsodium": ("crypto_sign_", "Frank Denis"),
    "RE2": ("_ZN3re2", "The RE2 Authors"),
    "zlib": ("inflateInit", "Jean-loup Gailly and Mark Adler"),
    "glibc": ("__libc_start_main", "GNU LESSER GENERAL PUBLIC LICENSE"),
    "Google Benchmark": ("_ZN9benchmark8internal", "Apache License"),
    "eigen": ("_ZN5Eigen", "Mozilla Public License Version 2.0"),
    "highway": ("/highway", "The Highway Project Authors"),
    "isa-l": ("ec_encode_data_base", "Intel Corporation"),
    "libdeflate": ("libdeflate_deflate_compress", "Eric Biggers"),
    "lz4": ("LZ4_compress_", "Yann Collet"),
    "xxhash": ("XXH3_", "Yann Collet"),
    "zstd": ("ZSTD_compress", "Meta Platforms"),
}
KERNELS = ["fallback", "westmere", "haswell", "icelake", "arm64", "ppc64"]  # of simdjson
ONE = "^libc/string/strlen/8$"
OF_READS = "^libc/time/localtime_r$|^memory/(bandwidth/read/memory|false_sharing/same_cluster/64/threads:2)$"  # what looks for files itself
# strace -y: a call with a path, after the folder that it is relative to.
OPENING = re.compile(r'\b(execve|open\w*|creat|readlink\w*)\((?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
# What loads files of the machine it runs on, or asks it for names. localeconv asks for the locale in force, which is C's.
LOADING = re.compile(r"dlm?open|dlv?sym|iconv(_open|_close)?|(set|new|use|dup)locale|_ZNSt6localeC[12]EPKc|catopen|wordexp|"
                     r"getaddrinfo.*|getnameinfo|get(host|serv|proto|net)(by.*|ent)|_*res_.*|get(pw|gr)(ent|nam|[ug]id).*|getlogin.*|initgroups")


def foreign_targets():
    """Those of this commit; all of them where there is none."""
    commit = run(["git", "-C", SOURCE, "rev-parse", "HEAD"]).stdout.strip()
    if ALL or not commit:
        return ALWAYS | BY_TURNS[0] | BY_TURNS[1]
    return ALWAYS | BY_TURNS[int(commit, 16) % 2]


FOREIGN = foreign_targets()


def reorder(record):
    """Says that what was timed in the first turn was timed in the last, and the other way round."""
    (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
    last = len(cell["turns"])
    for benchmark in cell["benchmarks"]:
        for sample in benchmark["samples"]:
            if sample["turn"] in (1, last):
                sample["turn"] = 1 + last - sample["turn"]


class KitsTest(KitsCase):
    targets = [NATIVE, *FOREIGN]

    def unpack(self, target=NATIVE, where=None):
        return unpack(self.made[target], where or self.here)

    def start(self, kit, *words, before=(), **settings):
        """As a user with an empty environment."""
        settings.setdefault("env", {})
        settings.setdefault("cwd", "/")
        return run([*before, kit / "start", *words], **settings)

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

    def test_a_gate_s_archive_repeats(self):
        for side in ("base", "head"):
            (self.here / side).mkdir()
            shutil.copy(SOURCE / f"build/cells/{NATIVE}/clang/debian-12/libc/libc", self.here / side)
        made = []
        for folder in ("one", "other"):
            self.assert_ends(run([ASSAY, "kit", NATIVE, "--gate", "base", "head", "-o", folder], cwd=self.here), 0)
            made += (self.here / folder).iterdir()
        self.assertEqual(made[0].read_bytes(), made[1].read_bytes())

    def test_programs_are_small_static_and_ask_no_names(self):
        for target, architecture in {NATIVE: "x86_64", **FOREIGN}.items():
            with self.subTest(target), tempfile.TemporaryDirectory(dir=self.here) as folder:
                program = self.unpack(target, pathlib.Path(folder)) / "assay-kit"
                self.assertLess(program.stat().st_size, LIMIT)
                print(f"{architecture}: assay-kit has {program.stat().st_size:,} bytes of {LIMIT:,}", flush=True)
                self.assert_names_no_folder_of_its_maker(program, *(program.parent / "programs").iterdir())
                headers = run(["readelf", "-lW", program]).stdout
                self.assertNotIn("INTERP", headers)
                self.assertNotIn("DYNAMIC", headers)
                with_symbols = SOURCE / "build/kits" / architecture / "project/assay-kit"
                symbols = {line.split()[-1] for line in run(["llvm-nm-19", with_symbols]).stdout.splitlines()}
                self.assertTrue("main" in symbols)
                asks = {"getpwuid_r", "getpwnam", "getgrgid", "getaddrinfo", "gethostbyname"} & symbols
                self.assertEqual(asks, set())
                kernels = {kernel for kernel in KERNELS if any(f"8simdjson{len(kernel)}{kernel}" in symbol for symbol in symbols)}
                self.assertEqual(kernels, {"fallback"})
                wanted = self.wanted_by_our_code(with_symbols.parent)
                self.assertIn("memcpy", wanted)
                self.assertEqual({name for name in wanted if LOADING.fullmatch(name)}, set())

    def assert_names_no_folder_of_its_maker(self, *programs):
        folders = [folder for folder in (SOURCE, BUILD, pathlib.Path.home()) if folder != folder.parent]
        for program in programs:
            held = program.read_bytes()
            self.assertEqual(re.findall(rb"\0(/[ -~]*\.(?:c|cc|cpp|h|hpp))\0", held), [], program)
            self.assertEqual([folder for folder in folders if f"{folder}/".encode() in held], [], program)

    PARTS = ("harness/stats/CMakeFiles/assay_stats.dir/Unity/unity_0_cxx.cxx.o", f"build/cells/{NATIVE}/clang/debian-12/libc/libc")

    def made_in(self, folder):
        """Bytes of a room of assay-kit and of a suite's program, made in this copy of the sources from nothing."""
        for name in ("benchmarks", "cmake", "harness", "targets"):
            shutil.copytree(SOURCE / name, folder / name)
        shutil.copy(SOURCE / "CMakeLists.txt", folder)
        (folder / "build").mkdir()
        shutil.copy(ASSAY, folder / "build")
        settings = {"env": {**os.environ, "CCACHE_DISABLE": "1"}, "timeout": 3000}
        self.assert_ends(run([folder / "build/assay", "build", "--suite", "libc", "--target", NATIVE], **settings), 0)
        toolchain, project = folder / "toolchain.cmake", folder / "project"
        theirs = SOURCE / "build/kits/x86_64"
        toolchain.write_text((theirs / "toolchain.cmake").read_text().replace(f"{SOURCE}/", f"{folder}/"))
        library = re.search("^ASSAY_KIT_LIBRARY:.*$", (theirs / "project/CMakeCache.txt").read_text(), re.MULTILINE)[0]
        self.assert_ends(run(["cmake", "-S", folder, "-B", project, "-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", "-DASSAY_KIT=ON",
                              f"-D{library}"], **settings), 0)
        compiled, program = self.PARTS
        self.assert_ends(run(["ninja", "-C", project, compiled], **settings), 0)
        return (project / compiled).read_bytes(), (folder / program).read_bytes()

    def test_bytes_do_not_depend_on_the_folder(self):
        """Of a part, against what the sources' own folder has; scripts/check-kits makes whole kits twice."""
        compiled, program = self.PARTS
        room, suite = self.made_in(self.here / "a-name-that-is-much-longer-than-the-other/and-deeper")
        self.assertTrue(room == (SOURCE / "build/kits/x86_64/project" / compiled).read_bytes(), "the room stats differs")
        self.assertTrue(suite == (SOURCE / program).read_bytes(), "the program libc differs")

    def instructions_of(self, program, *words):
        """Of the whole process, by the plugin: whatever else this machine does, there are as many."""
        out = self.here / "counts"
        plugin = f"{BUILD}/plugin/libassay-counts.so,out={out}"
        self.assert_ends(run(["qemu-x86_64", "-d", "plugin", "-D", "/dev/null", "-plugin", plugin, program, *words], env={}), 0)
        return int(re.search(r"^end .*\bwhole=(\d+)$", out.read_text(), re.MULTILINE)[1])

    def test_starts_at_once(self):
        kit = self.unpack()
        instructions = self.instructions_of(kit / "assay-kit", "--version")
        starts = []
        for _ in range(9):
            begin = time.monotonic()
            self.assert_ends(run([kit / "assay-kit", "--version"], env={}), 0)
            starts.append(time.monotonic() - begin)
        print(f"assay-kit --version: {instructions:,} instructions, {1000 * statistics.median(starts):.1f} ms", flush=True)
        self.assertLess(instructions, MOST_INSTRUCTIONS)
        self.assertLess(statistics.median(starts), MOST_START_S)

    def test_first_number_comes_soon(self):
        kit = self.unpack()
        begin = time.monotonic()
        with subprocess.Popen([kit / "start", "--filter", ONE], env={}, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
            line = next((line for line in started.stdout if line.startswith("libc/string/strlen/8 ")), "")
            seconds = time.monotonic() - begin
            started.stdout.read()
        print(f"./start of one benchmark: its line after {seconds:.2f} s", flush=True)
        self.assertRegex(line, r" [\d.]+ ns ")
        self.assertLess(seconds, MOST_FIRST_NUMBER_S)

    def wanted_by_our_code(self, project):
        """What our rooms, and the libraries that are linked, call. The C and the C++ library hold dlopen and iconv."""
        (library,) = [line.partition("=")[2] for line in (project / "CMakeCache.txt").read_text().splitlines()
                      if line.startswith("ASSAY_KIT_LIBRARY:")]
        archives = [*project.rglob("libassay_*.a"), library]
        self.assertGreater(len(archives), 10)
        listed = run(["llvm-nm-19", "--undefined-only", "--format=just-symbols", *archives])
        self.assert_ends(listed, 0)
        return set(listed.stdout.split())

    def test_holds_the_licences_of_all_that_its_programs_are_linked_with(self):
        """And names nothing else: what a program is linked with is looked up in it."""
        made = run([ASSAY, "kit", NATIVE, "--suite", "ai,libc,storage,web", "-o", self.here / "kits"], timeout=3000)
        self.assert_ends(made, 0)
        (archive,) = (self.here / "kits").iterdir()
        kit = unpack(archive, self.here)
        self.assertEqual((kit / "LICENSE").read_bytes(), (SOURCE / "LICENSE").read_bytes())
        named, texts = self.notices_of(kit)
        self.assertEqual(set(LINKED), {library for libraries in named.values() for library in libraries})
        programs = {f"programs/{path.name}": path for path in (kit / "programs").iterdir()}
        programs["assay-kit"] = SOURCE / "build/kits/x86_64/project/assay-kit"  # with its symbols
        self.assertEqual(set(programs), set(named))
        for name, path in programs.items():
            program = path.read_bytes()
            found = {library for library, (sign, _) in LINKED.items() if sign.encode() in program}
            self.assertEqual(named[name], found, name)
        for library, text in texts.items():
            self.assertIn(LINKED[library][1], text, library)

    def test_holds_the_licences_of_every_architecture_s_libraries(self):
        for target in FOREIGN:
            with self.subTest(target), tempfile.TemporaryDirectory(dir=self.here) as folder:
                kit = self.unpack(target, pathlib.Path(folder))
                named, texts = self.notices_of(kit)
                self.assertEqual(named["programs/libc"], {"Google Benchmark", "glibc"})
                for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "GCC RUNTIME LIBRARY EXCEPTION", "GNU GENERAL PUBLIC LICENSE"):
                    self.assertIn(words, texts["glibc"])
                self.assertNotIn(str(pathlib.Path.home()), (kit / "NOTICES.txt").read_text())

    def notices_of(self, kit):
        """The libraries by program, and the texts by library; "glibc 2.36 and the C++ library" is "glibc" here."""
        head, *parts = re.split(r"\n={100}\n(.*): \S+\n={100}\n", (kit / "NOTICES.txt").read_text())
        named, texts = collections.defaultdict(set), collections.defaultdict(str)
        for library, programs in re.findall(r"\n  (\S.*?) \(.*\)\n      in (.*)", head):
            for program in programs.split(", "):
                named[program].add(library.split(" 2.")[0])
        for library, text in zip(parts[::2], parts[1::2]):
            texts[library.split(" 2.")[0]] += text
        return named, texts

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
        self.assertIn("session 1 ended less than 6 hours ago", again.stderr)
        self.assertEqual(record, json.loads((results / "record.json").read_text()))

    def test_makes_a_record_again_that_was_moved_away(self):
        kit, results = self.unpack(), self.here / "results"
        words = ["--filter", SMALL, "-o", results]
        self.assert_ends(self.start(kit, *words), 0)
        record = (results / "record.json").read_bytes()
        for command, shows, written in ((["show"], "is not there any more; ./start makes it again", []),
                                        ([], f"result: {results}/record.json\n", [record]), (["submit"], "submission.assay", [record])):
            (results / "record.json").unlink(missing_ok=True)
            ended = self.start(kit, *command, *words)
            self.assert_ends(ended, 0)
            self.assertIn(shows, ended.stderr)
            self.assertEqual([path.read_bytes() for path in results.glob("record.json")], written, command)

    @unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
    def test_says_where_a_record_cannot_be_made_again(self):
        kit, results = self.unpack(), self.here / "results"
        self.assert_ends(self.start(kit, "--filter", SMALL, "-o", results), 0)
        (results / "record.json").unlink()
        script = f"mount --bind {results} {results} && mount -o remount,bind,ro {results} && exec {kit}/start \"$@\""
        for command, code, message in (("show", 0, "is not there any more"), ("run", 3, f"cannot write into {results}"),
                                       ("submit", 3, f"cannot write {results}/record.json")):
            ended = run(["unshare", "--mount", "sh", "-c", script, "sh", command, "--filter", SMALL, "-o", results])
            self.assert_ends(ended, code)
            self.assertIn(message, ended.stderr)

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
        tree = SourceTree(self.here / "tree", ASSAY)
        (tree.results / "rounds").mkdir()
        for each in rounds:
            shutil.copy(each, tree.results / "rounds")
        tree.enrol(tree.made_key(tree.root / "key"), "alice@example.org")
        return tree

    def verified(self, tree, record):
        """The verdict, and the codes against what somebody sends as measured."""
        (tree.root / "forged.json").write_text(json.dumps(sealed(record)))
        forged = tree.root / "forged.assay"
        forged.unlink(missing_ok=True)
        said = json.loads(tree.assay("verify", tree.made_submission(forged, "forged.json", tree.root / "key"), "--json").stdout)
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
        kit = unpack(self.of_rounds[NATIVE], self.here)
        ours, other, later = (self.new_round(self.here / path, NATIVE) for path in ("a/winter.json", "b/winter.json", "a/summer.json"))
        self.assertEqual(json.loads(ours.read_text())["kits"][0]["sha256"], hashlib.sha256(self.of_rounds[NATIVE].read_bytes()).hexdigest())
        tree = self.tree_with(ours, later)
        record, forged = self.measured_for(kit, ours, "results"), self.measured_for(kit, other, "others")
        self.assert_order(record, json.loads(ours.read_text())["nonce"])
        self.assertEqual(record["round"]["division"], "closed")
        self.assertEqual(record["round"]["sha256"], hashlib.sha256(ours.read_bytes()).hexdigest())
        self.assertEqual([len(cell.get("controls", [])) for cell in record["cells"] if cell["suite"] == "memory"], [1])
        made = self.start(kit, "submit", "--filter", OF_ROUND, "--round", ours, "-o", self.here / "results", "--key", tree.root / "key")
        self.assert_ends(made, 0)
        said = tree.assay("verify", self.here / "results/submission.assay")
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
        past = self.new_round(self.here / "autumn.json", NATIVE, first="2020-01-01", last="2020-01-02")
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
        self.assertEqual(list(kit.glob("results*")), [])
        with open(kit / "programs/libc", "r+b") as program:
            program.seek(1000)
            program.write(b"damaged")
        ended = self.start(kit)
        self.assert_ends(ended, 2)
        self.assertIn("programs/libc is not what the kit's manifest says", ended.stderr)
        self.assert_ends(self.start(kit, "--version"), 0)  # starts no program, and reads none
        table = kit / "targets" / f"{NATIVE}.toml"
        table.write_text(table.read_text() + "# damaged")
        for words in (["show"], ["submit"], ["doctor"], ["--version"], []):
            ended = self.start(kit, *words)
            self.assertEqual(ended.returncode, 2, words)
            self.assertIn(f"targets/{NATIVE}.toml is not what the kit's manifest says", ended.stderr)

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
        self.assertEqual(self.verified(self.tree_with(), record)[1], set())  # none is taken for a copy of another one
        shown = run([ASSAY, "compare", results / "record.json"])
        self.assert_ends(shown, 0)
        heads = [line for line in shown.stdout.splitlines() if line.startswith("benchmark ")]
        self.assertEqual([line.split() for line in heads if "x86-64-v2" in line], [["benchmark", "x86-64-v2"]])

    def unpack_gate(self, *words):
        """A kit of the gate of `base` and `head`."""
        self.assert_ends(run([ASSAY, "kit", NATIVE, "--gate", "base", "head", *words, "-o", "kits"], cwd=self.here), 0)
        (archive,) = (self.here / "kits").iterdir()
        return unpack(archive, self.here / "kits")

    def unpack_gate_of_equals(self):
        """A kit whose two sides do the same, and are not the same: a letter of the head's help differs."""
        program = (SOURCE / f"build/cells/{NATIVE}/clang/debian-12/libc/libc").read_bytes()
        other = program.replace(b"benchmark [--benchmark_list_tests", b"benchmarK [--benchmark_list_tests")
        self.assertNotEqual(program, other)
        for side, held in (("base", program), ("head", other)):
            (self.here / side).mkdir()
            (self.here / side / "libc").write_bytes(held)
            (self.here / side / "libc").chmod(0o755)
        return self.unpack_gate("--filter", "^libc/string/strlen/(8|64)$")

    def test_a_gate_says_what_it_will_do_and_goes_on_where_it_was_killed(self):
        kit = self.unpack_gate_of_equals()
        for words, message in ((["--filter", "^nothing$"], "this kit holds a gate, and --filter is for runs"),
                               (["--quick"], "this kit holds a gate, and --quick is for runs"),
                               (["show", "--quick"], "this kit holds a gate"),
                               (["submit"], "this kit holds a gate, and submissions are of runs")):
            ended = self.start(kit, *words)
            self.assert_ends(ended, 2)
            self.assertIn(message, ended.stderr)
        ended = self.start(kit, "show")
        self.assert_ends(ended, 3)
        self.assertIn("this gate is not measured yet", ended.stderr)
        self.assertEqual(list(kit.glob("results*")), [])

        journal = kit / "results/session-1.jsonl"
        killed = kill_when([kit / "start"], lambda: journal.exists() and journal.read_text().count('"measured"') > 5, env={})
        self.assertEqual(killed, -signal.SIGKILL)
        before = journal.read_text().rpartition("\n")[0]
        ended = self.start(kit)
        self.assertIn(ended.returncode, (0, 3), ended.stderr)  # as quiet as this machine is
        said = " ".join(ended.stderr.split())
        self.assertIn("a gate of base and head, benchmarks '^libc/string/strlen/(8|64)$'; measures both in turns", said)
        self.assertIn("and after a reboot it begins anew", said)
        self.assertTrue(journal.read_text().startswith(before + "\n"))
        self.assert_every_block_once(journal, json.loads((kit / "results/record.json").read_text()))
        shown = self.start(kit, "show")
        self.assertEqual((shown.returncode, shown.stdout), (ended.returncode, ended.stdout))
        self.assertIn("libc/string/strlen/64", shown.stdout)

    def assert_every_block_once(self, journal, record):
        opening, *lines = lines_of(journal)
        self.assertIn("kit", opening)
        blocks = collections.defaultdict(list)
        for line in lines:
            blocks[line["measured"]["name"], line["sentinel"]] += line["measured"]["blocks"]
        paired = record["paired"]
        kept = {(each["name"], sentinel): each["blocks"] for sentinel, those in ((False, paired["benchmarks"]), (True, paired["sentinels"])) for each in those}
        self.assertEqual(blocks, kept)

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

    def test_the_same_start_typed_twice_measures_once(self):
        kit = self.unpack()
        words = [kit / "start", "--filter", SMALL, "-o", self.here / "once"]
        first = subprocess.Popen(words, env={}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(0.1)
        second = self.start(kit, *words[1:])
        out, said = first.communicate(timeout=120)
        self.assertEqual(first.returncode, 0, said)
        self.assert_ends(second, 0)
        self.assertIn("waiting for another measurement", second.stderr + said)
        self.assertIn("session 1 ended less than 6 hours ago", second.stderr + said)
        self.assertEqual(second.stdout, out)
        self.assertEqual({path.name for path in (self.here / "once").iterdir()}, {"record.json", "session-1.jsonl"})

    def test_the_same_gate_typed_twice_measures_once(self):
        kit = self.unpack_gate_of_equals()
        first = subprocess.Popen([kit / "start"], env={}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(0.1)
        second = self.start(kit)
        out, said = first.communicate(timeout=120)
        self.assertIn(first.returncode, (0, 3), said)  # as quiet as this machine is
        self.assertEqual((second.returncode, second.stdout), (first.returncode, out))
        self.assertIn("waiting for another measurement", second.stderr + said)
        self.assertEqual((second.stderr + said).count("this gate was measured already"), 1)

    def test_decides_a_gate_where_it_is(self):
        program = SOURCE / f"build/cells/{NATIVE}/clang/debian-12/libc/libc"
        for side in ("base", "head"):
            (self.here / side).mkdir()
            shutil.copy(program, self.here / side / "libc")
        kit = self.unpack_gate("--filter", SMALL)
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

    def gate_kit(self):
        """Its head does twice the work in one benchmark of two."""
        make_sides(self.here, SOURCE / f"build/cells/{NATIVE}/clang/debian-12/google-benchmark")
        return self.unpack_gate()

    def assert_finds_the_slower(self, kit, folder, before=()):
        def ask():
            shutil.rmtree(self.here / folder, ignore_errors=True)
            return self.start(kit, "-o", self.here / folder, before=before)

        assert_finds_the_slower(self, decided(ask), self.here / folder / "record.json")

    def test_a_gate_finds_what_became_slower(self):
        kit = self.gate_kit()
        self.assert_finds_the_slower(kit, "results")
        again = self.start(kit, "-o", self.here / "results")
        self.assert_ends(again, 1)
        self.assertIn("measured already", again.stderr)
        shown = run([ASSAY, "show", self.here / "results/record.json", "--exit-code"])
        self.assert_ends(shown, 1)
        self.assertEqual(verdicts_in(shown.stdout), verdicts_in(again.stdout))

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

    def kernel_outcomes(self, kit, folder, *refused):
        """Code by benchmark, of the suite's quick ones and of those that use what newer kernels have; "" of those that are ok."""
        quick = tomllib.loads((SOURCE / "benchmarks/kernel/suite.toml").read_text())["suite"]["quick"]
        newer = ["io_uring/.*", "process/.*", "thread/.*", "hand_over/.*", "round_trip/eventfd", "round_trip/udp"]
        words = [kit / "start", "--filter", f"^kernel/({'|'.join(quick + newer)})$", "-o", self.here / folder]
        ended = run([BUILD / "assay_old_kernel", *refused, "--", *words], env={})
        self.assert_ends(ended, 0)
        (cell,) = json.loads((self.here / folder / "record.json").read_text())["cells"]
        self.assertEqual(cell["outcome"], "ok")
        for benchmark in cell["benchmarks"]:
            self.assertEqual(benchmark["outcome"], "unavailable" if "code" in benchmark else "ok", benchmark)
        return {benchmark["name"].removeprefix("kernel/"): benchmark.get("code", "") for benchmark in cell["benchmarks"]}

    def test_names_what_of_the_kernel_cannot_be_measured_there(self):
        """Nothing fails where a call is refused, and all else is measured."""
        made = run([ASSAY, "kit", NATIVE, "--suite", "kernel", "-o", self.here / "kits"], timeout=3000)
        self.assert_ends(made, 0)
        (archive,) = (self.here / "kits").iterdir()
        kit = unpack(archive, self.here)
        calls = "clone3,pidfd_open,close_range,faccessat2,openat2,io_uring_setup"
        of_ring = {f"io_uring/{what}/{count}" for what in ("nop", "read_4096") for count in (1, 32)}
        no_calls = of_ring | {"process/clone3_exit"}
        no_threads = {"thread/create_join", *(f"hand_over/{what}" for what in ("condition", "futex", "mutex", "semaphore"))}
        sockets = {"round_trip/tcp", "round_trip/udp"}
        for folder, refused, codes in (
                ("old", ["ENOSYS", "newer-than-4.19,eventfd2"], {name: "not-given" for name in {*no_calls, "epoll_wait/100", "round_trip/eventfd"}}),
                ("tight", ["EPERM", f"{calls},socket,memfd_create,perf_event_open"],
                 {**{name: "not-given" for name in {*no_calls, *sockets, "process/posix_spawn"}}, **{name: "no-threads" for name in no_threads}})):
            with self.subTest(refused):
                outcomes = self.kernel_outcomes(kit, folder, *refused)
                self.assertEqual({name: code for name, code in outcomes.items() if code}, codes)
                self.assertGreater(len(outcomes), 20)

    KILLER = [BUILD / "assay_old_kernel", "KILL", "socket,socketpair,connect", "--"]  # who tries to, so that no attempt is tolerated

    def test_opens_no_socket(self):
        kit = self.unpack()
        tried = run([*self.KILLER, sys.executable, "-c", "import socket; socket.socket()"])
        self.assertEqual(tried.returncode, -signal.SIGSYS)
        results = self.here / "out"
        for words, code, says in ((["doctor"], 0, "machine"),
                                  (["--filter", OF_ROUND, "-o", results], 0, "0 failed"),
                                  (["show", "--filter", OF_ROUND, "-o", results], 0, "libc/string/strlen"),
                                  (["submit", "--filter", OF_ROUND, "-o", results], 0, "submission.assay"),
                                  (["verify", results / "submission.assay"], 1, "not enrolled")):
            with self.subTest(words):
                ended = self.start(kit, *words, before=self.KILLER)
                self.assert_ends(ended, code)
                self.assertIn(says, ended.stdout + ended.stderr)

    def test_a_gate_opens_no_socket(self):
        self.assert_finds_the_slower(self.gate_kit(), "results", self.KILLER)

    def opened_by(self, kit, *words):
        """By strace, what the kit's programs open outside of its folder; names of folders end in "/". What the script opens comes before."""
        log = self.here / "log"
        calls = "trace=execve,open,openat,openat2,creat,readlink,readlinkat"
        little_memory = ["prlimit", f"--as={1 << 30}"]  # or arrays of this machine's size take half a minute
        self.assert_ends(self.start(kit, *words, before=[*little_memory, "strace", "-f", "-y", "-qq", "-e", calls, "-o", log]), 0)
        lines = log.read_text().splitlines()
        begin = next(number for number, line in enumerate(lines) if f'execve("{kit}/assay-kit"' in line)
        opened = set()
        for match in filter(None, map(OPENING.search, lines[begin:])):
            call, base, path = match.groups()
            path = os.path.normpath(os.path.join(base or "/", path))
            if call != "execve" and not pathlib.Path(path).is_relative_to(kit):
                opened.add(path.rstrip("/") + "/" if "O_DIRECTORY" in match.string else path)
        return opened

    @unittest.skipUnless(shutil.which("strace"), "no strace")
    def test_opens_no_file_that_doctor_does_not_list(self):
        kit = self.unpack()
        listed = self.start(kit, "doctor", "--list-reads").stdout.split()
        self.assertEqual(len(listed), len(set(listed)))
        as_regex = {"**/": "(?:.*/)?", "*": "[^/]*"}
        fits = re.compile("|".join("".join(as_regex.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*)", name)) for name in listed))
        for words, one in ((["doctor"], "/proc/cpuinfo"), (["--filter", OF_READS], "/usr/share/zoneinfo/UTC")):
            opened = self.opened_by(kit, *words)
            self.assertIn(one, opened)
            self.assertEqual({path for path in opened if not fits.fullmatch(path)}, set())

    @unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
    def test_measures_from_a_read_only_medium_without_a_network(self):
        kit = self.unpack()
        script = f"mount --bind {kit} {kit} && mount -o remount,bind,ro {kit} && exec {kit}/start --filter '{ONE}' \"$@\""
        words = ["unshare", "--mount", "--net", "sh", "-c", script, "sh"]
        refused = run(words)
        self.assert_ends(refused, 3)
        self.assertIn("-o FOLDER writes the results elsewhere", refused.stderr)
        ended = run([*words, "-o", self.here / "out"])
        self.assert_ends(ended, 0)
        self.assertIn("benchmarks: 1 ok, 0 failed", ended.stdout)
        self.assertEqual(list(kit.glob("results*")), [])
        self.assertEqual({path.name for path in (self.here / "out").iterdir()}, {"record.json", "session-1.jsonl"})

    def test_names_what_cannot_be_measured_without_threads(self):
        kit = self.unpack()
        ended = run([BUILD / "assay_old_kernel", "EPERM", "clone3", "--", kit / "start", "--filter",
                     "^memory/(false_sharing|chase/16384)", "-o", self.here / "out"], env={})
        self.assert_ends(ended, 0)
        record = json.loads((self.here / "out/record.json").read_text())
        outcomes = {benchmark["name"]: benchmark for cell in record["cells"] for benchmark in cell["benchmarks"]}
        said = {(benchmark["outcome"], benchmark["code"]) for name, benchmark in outcomes.items() if "false_sharing" in name}
        self.assertEqual(said, {("unavailable", "no-threads")})  # whichever pairs of CPUs there are
        self.assertEqual({benchmark["outcome"] for name, benchmark in outcomes.items() if "chase" in name}, {"ok"})

    @unittest.skipUnless(os.geteuid() == 0, "a root of its own takes root")
    def test_measures_in_a_root_that_has_busybox_alone(self):
        """Not even a /dev/null, as in a root that was made by unpacking packages."""
        root = EmptyRoot(self.here / "root", self.made[NATIVE])
        ended = root.start("--filter", SMALL)
        self.assert_ends(ended, 0)
        self.assertIn("libc/string/strlen", ended.stdout)
        self.assertEqual(root.files_outside_the_kit(), set())

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
                    self.make_for(kit, name)
                    ended = run([emulator, "-cpu", cpu, kit / "assay-kit", "run", "--filter", SMALL])
                    self.assert_ends(ended, 3)
                    self.assertRegex(" ".join(ended.stderr.split()), rf"cannot run programs for {name}: this CPU lacks .*\b{feature}\b")
                    self.assertEqual(list(kit.glob("results*")), [])

    def make_for(self, kit, target):
        """Says that this kit is one for another target of its architecture: none of its programs is started."""
        manifest = json.loads((kit / "manifest.json").read_text())
        manifest["target"] = target
        (kit / "manifest.json").write_text(json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")

    def test_emulated_machines_check_results_and_keep_no_time(self):
        """Killed in the 3rd, the 30th and the last benchmark, and gone on with."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for target, tried in {each: pool.submit(self.try_emulated, each) for each in FOREIGN}.items():
                with self.subTest(target):
                    tried.result()

    def try_emulated(self, target):
        architecture = FOREIGN[target]
        kit = self.unpack(target, pathlib.Path(tempfile.mkdtemp(dir=self.here)))
        results = self.here / target
        words = [kit / "assay-kit", "run", "--filter", MANY, "-o", results]
        listed = foreign(architecture, kit / "programs/libc", "--benchmark_list_tests",
                         f"--benchmark_filter={MANY.replace('libc/', '')}")
        names = ["libc/" + line for line in listed.stdout.split()]
        self.assertGreater(len(names), 31)
        for number in (3, 30, len(names)):
            self.kill_in_benchmark(number, architecture, words, results / "session-1.jsonl")
        self.assert_ends(foreign(architecture, *words), 0)
        seen = executions_in(results / "session-1.jsonl")
        self.assertEqual(seen, {(name, 1): 1 for name in names})
        record = json.loads((results / "record.json").read_text())
        self.assert_checked_without_times(record)
        (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
        self.assertEqual(sorted(benchmark["name"] for benchmark in cell["benchmarks"]), sorted(names))

    def kill_in_benchmark(self, number, architecture, words, journal):
        """As soon as those before it are finished."""
        def is_time():
            return journal.exists() and journal.read_text().count('"part"') >= number - 1

        self.assertEqual(kill_when(foreign_words(architecture, *words), is_time), -signal.SIGKILL, f"ended before benchmark {number}")

    def test_measures_in_bare_guests_started_by_their_init(self):
        """Linux, our init and the kit's folder, and nothing else: no shell, no library, no /etc."""
        for target, architecture in BARE_GUESTS.items():
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


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
