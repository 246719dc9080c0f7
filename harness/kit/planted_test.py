#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants forty marked values wherever a submission could take one from, and looks for each in what would be sent.

usage: planted_test.py SOURCE BUILD

A kit of two small programs measures in namespaces of its own, whose environment, names, /etc, /proc and /sys hold the marks.
Its record gets keys that a careless later version might write. The submission of that holds no mark, in no encoding. The
same one that is made without tables holds every mark, so that each would have left.
"""

import base64
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import unittest
import urllib.parse

import namespaces

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "record"))
from sealed_record import sealed  # noqa: E402

SOURCE, BUILD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
TARGET = "x86-64-v2"

STEADY = """#!/bin/sh
# As a Google Benchmark program does: one benchmark that works, and two that quote paths.
for word; do
  case $word in
  --benchmark_list_tests=true) list=yes ;;
  --benchmark_filter=^) all=yes ;;
  --benchmark_out=*) out=${word#*=} ;;
  esac
done
if [ "$list" ]; then
  [ -z "$all" ] || printf 'steady/iterations:1000\\nbroken\\nclosed\\n'
  exit
fi
row() {
  printf '{"name":"%s","run_name":"%s","run_type":"iteration","repetitions":1,"repetition_index":0,"threads":1,%s}' "$1" "$1" "$2"
}
good='"iterations":1000,"real_time":12.5,"cpu_time":12.5,"time_unit":"ns"'
bad() { printf '%s,"error_occurred":true,"error_message":"%s"' "$good" "$1"; }
printf '{"context":{"host_name":"x","library_version":"v1.8.3","library_build_type":"release"},"benchmarks":[%s,%s,%s]}\\n' \\
  "$(row steady/iterations:1000 "$good")" "$(row broken "$(bad "$0 of ${0%/*/*} in $PWD")")" \\
  "$(row closed "$(bad "cannot open '/srv/the @quoted@/list'")")" > "$out"
"""

FAILING = """#!/bin/sh
echo 'cannot read /etc/@words@.conf' >&2
exit 3
"""

MARKS = """home user logname hostname_variable ssh_client library_path temporaries token proxy
    nodename domain hostname_file command_root command_host command_init serial hardware cpuid device_tree product_serial uuid asset_tag
    machine_id dbus_id os_release mount group hierarchy boot_id kit_folder output_folder quoted words flags
    kit_owner place owner file_time notes counter""".split()


def mark_of(name):
    """Letters and digits, which no other text holds; a name of a host is not longer."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"1{int(digest[:12], 16) % 10**9:09}" if name == "file_time" else f"mark{digest[:12]}"


MARK = {name: mark_of(name) for name in MARKS}


def encodings_of(mark):
    """The mark as bytes: plain, percent-, JSON-, hex- and base64-encoded at each of the three places within four letters."""
    plain = mark.encode()
    forms = {plain, plain.hex().encode(), plain.hex().upper().encode(), json.dumps(mark)[1:-1].encode()}
    forms |= {urllib.parse.quote(mark).encode(), "".join(f"%{byte:02x}" for byte in plain).encode(),
              "".join(f"%{byte:02X}" for byte in plain).encode()}
    forms |= {"".join(f"\\u{byte:04x}" for byte in plain).encode(), "".join(f"\\u{byte:04X}" for byte in plain).encode()}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + plain + b"\0" * (-(before + len(plain)) % 3))
            begin, end = (before * 4 + 2) // 3, (before + len(plain)) * 4 // 3
            forms.add(text[begin:end])
    if mark.isdecimal():
        forms.add(f"{int(mark):o}".encode())  # as archives write times
    return forms


def found_in(archive):
    """The names of the marks that the archive's bytes, names, headers or files hold."""
    raw = archive.read_bytes()
    looked_at = [raw, gzip.decompress(raw)]
    with tarfile.open(archive) as packed:
        for member in packed:
            looked_at += [repr(member.get_info()).encode(), packed.extractfile(member).read()]
    return {name for name, mark in MARK.items()
            if any(form in data for form in encodings_of(mark) for data in looked_at)}


def careless(record):
    """The record of a later version that writes whatever it finds."""
    host = record["hosts"][0]
    names = ("home", "user", "logname", "hostname_variable", "ssh_client", "library_path", "temporaries", "token", "proxy")
    host["environment"] = {name: MARK[name] for name in names}
    host["fingerprint"]["dmi.serial"] = MARK["product_serial"]
    record["places"][0]["name"] = MARK["place"]
    record["files"] = [{"owner": MARK["owner"], "time": MARK["file_time"]}]
    for cell in record["cells"]:
        for benchmark in cell["benchmarks"]:
            benchmark.setdefault("counters", {})[f"{MARK['counter']}@example.org"] = [1] * len(benchmark.get("samples", []))
    return sealed(record)


