#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proposes changes as partners and forgers do, in a clone with git, and reviews each by the program.

usage: review_test.py SOURCE ASSAY

The project trusts alice and has imported one submission. Each change leaves the main branch and is reviewed from there, as
scripts/ci/submissions/review.yml does; no file of it may come to the disk. The page is looked at in all three formats.
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile
import time
import unittest
import zlib

from source_tree import IN_MEMORY, SourceTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "record"))
from sealed_record import canonical, measured_again, sealed  # noqa: E402

SOURCE, ASSAY = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
RECORD = SOURCE / "harness/submit/testdata/timed.json"
WORKFLOW_COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)  # as GitHub's runner reads a log
UGLY = ["::set-output name=a::b", "@everyone", "<script>alert(1)</script>", "\u202etxt", "two\n::error::lines", "##[error]no",
        "\x1b[31mred", "a|b", "`code`", "[a](www.x.test)", "\x07", "\u2028::notice::x"]


ROUND = canonical({"schema": "assay.round/1", "name": "of-base", "from": "2020-01-01", "to": "2020-01-02", "commit": "",
                   "nonce": "0" * 64, "kits": []}) + "\n"
ROUND_HASH = hashlib.sha256(ROUND.encode()).hexdigest()


class Clone(SourceTree):
    """The project's repository."""

    def __init__(self, root):
        super().__init__(root, ASSAY)
        for folder in ("results/submissions", "results/rounds", "scripts", ".github/workflows"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "README.md").write_text("Read me\n")
        (self.root / "scripts/setup").write_text("#!/bin/sh\n")
        (self.root / ".gitignore").write_text("/build/\n/results/.lock\n/keys/\n")
        self.keys = self.root / "keys"
        self.keys.mkdir()
        for name in ("alice", "bob"):
            self.made_key(self.keys / name)
        self.trust("alice")
        (self.results / "rounds/of-base.json").write_text(ROUND)
        self.git("init", "-q", "-b", "main")
        self.send("old")
        ended = self.assay("import", "keys/old.assay")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        (self.submissions / "waiting.assay").write_bytes(b"of somebody else\n")
        self.commit("Begin")

    def trust(self, name):
        self.enrol(self.keys / name, f"{name}@example.org")

    def send(self, name, key="alice"):
        """A submission's bytes."""
        path, record = self.keys / f"{name}.assay", self.keys / f"{name}.json"
        if not path.exists():
            record.write_text(json.dumps(measured_again(json.loads(RECORD.read_text()), zlib.crc32(name.encode()) % 100)))
            self.made_submission(path, record, self.keys / key)
        return path.read_bytes()

    def sent_again(self, name, of, key):
        """The bytes of a submission of the same record."""
        return self.made_submission(self.keys / f"{name}.assay", self.keys / f"{of}.json", self.keys / key).read_bytes()

    def commit(self, subject):
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def proposed(self, change):
        """The commit of a change, which is no longer in the work tree."""
        self.git("checkout", "-q", "-B", "theirs", "main")
        change()
        head = self.commit("Change")
        self.git("checkout", "-q", "--force", "main")
        return head

    def added_to_index(self, mode, path, data="data\n"):
        """A commit with one more file of any mode and name."""
        self.git("checkout", "-q", "-B", "theirs", "main")
        blob = self.git("rev-parse", "HEAD") if mode == "160000" else self.git("hash-object", "-w", "--stdin", data=data)
        self.git("update-index", "--add", "-z", "--index-info", data=f"{mode} {blob}\t{path}\0")
        self.git("commit", "-q", "-m", "Change")
        head = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "--force", "main")
        return head

    def review(self, head, *words, base="main"):
        return self.assay("results", "review", "--base", base, "--head", head, *words)


