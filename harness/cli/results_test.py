#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Imports submissions as a maintainer does, and checks what is stored by the program and by other tools.

usage: results_test.py SOURCE ASSAY MANY_ENTRIES [COUNT]

With COUNT it only times `assay results check` on so many entries that MANY_ENTRIES makes (the goal: 10,000 in 60 s).
The ledger's chain is computed here by hashlib, and signatures are checked by ssh-keygen where it is.
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from source_tree import IN_MEMORY, SourceTree, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "record"))
from sealed_record import measured_again, sealed  # noqa: E402

SOURCE, ASSAY, MANY = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
RECORD = SOURCE / "harness/submit/testdata/timed.json"  # bare-metal-claimed
OTHER_RECORD = SOURCE / "harness/submit/testdata/timed-virtual.json"  # of a virtual machine with the same CPU
SIGNER = "alice@example.org"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Tree(SourceTree):
    def __init__(self, root):
        super().__init__(root, ASSAY)
        self.ledger = self.results / "ledger"

    def check(self, *words):
        """Exit code and JSON."""
        ended = self.assay("results", "check", "--json", *words)
        return ended.returncode, json.loads(ended.stdout or "{}"), ended.stderr

    def submission(self, name, key, *words, record=RECORD):
        return self.made_submission(self.root / name, record, key, *words)

    def key(self, name):
        return self.made_key(self.root / name)

    def enrol(self, key, principal=SIGNER):
        super().enrol(key, principal)


def codes(check):
    return [fault["code"] for fault in check["faults"]]