@unittest.skipUnless(os.geteuid() == 0, "namespaces with another /etc, /proc and /sys take root")
class PlantedTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="assay-planted-")
        self.here = pathlib.Path(self.temporary.name)
        self.kit = self.here / MARK["kit_folder"]
        self.results = self.here / f"results of {MARK['output_folder']}"
        self.make_kit()
        self.make_machine()

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, path, text, mode=0o644):
        path.parent.mkdir(parents=True, exist_ok=True)
        for name, mark in MARK.items():
            text = text.replace(f"@{name}@", mark)
        path.write_text(text)
        path.chmod(mode)

    def make_kit(self):
        """By hand, of the program that this build has."""
        self.write(self.kit / "programs/tiny", STEADY, 0o755)
        self.write(self.kit / "programs/failing", FAILING, 0o755)
        (self.kit / "targets").mkdir()
        for name in (f"{TARGET}.toml", "cores.toml"):
            shutil.copy(SOURCE / "targets" / name, self.kit / "targets")
        shutil.copy(BUILD / "assay-kit", self.kit)
        files, programs = [], []
        for path in sorted(path for path in self.kit.rglob("*") if path.is_file()):
            files.append({"path": str(path.relative_to(self.kit)), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                          "size": path.stat().st_size, "executable": 1 if os.access(path, os.X_OK) else 0})
        for suite in ("failing", "tiny"):
            (file,) = [file for file in files if file["path"] == f"programs/{suite}"]
            programs.append({"target": TARGET, "toolchain": "clang", "os": "debian-12", "suite": suite, "program": {
                "path": file["path"], "sha256": file["sha256"], "compiler": "clang", "flags": ["-O2", "-I/home/@flags@/include"]}})
        manifest = {"schema": "assay.kit/1", "version": "1.2.3", "commit": "c0ffee" * 6 + "c0ff", "changed": 0, "target": TARGET, "arch": "x86_64",
                    "filter": "", "quick": 0, "timeout_s": 60, "memory_bytes": 1 << 30, "programs": programs, "files": files,
                    "owner": "@kit_owner@"}
        self.write(self.kit / "manifest.json", json.dumps(manifest, sort_keys=True, separators=(",", ":")) + "\n")

    def make_machine(self):
        """Folders and files, and where they are mounted."""
        below = self.here / "machine"
        cpuinfo = pathlib.Path("/proc/cpuinfo").read_text() + "Hardware\t: @hardware@\nSerial\t\t: @serial@\nCPUID\t: @cpuid@\n"
        group = "user.slice/user-1000.slice/@group@.scope".replace("@group@", MARK["group"])
        texts = {
            "cpuinfo": cpuinfo,
            "cmdline": "BOOT_IMAGE=/vmlinuz root=UUID=@command_root@ host=@command_host@ mitigations=auto -- nohz=@command_init@\n",
            "boot_id": "@boot_id@\n",
            "groups": f"3:name=@hierarchy@:/{group}\n0::/{group}\n",
            "etc/machine-id": "@machine_id@\n",
            "etc/hostname": "@hostname_file@\n",
            "etc/os-release": 'PRETTY_NAME="Example 1"\nHOME_URL="https://@os_release@/"\n',
            "etc/passwd": "@owner@:x:4242:4242::/home/@owner@:/bin/sh\n",
            "lib/dbus/machine-id": "@dbus_id@\n",
            "class/dmi/id/sys_vendor": "Example Works\n",
            "class/dmi/id/product_name": "Model 1\n",
            "class/dmi/id/product_serial": "@product_serial@\n",
            "class/dmi/id/product_uuid": "@uuid@\n",
            "class/dmi/id/chassis_asset_tag": "@asset_tag@\n",
            "firmware/devicetree/base/model": "Model 1\n",
            "firmware/devicetree/base/serial-number": "@device_tree@\n",
            "cgroup/cgroup.controllers": "cpu memory\n",
            f"cgroup/{group}/cpu.max": "max 100000\n",
        }
        for name, text in texts.items():
            self.write(below / name, text)
        self.mounts = {"cpuinfo": "/proc/cpuinfo", "cmdline": "/proc/cmdline", "boot_id": "/proc/sys/kernel/random/boot_id",
                       "groups": "/proc/self/cgroup", "etc": "/etc", "lib": "/var/lib", "class": "/sys/class",
                       "firmware": "/sys/firmware", "cgroup": "/sys/fs/cgroup"}
        self.more = ["/etc/machine-id", "/etc/hostname", "/var/lib/dbus/machine-id", "/sys/class/dmi/id/product_serial",
                     "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/chassis_asset_tag", "/proc/self/mounts",
                     "/sys/firmware/devicetree/base/serial-number", "/proc/sys/kernel/hostname", "/proc/sys/kernel/domainname",
                     "/proc/sys/kernel/random/boot_id", "/etc/passwd", self.results / "notes.txt~"]

    def enter(self):
        """In the child that becomes the program: /proc/self is its own."""
        namespaces.own_mounts()
        namespaces.unshare(namespaces.CLONE_NEWUTS)
        socket.sethostname(MARK["nodename"])
        domain = MARK["domain"].encode()
        namespaces.checked(namespaces.LIBC.setdomainname(domain, len(domain)), "setdomainname")
        for name, place in self.mounts.items():
            namespaces.bind(self.here / "machine" / name, place)
        namespaces.mount(MARK["mount"], "/mnt", "tmpfs")

    def run_there(self, *words, ends=0):
        environment = {"HOME": f"/home/{MARK['home']}", "USER": MARK["user"], "LOGNAME": MARK["logname"],
                       "HOSTNAME": MARK["hostname_variable"], "SSH_CLIENT": f"{MARK['ssh_client']} 5000 22",
                       "LD_LIBRARY_PATH": f"/opt/{MARK['library_path']}", "TMPDIR": f"/tmp/{MARK['temporaries']}",
                       "TOKEN": MARK["token"], "http_proxy": f"http://{MARK['proxy']}@proxy:3128", "PATH": "/usr/bin:/bin"}
        ended = subprocess.run([str(word) for word in words], env=environment, preexec_fn=self.enter, cwd=self.here,
                               capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(ended.returncode, ends, ended.stdout + ended.stderr)
        return ended

    def measure(self, *words):
        self.run_there(self.kit / "assay-kit", "run", "-o", self.results, *words, ends=1)  # one program fails
        return json.loads((self.results / "record.json").read_text())

    def submit(self):
        submission = self.results / "submission.assay"
        submission.unlink(missing_ok=True)
        said = self.run_there(self.kit / "assay-kit", "submit", "-o", self.results).stderr
        verified = self.run_there(self.kit / "assay-kit", "verify", submission, ends=1)
        self.assertIn("not enrolled", verified.stdout)
        return submission, said

    def submit_with_more(self, tables):
        output = self.here / f"tables-{tables}.assay"
        said = self.run_there(BUILD / "assay_planted", tables, self.results / "record.json", self.kit / "manifest.json",
                              output, *self.more).stdout
        return output, said

    def test_nothing_that_was_planted_leaves(self):
        self.assertEqual(len(set(MARK.values())), 40)
        record = self.measure()
        reasons = [benchmark["reason"] for cell in record["cells"] for benchmark in cell["benchmarks"] if "reason" in benchmark]
        self.assertRegex(reasons[0], ": programs/tiny of /.* in results/tmp/")  # so the program did quote its folders
        submission, said = self.submit()
        self.assertEqual(found_in(submission), set(), said)

        (self.results / "record.json").write_text(json.dumps(careless(record)))
        (self.results / "notes.txt~").write_text(f"ask {MARK['notes']}\n")
        for path in self.results.iterdir():
            os.chown(path, 4242, 4242)
            os.utime(path, (int(MARK["file_time"]),) * 2)
        submission, said = self.submit()
        self.assertIn("left out of the record, or shortened: hosts[0].fingerprint.dmi.serial", said)
        self.assertIn("left out of the kit's manifest, or shortened: owner", said)
        self.assertEqual(found_in(submission), set(), said)

        submission, said = self.submit_with_more("on")
        for file in self.more:
            self.assertIn(f"{file}\n", said)
        self.assertEqual(found_in(submission), set(), said)
        submission, _ = self.submit_with_more("off")
        self.assertEqual(set(MARK) - found_in(submission), set())

    def test_name_of_the_host_leaves_where_the_run_keeps_it(self):
        record = self.measure("--keep", "hostname")
        self.assertEqual(record["hosts"][0]["fingerprint"]["host_name"], MARK["nodename"])
        submission, said = self.submit()
        self.assertEqual(found_in(submission), {"nodename"}, said)


class EncodingsTest(unittest.TestCase):
    def test_are_found_wherever_they_stand(self):
        mark = MARK["serial"]
        for before in ("", "a", "ab"):
            text = f"{before}{mark} and so on".encode()
            for encoded in (text, base64.b64encode(text), text.hex().encode(), text.hex().upper().encode(),
                            "".join(f"%{byte:02X}" for byte in text).encode()):
                self.assertTrue(any(form in encoded for form in encodings_of(mark)), encoded)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