class Review(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        cls.addClassCleanup(folder.cleanup)
        cls.clone = Clone(folder.name)
        cls.honest = cls.clone.send("alice-1")

    def add(self, name="alice-1.assay", data=None):
        (self.clone.submissions / name).write_bytes(self.honest if data is None else data)

    def reviewed(self, head):
        """Exit code, and (code, path) of each fault; the page has nothing that acts."""
        before = self.clone.git("status", "--porcelain")
        ended = self.clone.review(head, "--json")
        self.assertTrue(ended.stdout, (ended.returncode, ended.stderr))
        page = json.loads(ended.stdout)
        self.assertEqual(self.clone.git("status", "--porcelain"), before)
        for words in ((), ("--format", "markdown")):
            shown = self.clone.review(head, *words)
            self.assertEqual(shown.returncode, ended.returncode, shown.stderr)
            self.assert_harmless(shown.stdout + shown.stderr, "markdown" in words)
        return ended.returncode, [(fault["code"], fault["where"]) for fault in page["faults"]], page["submissions"]

    def assert_harmless(self, text, markdown):
        self.assertIsNone(WORKFLOW_COMMAND.search(text), text)
        self.assertEqual([c for c in text if not c.isprintable() and c != "\n"], [])
        if markdown:
            self.assertIsNone(re.search(r"[<@`\[]", text), text)
            self.assertTrue(all(line.startswith("| ") and line.endswith(" |") for line in text.splitlines()), text)

    def refused(self, change, *faults):
        head = change if isinstance(change, str) else self.clone.proposed(change)
        code, found, submissions = self.reviewed(head)
        self.assertEqual(code, 1)
        self.assertEqual([fault for fault in faults if fault not in found], [], found)
        return submissions

    def test_an_honest_one_is_good(self):
        head = self.clone.proposed(self.add)
        code, faults, submissions = self.reviewed(head)
        self.assertEqual((code, faults), (0, []))
        self.assertEqual([(one["file"], one["verdict"]) for one in submissions], [("alice-1.assay", "accepted with remarks")])
        self.assertFalse((self.clone.submissions / "alice-1.assay").exists())
        page = self.clone.review(head).stdout
        self.assertIn("good: 1 submission", page)
        self.assertIn("alice@example.org", page)

    def test_it_stays_good_when_the_base_goes_on(self):
        head = self.clone.proposed(self.add)
        self.addCleanup(self.clone.git, "reset", "-q", "--hard", self.clone.git("rev-parse", "main"))
        (self.clone.root / "README.md").write_text("Read me too\n")
        self.clone.commit("Go on")
        self.assertEqual(self.reviewed(head)[:2], (0, []))

    def test_one_that_also_touches_a_file_is_refused_and_names_it(self):
        def change():
            self.add()
            (self.clone.root / "README.md").write_text("Buy this\n")

        submissions = self.refused(change, ("other-file", '"README.md"'))
        self.assertEqual([one["verdict"] for one in submissions], ["accepted with remarks"])

    def test_one_that_enrols_its_own_key_is_judged_by_the_trust_of_the_base(self):
        def change():
            self.add("bob-1.assay", self.clone.send("bob-1", "bob"))
            self.clone.trust("bob")

        submissions = self.refused(change, ("other-file", '"results/trust/allowed_signers"'))
        self.assertEqual([one["verdict"] for one in submissions], ["not enrolled"])
        # The work tree is not asked either.
        self.addCleanup(self.clone.git, "checkout", "-q", "--force", "main")
        self.clone.trust("bob")
        self.assertEqual(self.reviewed(self.clone.git("rev-parse", "theirs"))[2][0]["verdict"], "not enrolled")

    def test_one_that_writes_the_ledger_is_refused(self):
        def change():
            self.add()
            with open(self.clone.root / "results/ledger", "a", encoding="ascii") as ledger:
                ledger.write("2 2026-12-01 mine\n")

        self.refused(change, ("other-file", '"results/ledger"'))

    def test_one_that_touches_what_others_sent_is_refused(self):
        waiting = self.clone.submissions / "waiting.assay"
        stored, = [path for path in self.clone.submissions.iterdir() if path.is_dir()]
        record = stored / "record.json"
        at = '"results/submissions/waiting.assay"'
        self.refused(lambda: waiting.write_bytes(self.honest), ("not-added", at))
        self.refused(waiting.unlink, ("not-added", at), ("nothing-added", '"results/submissions/"'))
        self.refused(lambda: waiting.rename(waiting.with_name("mine.assay")), ("not-added", at))
        self.refused(lambda: waiting.chmod(0o755), ("not-added", at))
        self.refused(lambda: record.write_bytes(b"{}"),
                     ("not-added", f'"results/submissions/{stored.name}/record.json"'))
        self.refused(lambda: (stored / "more.assay").write_bytes(self.honest),
                     ("other-name", f'"results/submissions/{stored.name}/more.assay"'))
        code, faults, _ = self.reviewed(self.clone.proposed(
            lambda: (waiting.unlink(), waiting.symlink_to("/etc/passwd"))))
        self.assertEqual((code, ("not-added", at) in faults), (1, True))

    def test_links_submodules_and_programs_are_refused(self):
        path = "results/submissions/x.assay"
        for mode in ("120000", "160000", "100755"):
            self.refused(self.clone.added_to_index(mode, path, "/etc/passwd"), ("not-a-file", f'"{path}"'))
        self.refused(self.clone.added_to_index("120000", "results/submissions/x/y.assay"), ("nothing-added", '"results/submissions/"'))

    def test_one_that_touches_what_runs_is_refused(self):
        for path in ("scripts/setup", ".github/workflows/review.yml", ".gitattributes", ".gitmodules"):
            def change(path=path):
                self.add()
                (self.clone.root / path).write_text("#!/bin/sh\ntrue\n")
            self.refused(change, ("other-file", f'"{path}"'))

    def test_names_do_nothing_where_they_are_shown(self):
        for name in UGLY:
            for place in ("results/submissions/", "scripts/", ""):
                head = self.clone.added_to_index("100644", f"{place}{name}.assay")
                code, faults, _ = self.reviewed(head)
                self.assertEqual((code, len(faults)), (1, 2), name)
                where = faults[0][1]
                self.assertTrue(where.isascii() and where.isprintable(), where)

    def test_what_a_submission_says_does_nothing_where_it_is_shown(self):
        notes = self.clone.keys / "notes"
        notes.write_text("\n".join(UGLY), encoding="utf-8")
        path = self.clone.keys / "noted.assay"
        ended = self.clone.assay("submission", "make", RECORD, "--key", self.clone.keys / "alice", "--notes",
                                 notes, "-o", path)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        code, faults, submissions = self.reviewed(self.clone.proposed(lambda: self.add("n.assay", path.read_bytes())))
        self.assertEqual((code, faults), (0, []))
        self.assertIn("@everyone", submissions[0]["notes"])

    def test_forged_ones_are_refused_by_their_reason(self):
        middle = len(self.honest) // 2
        changed = self.honest[:middle] + bytes([self.honest[middle] ^ 1]) + self.honest[middle + 1:]
        for data in (changed, self.honest[:-20], b"", b"no archive"):
            head = self.clone.proposed(lambda data=data: self.add("f.assay", data))
            code, faults, submissions = self.reviewed(head)
            self.assertEqual((code, faults), (1, []))
            self.assertEqual(submissions[0]["verdict"], "refused")
            self.assertTrue(submissions[0]["reasons"], submissions)
        stranger = self.refused(lambda: self.add("f.assay", self.clone.send("bob-2", "bob")))
        self.assertEqual(stranger[0]["verdict"], "not enrolled")
        self.refused(lambda: self.add("again.assay", self.clone.send("old")),
                     ("already-imported", '"results/submissions/again.assay"'))
        self.refused(lambda: (self.add("a.assay"), self.add("b.assay")), ("sent-twice", '"results/submissions/b.assay"'))
        self.refused(lambda: self.add("large.assay", bytes((16 << 20) + 1)), ("archive-large", '"results/submissions/large.assay"'))

    def test_samples_of_another_submission_are_named(self):
        stored, = [path for path in self.clone.submissions.iterdir() if path.is_dir()]
        time.sleep(1.1)  # what is made within the second that a manifest has is the same submission
        again = self.clone.sent_again("old-2", "old", "alice")
        said = self.reviewed(self.clone.proposed(lambda: self.add("old-2.assay", again)))[2][0]
        self.assertEqual((said["verdict"], [reason["code"] for reason in said["reasons"]]), ("refused", ["replay"]))
        self.assertIn(stored.name, said["reasons"][0]["reason"])
        taken = self.clone.sent_again("old-3", "old", "bob")
        said = self.reviewed(self.clone.proposed(lambda: self.add("old-3.assay", taken)))[2][0]
        self.assertIn("copy", [reason["code"] for reason in said["reasons"]])

    def test_rounds_are_those_of_the_base(self):
        """The base has this one, and the record was not measured in its days."""
        record = dict(json.loads(RECORD.read_text()), round={"name": "of-base", "sha256": ROUND_HASH, "division": "open"})
        path = self.clone.keys / "of-round.json"
        path.write_text(json.dumps(sealed(record)))
        sent = self.clone.made_submission(self.clone.keys / "of-round.assay", path, self.clone.keys / "alice").read_bytes()
        said = self.reviewed(self.clone.proposed(lambda: self.add("r.assay", sent)))[2][0]
        self.assertIn("round-dates", [reason["code"] for reason in said["reasons"]])
        self.assertNotIn("round-unknown", [remark["code"] for remark in said["remarks"]])

    def test_what_is_no_change_of_the_base_is_refused(self):
        for words, status in ((("--base", "main"), 2), (("--head", "main"), 2), ((), 2)):
            self.assertEqual(self.clone.assay("results", "review", *words).returncode, status)
        ended = self.clone.review("no-such-commit")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("no-such-commit is not a commit", ended.stderr)
        tree = self.clone.git("rev-parse", "main^{tree}")
        ended = self.clone.review(self.clone.git("commit-tree", "-m", "Alone", tree))
        self.assertEqual(ended.returncode, 1)
        self.assertIn("0 common ancestors", ended.stderr)

    def test_a_merged_file_waits_and_is_imported(self):
        self.addCleanup(self.clone.git, "clean", "-fdq", "results")
        self.addCleanup(self.clone.git, "reset", "-q", "--hard")
        sent = self.clone.submissions / "alice-1.assay"
        self.add()
        check = json.loads(self.clone.assay("results", "check", "--json").stdout)
        self.assertEqual(check["verdict"], "good")
        self.assertEqual([(mark["code"], mark["where"]) for mark in check["marks"]],
                         [("waiting", '"alice-1.assay"'), ("waiting", '"waiting.assay"')])
        ended = self.clone.assay("import", "results/submissions/alice-1.assay")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("alice-1.assay is imported: remove it", ended.stderr)
        sent.unlink()
        self.assertEqual(self.clone.assay("results", "check").returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