class Results(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        self.addCleanup(folder.cleanup)
        self.tree = Tree(folder.name)

    def imported(self):
        key = self.tree.key("alice")
        self.tree.enrol(key)
        file = self.tree.submission("a.assay", key)
        ended = self.tree.assay("import", file)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return file, pathlib.Path(ended.stdout.strip())

    def refused(self, files, why):
        ended = self.tree.assay("import", *files)
        self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertIn(why, ended.stdout)
        self.assertIn("nothing was imported", ended.stderr)

    def test_import_stores_what_tar_unpacks(self):
        file, place = self.imported()
        self.assertEqual(place.parent, self.tree.submissions)
        unpacked = self.tree.root / "unpacked"
        unpacked.mkdir()
        self.assertEqual(run(["tar", "-xzf", file, "-C", unpacked]).returncode, 0)
        self.assertEqual(run(["diff", "-r", unpacked, place]).stdout, "")
        ended = self.tree.assay("results", "check")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("good: 1 entry checked", ended.stdout)

    def test_the_line_is_what_the_page_says(self):
        _, place = self.imported()
        head, line = self.tree.ledger.read_text().splitlines()
        self.assertEqual(head, "assay-ledger 1")
        sequence, day, folder, manifest, signature, files, principal, key, before = line.split(" ")
        self.assertEqual((sequence, folder, principal), ("1", place.name, SIGNER))
        self.assertLessEqual(abs(time.time() - time.mktime(time.strptime(day, "%Y-%m-%d"))), 2 * 86400)
        self.assertEqual(manifest, sha256((place / "manifest.json").read_bytes()))
        self.assertEqual(signature, sha256((place / "manifest.json.sig").read_bytes()))
        self.assertEqual(before, sha256(b"assay-ledger 1\n"))
        listed = subprocess.run("find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs sha256sum | sha256sum", shell=True,
                                cwd=place, capture_output=True, text=True, check=True)
        self.assertEqual(files, listed.stdout.split()[0])
        machine = json.loads((place / "manifest.json").read_text())["machine"]
        self.assertEqual(folder, f"{day}-alice-example-org-{machine}-{manifest[:12]}")
        if shutil.which("ssh-keygen"):
            printed = run(["ssh-keygen", "-l", "-f", self.tree.root / "alice.pub"]).stdout
            self.assertEqual(key, printed.split()[1])

    def test_a_second_import_changes_nothing(self):
        file, place = self.imported()
        before = self.tree.ledger.read_bytes()
        again = self.tree.assay("import", file, "--json")
        self.assertEqual(again.returncode, 0)
        self.assertIn("nothing has changed", again.stderr)
        one, = json.loads(again.stdout)["submissions"]
        self.assertEqual((one["new"], one["folder"]), (False, str(place)))
        self.assertEqual(self.tree.ledger.read_bytes(), before)

    def test_what_is_not_accepted_is_not_imported(self):
        # Later, beside Alice's of the same record, it would be refused as a copy.
        stranger = self.tree.submission("b.assay", self.tree.key("bob"))
        self.refused([stranger], "not enrolled")
        good, _ = self.imported()
        before = self.tree.ledger.read_bytes()
        broken = self.tree.root / "c.assay"
        broken.write_bytes(good.read_bytes()[:-9])
        fresh = self.tree.submission("d.assay", self.tree.root / "alice")
        self.refused([broken], "refused")
        self.refused([fresh, broken], "refused")
        self.assertEqual(self.tree.ledger.read_bytes(), before)
        self.assertEqual(len(list(self.tree.submissions.iterdir())), 1)
        for words in (["import", good, RECORD], ["import", good, "-o", "x"], ["results", "mend"]):
            self.assertEqual(self.tree.assay(*words).returncode, 2)

    def test_further_sessions_continue_an_entry(self):
        key = self.tree.key("alice")
        self.tree.enrol(key)
        whole = measured_again(json.loads(RECORD.read_text()), 1)
        part = sealed(dict(whole, cells=whole["cells"][:1]))
        places = []
        for name, record in (("part", part), ("whole", whole)):
            path = self.tree.root / f"{name}.json"
            path.write_text(json.dumps(record))
            ended = self.tree.assay("import", "--json", self.tree.submission(f"{name}.assay", key, record=path))
            self.assertEqual(ended.returncode, 0, ended.stderr)
            submission, = json.loads(ended.stdout)["submissions"]
            places.append(pathlib.Path(submission["folder"]))
        self.assertIn("continued", [remark["code"] for remark in submission["remarks"]])
        table = json.loads(self.tree.assay("compare", "results/", "--json", "--target", part["cells"][0]["target"]).stdout)["tables"][0]
        first, second = (column["submission"] for column in table["columns"])
        self.assertEqual([first["out_of_means"], second["out_of_means"]], ["continued", ""])
        self.assertIn(f"continued: {places[1].name} has all of it, and more", first["remarks"])

    def test_a_changed_byte_is_named_with_its_folder(self):
        _, place = self.imported()
        with open(place / "record.json", "ab") as record:
            record.write(b" ")
        code, check, _ = self.tree.check()
        self.assertEqual((code, codes(check)), (1, ["wrong-size"]))
        self.assertEqual(check["faults"][0]["where"], place.name)
        self.assertIn("git", check["faults"][0]["next"])

    def test_since_a_commit_lines_are_only_added(self):
        self.imported()
        self.tree.git("init", "-q")
        self.tree.git("commit", "-q", "--allow-empty", "-m", "Nothing")
        self.assertEqual(self.tree.check("--since", "HEAD")[0], 0)
        self.tree.git("add", "results")
        self.tree.git("commit", "-q", "-m", "One entry")
        self.assertEqual(self.tree.check("--since", "HEAD")[0], 0)
        # All of it made anew, by somebody else: only the older ledger tells.
        shutil.rmtree(self.tree.submissions)
        self.tree.ledger.unlink()
        key = self.tree.key("bob")
        self.tree.enrol(key, "bob@example.org")
        file = self.tree.submission("b.assay", key)
        self.assertEqual(self.tree.assay("import", file).returncode, 0)
        self.assertEqual(self.tree.check()[0], 0)
        code, check, _ = self.tree.check("--since", "HEAD")
        self.assertEqual((code, codes(check)), (1, ["changed-ledger"]))
        code, _, said = self.tree.check("--since", "no-such-branch")
        self.assertEqual(code, 2)
        self.assertIn("no-such-branch is not a commit", said)

    def test_fifty_entries_and_their_chain(self):
        self.assertEqual(run([MANY, RECORD, self.tree.results, "50"]).returncode, 0)
        code, check, _ = self.tree.check()
        self.assertEqual((code, check["verdict"], check["entries"]), (0, "good", 50))
        lines = self.tree.ledger.read_bytes().splitlines(keepends=True)
        for before, line in zip(lines, lines[1:]):
            self.assertEqual(line.split()[-1].decode(), sha256(before))
        if shutil.which("ssh-keygen"):
            place = self.tree.submissions / lines[7].split()[2].decode()
            with open(place / "manifest.json", "rb") as manifest:
                good = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", self.tree.results / "trust/allowed_signers", "-I",
                                       "many@example.org", "-n", "assay-submission", "-s", place / "manifest.json.sig"],
                                      stdin=manifest, capture_output=True, check=False)
            self.assertEqual(good.returncode, 0, good.stderr)


class Tables(unittest.TestCase):
    """`compare` and `matrix` of imported submissions: two of alice, one of bob on a machine of another class."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        self.addCleanup(folder.cleanup)
        self.tree = Tree(folder.name)
        self.keys = {name: self.tree.key(name) for name in ("alice", "bob")}
        for name, key in self.keys.items():
            self.tree.enrol(key, f"{name}@example.org")
        self.first = self.imported("alice", RECORD)
        self.second = self.entry_like(self.first, made="2026-12-01T00:00:00Z")
        other = self.tree.root / "other.json"
        other.write_text(json.dumps(measured_again(json.loads(OTHER_RECORD.read_text()), 1)))
        self.imported("bob", other)

    def imported(self, name, record):
        file = self.tree.submission(f"{name}.assay", self.keys[name], record=record)
        ended = self.tree.assay("import", file)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        return pathlib.Path(ended.stdout.strip())

    def entry_like(self, place, **changes):
        """Another entry, whose manifest says something else. Tables don't look at its signature again."""
        manifest = json.loads((place / "manifest.json").read_text()) | changes
        text = json.dumps(manifest, sort_keys=True, separators=(",", ":")) + "\n"
        ledger = self.tree.ledger.read_text()
        lines = ledger.splitlines(keepends=True)
        own = next(line.split() for line in lines if place.name in line)
        words = [str(len(lines)), lines[-1].split()[1], f"made-{sha256(text.encode())[:12]}", sha256(text.encode()), *own[4:8],
                 sha256(lines[-1].encode())]
        self.tree.ledger.write_text(ledger + " ".join(words) + "\n")
        other = self.tree.submissions / words[2]
        shutil.copytree(place, other)
        (other / "manifest.json").write_text(text)
        return other

    def revoke(self, name, day, why):
        key = next(line.split(" ")[7] for line in self.tree.ledger.read_text().splitlines()[1:]
                   if line.split(" ")[6] == f"{name}@example.org")
        (self.tree.results / "trust/revocations").write_text(f"assay-revocations 1\n{key} {day} {why} a bag was stolen\nend\n")

    def shown(self, *words):
        ended = self.tree.assay(*words)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout

    def compared(self, *words):
        """The tables, one of each target."""
        return json.loads(self.shown("compare", "results/", "--json", *words))["tables"]

    def test_compare_has_a_column_for_each_submission(self):
        tables = self.compared()
        self.assertEqual([table["target"] for table in tables], ["x86-64-v2", "x86-64-v3"])
        day = self.tree.ledger.read_text().splitlines()[1].split(" ")[1]
        alice = {"signer": SIGNER, "class": "bare-metal-claimed", "division": "open", "date": day, "remarks": [],
                 "out_of_means": ""}
        for table in tables:
            self.assertEqual([column["submission"] for column in table["columns"]],
                             [alice, alice, alice | {"signer": "bob@example.org", "class": "virtualised"}])
        titles = [column["title"] for column in tables[0]["columns"]]
        hashes = [sha256((place / "manifest.json").read_bytes())[:6] for place in (self.first, self.second)]
        self.assertEqual(titles, [f"{SIGNER} {hashes[0]}", f"{SIGNER} {hashes[1]}", "bob@example.org"])

    def test_means_are_within_a_class(self):
        for table in self.compared():
            self.assertEqual([mean["ratio"] for mean in table["geomeans"]], [1, 1, None])
            note, = (note for note in table["notes"] if note.startswith("means are within one division and class only"))
            self.assertIn("open virtualised (bob@example.org)", note)
        alone = self.compared("--reference", "bob@example.org")[0]
        self.assertEqual([mean["ratio"] for mean in alone["geomeans"]], [None, None, 1])

    def test_a_record_that_nobody_signed_stands_beside(self):
        table = json.loads(self.shown("compare", "results", RECORD, "--json"))["tables"][0]
        self.assertNotIn("submission", table["columns"][3])
        self.assertIsNone(table["geomeans"][3]["ratio"])

    def test_people_read_whose_it_is(self):
        text = self.shown("compare", "results/", "--format", "markdown")
        self.assertRegex(text, r"- bob&#64;&#8203;example.org: .*signed by .*, class virtualised")
        line = self.shown("compare", "results/", "--format", "csv").splitlines()[-1]
        self.assertRegex(line, r",bob@example.org,virtualised,open,\d{4}-\d\d-\d\d,$")

    def test_matrix_has_rows_for_each_submission(self):
        rows = json.loads(self.shown("matrix", "results/", "--json", "--target", "x86-64-v3"))["rows"]
        self.assertEqual([row["submission"]["signer"] for row in rows], [SIGNER, SIGNER, "bob@example.org"])
        self.assertIn("virtualised", self.shown("matrix", "results/"))

    def test_a_compromised_key_has_no_numbers(self):
        self.revoke("alice", "2027-01-01", "compromised")
        for command in ("compare", "matrix"):
            text = " ".join(self.shown(command, "results/").split())
            self.assertNotIn(SIGNER, text)
            for place in (self.first, self.second):
                self.assertIn(f"left out {place.name}: revoked-compromised:", text)
            self.assertIn("a bag was stolen", text)

    def test_a_lost_key_is_a_remark_and_in_no_mean(self):
        self.revoke("alice", "2020-01-01", "lost")
        table = self.compared()[0]
        remark, = table["columns"][0]["submission"]["remarks"]
        self.assertRegex(remark, "^revoked-lost: .*a bag was stolen$")
        self.assertEqual([mean["ratio"] for mean in table["geomeans"]], [None, None, None])
        self.assertIn(remark, self.shown("matrix", "results/", "--format", "csv"))

    def test_examples_are_shown_only_where_they_are_asked_for(self):
        self.entry_like(self.first, machine="example")
        for command in ("compare", "matrix"):
            without = json.loads(self.shown(command, "results/", "--json"))
            with_it = json.loads(self.shown(command, "results/", "--examples", "--json"))
            without, with_it = ((each["tables"][0] if "tables" in each else each) for each in (without, with_it))
            self.assertIn("left out 1 example submission (shown with --examples)", without["notes"])
            self.assertFalse([note for note in with_it["notes"] if note.startswith("left out")])
            parts = "columns" if command == "compare" else "rows"
            self.assertGreater(len(with_it[parts]), len(without[parts]))

    def test_the_projects_own_results_are_good_and_have_an_example(self):
        shutil.rmtree(self.tree.results)
        shutil.copytree(SOURCE / "results", self.tree.results, ignore=shutil.ignore_patterns("runs", "evaluation"))
        code, check, said = self.tree.check()
        self.assertEqual((code, check["verdict"]), (0, "good"), said)
        table = self.compared("--examples", "--suite", "libc")[0]
        self.assertIn("example@example.org", [column["submission"]["signer"] for column in table["columns"]])

    def test_what_cannot_be_shown_is_said(self):
        ended = self.tree.assay("compare", "results/", "--target", "armhf")
        self.assertEqual(ended.returncode, 3)
        self.assertIn("no submission to show; left out 3 submissions without a cell of the selection", ended.stderr)
        (self.first / "record.json").write_text("{}")
        for command in ("compare", "matrix"):
            ended = self.tree.assay(command, "results/")
            self.assertEqual(ended.returncode, 1)
            self.assertIn(f"{self.first.name}: the record is not the one that was signed", ended.stderr)


def measure(count):
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        tree = Tree(folder)
        subprocess.run([MANY, RECORD, tree.results, str(count)], check=True)
        began = time.monotonic()
        code, check, _ = tree.check()
        print(f"{check['entries']} entries checked in {time.monotonic() - began:.1f} s, exit code {code}")


if __name__ == "__main__":
    if len(sys.argv) > 4:
        measure(int(sys.argv[4]))
    else:
        unittest.main(argv=sys.argv[:1])
