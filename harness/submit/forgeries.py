# SPDX-License-Identifier: Apache-2.0
"""Forgeries of a submission, for forgeries_test.py and commands_test.py.

The program makes the honest one. What a forger does to it is done here: files are edited, packed by tarfile, and signed by
ssh-keygen or by the bytes (ssh_forms.py). One more forgery is a row in its family, and one more family a line in FAMILIES.
"""

import copy
import dataclasses
import datetime
import gzip
import hashlib
import io
import json
import pathlib
import shutil
import sys
import tarfile

from ssh_forms import World, armored, fingerprint, line_of, rsa_signature, run, string, structure, to_sign

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(SOURCE / "harness/record"))
from sealed_record import canonical, measured_again, sealed  # noqa: E402

RECORD = SOURCE / "harness/submit/testdata/timed.json"
(EXAMPLE,) = (SOURCE / "results/submissions").glob("*-example-*")  # of suites that the catalog knows
ALICE = "alice@example.org"
HEAD, TAIL = "assay-revocations 1\n", "end\n"
NAMESPACE = "assay-submission"
NOTES_HEAD = "notes of the submission with the manifest "
NONCE = "0123456789abcdef" * 4


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def text_of(value):
    return (canonical(value) + "\n").encode()


def record_text(record):
    """In one line, as no program of ours writes it: nothing hangs on that."""
    return (json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def packed(files, compress=True, form=tarfile.USTAR_FORMAT):
    """Of pairs of a name and bytes, or of a name and a kind with a target."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            member = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                member.type, member.linkname = content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return gzip.compress(made.getvalue(), mtime=0) if compress else made.getvalue()


def unpacked(path):
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def replaced(data, old, new):
    """One place, which has to be there."""
    assert data.count(old) >= 1, old
    return data.replace(old, new, 1)


def edited(files, name, old, new):
    return files | {name: replaced(files[name], old, new)}


def listed(files, **fields):
    """The hashes and the manifest made again, so that they are of these files."""
    manifest = json.loads(files["manifest.json"]) | fields
    apart = ("manifest.json", "manifest.json.sig", "notes.txt", "notes.txt.sig", "SHA256SUMS")
    names = sorted(set(files) - set(apart))
    files = files | {"SHA256SUMS": "".join(f"{sha256(files[name])}  {name}\n" for name in names).encode()}
    manifest["files"] = [{"path": name, "sha256": sha256(files[name]), "size": len(files[name])}
                         for name in sorted([*names, "SHA256SUMS"])]
    return files | {"manifest.json": text_of(manifest)}


def cell_name(cell):
    return "/".join(cell[key] for key in ("target", "toolchain", "os", "suite"))


def round_key(process, name):
    """By which a round orders what is timed in a process."""
    return sha256(f"{NONCE}\n{process}\n{name}\n".encode())


def session_of(host, number):
    """The same machine after another boot, a day later."""
    readings = [{"at": f"2026-01-{10 + number}T{at}Z", "values": dict(host["readings"][0]["values"], **{
        "load": f"{load + number / 100:.2f} 4.{75 - number} 4.31", "steal_percent": f"0.{51 + number}"})}
        for at, load in (("09:00:00", 5.83), ("09:30:00", 7.12))]
    return dict(host, session=f"{number + 1:016x}", readings=readings)


def without(files, *names):
    return {name: content for name, content in files.items() if name not in names}


@dataclasses.dataclass
class Forgery:
    name: str
    codes: tuple          # all that verify names
    file: bytes
    signers: str = None   # allowed_signers; None: of the honest world
    revoked: str = HEAD + TAIL
    says: str = ""        # a part of a reason; without codes, of the message that comes in place of a verdict
    remarks: tuple = ()   # by which it is accepted, beside those of the honest one

    @property
    def exit_code(self):
        return 1 if self.codes else 2 if self.says else 0


class Workshop:
    """Keys, the honest submission, and what it takes to sign another one."""

    def __init__(self, folder, assay, verify):
        self.folder, self.assay = folder, assay
        self.world = World(folder, verify)
        self.keys = {name: self.world.key(name, "ed25519") for name in ("alice", "bob", "eve")}
        self.signers = self.line("alice") + self.line("bob")
        (folder / "notes").write_text("The fan was loud.\n")
        made = self.made("honest.assay", "--notes", folder / "notes")
        self.honest = self.signed(listed(made | {"kit.json": self.kit(made)}))
        self.plain = made
        self.other = self.measured(1)
        self.round = self.known_round()

    def made(self, name, *words):
        path = self.folder / name
        ended = run([self.assay, "submission", "make", RECORD, "--key", self.keys["alice"].path, "-o", path, *words])
        assert ended.returncode == 0, ended.stderr.decode()
        return unpacked(path)

    def kit(self, files):
        """The manifest of a kit that has the record's programs."""
        cells = json.loads(files["record.json"])["cells"]
        programs = [{key: cell[key] for key in ("target", "toolchain", "os", "suite", "program")} for cell in cells]
        return text_of({"schema": "assay.kit/1", "version": "0.1.0", "commit": "", "changed": 0, "target": "x86-64-v2",
                        "arch": "x86_64", "filter": "", "quick": 0, "timeout_s": 60, "memory_bytes": 1 << 30,
                        "programs": programs, "files": []})

    def known_round(self):
        """Of the honest programs. self.knowing is the program in a source tree whose results/ hold the round's file."""
        tree, cells = self.folder / "knowing", json.loads(self.honest["record.json"])["cells"]
        programs = [{"target": cell["target"], "suite": cell["suite"], "sha256": cell["program"]["sha256"]} for cell in cells]
        kit = {"file": "kit.tar.gz", "sha256": "0" * 64, "programs": programs}
        commit = json.loads(self.honest["record.json"])["harness"]["commit"]
        text = text_of({"schema": "assay.round/1", "name": "winter", "from": "2026-01-01", "to": "2026-01-31", "commit": commit,
                        "nonce": NONCE, "kits": [kit]})
        for folder in ("build", "results/rounds"):
            (tree / folder).mkdir(parents=True)
        for name in ("CMakeLists.txt", "targets", "benchmarks"):
            (tree / name).symlink_to(SOURCE / name)
        (tree / "results/rounds/winter.json").write_bytes(text)
        self.knowing = pathlib.Path(shutil.copy(self.assay, tree / "build/assay"))
        return {"name": "winter", "sha256": sha256(text), "division": "closed"}

    def for_round(self, edit=lambda record: None, **fields):
        """The honest record as it is measured for the round, edited, and with a manifest that has these fields."""
        record = json.loads(self.honest["record.json"])
        record["round"], begin = dict(self.round), 1_000_000
        for cell in record["cells"]:
            cell["turns"] = []
            for sample in (each for benchmark in cell["benchmarks"] for each in benchmark["samples"]):
                sample["turn"] = sample["process"]
        for process in range(1, 6):
            for cell in sorted(record["cells"], key=lambda each: round_key(process, cell_name(each))):
                cell["turns"].append([begin, begin + 100_000])
                begin += 100_000
        edit(record)
        record = sealed(record)
        files = self.honest | {"record.json": record_text(record)}
        files |= {"kit.json": self.kit(files)}
        return self.signed(listed(files, content=record["content"], **fields))

    def of_sessions(self, count, edit=lambda record: None):
        """The honest record as a kit measures it in so many sessions, one a day and a boot each, edited."""
        record = json.loads(self.honest["record.json"])
        runs = [measured_again(record, number) for number in range(count)]
        record["hosts"] = [session_of(record["hosts"][0], number) for number in range(count)]
        record["places"] = [dict(record["places"][0], host=number) for number in range(count)]
        record["cells"] = []
        for number, one in enumerate(runs):
            for position, cell in enumerate(copy.deepcopy(one["cells"])):
                begin = 1_000_000 * (position + 1) + 777 * number
                record["cells"].append(dict(cell, place=number, turns=[[begin, begin + 500_000]]))
        edit(record)
        record = sealed(record)
        return self.signed(listed(self.honest | {"record.json": record_text(record)}, content=record["content"], sessions=count))

    def line(self, name, options=f'namespaces="{NAMESPACE}" ', principal=None):
        """That enrols the key."""
        return f"{principal or name + '@example.org'} {options}{self.keys[name].line}\n"

    def signature(self, data, key="alice", namespace=NAMESPACE):
        return self.world.sign(self.keys[key], namespace=namespace.encode(), message=data)

    def signed(self, files, key="alice", namespace=NAMESPACE):
        """With its notes, if it has any, bound to the manifest as it is now."""
        files = files | {"manifest.json.sig": self.signature(files["manifest.json"], key, namespace)}
        if "notes.txt" not in files:
            return files
        notes = f"{NOTES_HEAD}{sha256(files['manifest.json'])}\n".encode() + files["notes.txt"].split(b"\n", 1)[1]
        return files | {"notes.txt": notes, "notes.txt.sig": self.signature(notes, key)}

    def measured(self, number, edit=lambda record: None):
        """Of the same programs and machine, measured another time."""
        record = measured_again(json.loads(self.plain["record.json"]), number)
        edit(record)
        record = sealed(record)
        return self.signed(listed(self.plain | {"record.json": record_text(record)}, content=record["content"]))

    def resealed(self, edit, **fields):
        """Edited, sealed, listed and signed again, by somebody who may sign."""
        record = copy.deepcopy(json.loads(self.honest["record.json"]))
        edit(record)
        record = sealed(record)
        files = self.honest | {"record.json": record_text(record)}
        return self.signed(listed(files, content=fields.pop("content", record["content"]), **fields))

    def of_example(self, edit=lambda record: None, edit_kit=lambda kit: None, add=()):
        """Likewise of the project's example, whose kit.json is edited too; `add` are readings of its machine."""
        files = {path.name: path.read_bytes() for path in EXAMPLE.iterdir() if not path.name.startswith("notes")}
        record, kit, machine = (json.loads(files[f"{name}.json"]) for name in ("record", "kit", "machine"))
        edit(record)
        edit_kit(kit)
        record = sealed(record)
        machine["files"] += [{"path": path, "text": text} for path, text in add]
        made = {"record.json": record_text(record), "kit.json": text_of(kit), "machine.json": text_of(machine)}
        return self.signed(listed(files | made, content=record["content"]))


# Each is a name, the codes that refuse it, and the file.

def hash_changed(shop, before):
    """What stands there with the beginning of a hash, and with another one."""
    record = shop.honest["record.json"]
    at = record.index(before) + len(before)
    return before + record[at:at + 8], before + (b"1" if record[at:at + 1] == b"0" else b"0") + record[at + 1:at + 8]


def edits(shop):
    """One value of each class of field, with nothing else changed."""
    for name, old, new, more in (
            ("the CPU's name", b"EPYC 9354P", b"EPYC 9654P", ()),
            ("the CPU's numbers", b'"x86.model": "17"', b'"x86.model": "18"', ()),
            ("the class of the machine", b"bare-metal-claimed", b"virtualised", ()),
            ("the machine's key", *hash_changed(shop, b'"key": "'), ("other-record",)),
            ("a feature of the CPU", b'"avx512f",\n', b"", ()),
            ("a setting of the kernel", b'"governor": "performance"', b'"governor": "powersave"', ()),
            ("a reading of the machine", b'"steal_percent": "0.00"', b'"steal_percent": "9.00"', ()),
            ("the session", b'"session": "eee8', b'"session": "fff8', ()),
            ("the time of the run", b'"created": "2026-01-13T10', b'"created": "2026-02-13T10', ()),
            ("the version", b'"version": "0.1.0"', b'"version": "0.2.0"', ("other-record",)),
            ("the seal itself", *hash_changed(shop, b'"content": "'), ("other-record",)),
            ("the runner", b'"runner": "native"', b'"runner": "qemu-kvm"', ()),
            ("the target", b'"target": "x86-64-v2"', b'"target": "x86-64-v9"', ("other-kit",)),
            ("the hash of a program", b'"sha256": "8d0b', b'"sha256": "9d0b', ("other-kit",)),
            ("a compiler's flag", b'"-O2"', b'"-O3"', ("other-kit",)),
            ("the name of a benchmark", b'"name": "loops/mix"', b'"name": "loops/max"', ()),
            ("a checksum", b'"checksum": "0000000000000007"', b'"checksum": "0000000000000008"', ()),
            ("the work of an iteration", b'"work_amount": 100', b'"work_amount": 900', ()),
            ("a wall time", b'"wall_ns": 416.9', b'"wall_ns": 316.9', ()),
            ("a CPU time", b'"cpu_ns": 111.5', b'"cpu_ns": 101.5', ()),
            ("an iteration count", b'"iterations": 118302', b'"iterations": 218302', ())):
        forged = edited(shop.honest, "record.json", old, new)
        changed = "wrong-hash" if len(old) == len(new) else "wrong-size"
        yield Forgery(f"record.json: {name}", ("edited-record", *more, changed), packed(forged))
    for name, old, new, codes in (
            ("manifest.json: when it was made", b'"made":"2', b'"made":"3', ("bad-notes", "made-in-future", "wrong-signature")),
            ("manifest.json: a hash", b'"sha256":"', b'"sha256":"0', ("bad-manifest",)),
            ("SHA256SUMS: a name", b"record.json", b"recorb.json", ("wrong-hash", "wrong-sums")),
            ("kit.json: a program", b'"suite":"loops"', b'"suite":"pools"', ("other-kit", "wrong-hash")),
            ("notes.txt: a word", b"loud", b"calm", ("bad-notes",))):
        yield Forgery(name, codes, packed(edited(shop.honest, name.split(":")[0], old, new)))


def kept_up(shop):
    """The forger keeps up with what was changed, step by step."""
    shorter = copy.deepcopy(json.loads(shop.honest["record.json"]))
    for sample in shorter["cells"][0]["benchmarks"][0]["samples"]:
        sample.update(wall_ns=sample["wall_ns"] * 0.9, cpu_ns=sample["cpu_ns"] * 0.9)
    once = shop.honest | {"record.json": record_text(shorter)}
    yield Forgery("shorter times", ("edited-record", "wrong-size"), packed(once))
    sums = listed(once)
    yield Forgery("shorter times, hashes made again", ("edited-record", "wrong-hash", "wrong-size", "wrong-sums"),
                  packed(once | {"SHA256SUMS": sums["SHA256SUMS"]}))
    yield Forgery("shorter times, manifest made again", ("bad-notes", "edited-record", "wrong-signature"), packed(sums))
    shorter = sealed(shorter)
    again = listed(shop.honest | {"record.json": record_text(shorter)}, content=shorter["content"])
    yield Forgery("shorter times, sealed again", ("bad-notes", "wrong-signature"), packed(again))
    yield Forgery("shorter times, signed by a stranger", ("not-enrolled",), packed(shop.signed(again, "eve")))
    yield Forgery("shorter times, not signed", ("bad-notes", "not-signed"), packed(without(again, "manifest.json.sig")))


def signers(shop):
    """The honest bytes, and whose signature that is."""
    honest, manifest = packed(shop.honest), shop.honest["manifest.json"]
    key = fingerprint(shop.keys["alice"].blob)
    yield Forgery("signed again by a stranger", ("not-enrolled",), packed(shop.signed(shop.honest, "eve")))
    yield Forgery("signed again by a stranger, whose notes are not", ("bad-notes",),
                  packed(shop.honest | {"manifest.json.sig": shop.signature(manifest, "eve")}))
    yield Forgery("key lost", ("revoked-lost",), honest, revoked=f"{HEAD}{key} 2026-01-01 lost a laptop\n{TAIL}")
    yield Forgery("key compromised on a later day", ("revoked-compromised",), honest,
                  revoked=f"{HEAD}{key} 2999-01-01 compromised a leak\n{TAIL}")
    for name, codes, options in (("key expired", ("expired",), 'valid-before="20260102Z" '),
                                 ("key not yet valid", ("not-yet-valid",), 'valid-after="29990101Z" '),
                                 ("key enrolled for another namespace", ("other-namespace",), 'namespaces="git" ')):
        yield Forgery(name, codes, honest, signers=shop.line("alice", options))
    yield Forgery("signed for the namespace git", ("other-namespace",),
                  packed(without(shop.signed(shop.honest, namespace="git"), "notes.txt", "notes.txt.sig")))
    foreign = without(shop.honest, "notes.txt", "notes.txt.sig")
    for name, signature in (("of the signer's notes", shop.honest["notes.txt.sig"]),
                            ("of SHA256SUMS", shop.signature(foreign["SHA256SUMS"])),
                            ("of another submission", shop.other["manifest.json.sig"])):
        yield Forgery(f"the signature {name}", ("wrong-signature",), packed(foreign | {"manifest.json.sig": signature}))
    yield Forgery("a private key in place of the signature", ("bad-armor",),
                  packed(foreign | {"manifest.json.sig": shop.keys["eve"].path.read_bytes()}))


def algorithms(shop):
    """Keys and signatures of two kinds, weak keys, and fields that mean something else."""
    files, world = without(shop.honest, "notes.txt", "notes.txt.sig"), shop.world
    manifest = files["manifest.json"]
    data, made = to_sign(message=manifest), world.ed25519
    rsa = world.key("rsa-3072", "rsa", "-b", "3072")
    allowed = "".join(f"{ALICE} {line}\n" for line in (line_of(world.made_key), rsa.line, line_of(world.hardware_key())))

    def forgery(name, code, blob, **more):
        return Forgery(name, (code,), packed(files | {"manifest.json.sig": armored(blob)}), **{"signers": allowed, **more})

    yield forgery("an Ed25519 signature that is called rsa-sha2-512", "other-signature-type",
                  made(message=manifest, kind=b"rsa-sha2-512"))
    yield forgery("an Ed25519 signature with the RSA key", "other-signature-type", made(message=manifest, key=rsa.blob))
    yield forgery("an RSA signature that is called ssh-ed25519", "other-signature-type",
                  rsa_signature(rsa, b"ssh-ed25519", "sha512", data))
    yield forgery("an RSA signature with SHA-1", "sha1-signature", rsa_signature(rsa, b"ssh-rsa", "sha1", data))
    yield forgery("an RSA signature with SHA-1 that is called rsa-sha2-512", "wrong-signature",
                  rsa_signature(rsa, b"rsa-sha2-512", "sha1", data))
    yield forgery("a hardware key that nobody touched", "no-user-presence", world.hardware(0, message=manifest))
    yield forgery("a hardware key that nobody touched, and says that somebody did", "wrong-signature",
                  world.hardware(0, said=1, message=manifest))
    web = b"https://example.org"
    yield forgery("a hardware key of a web site", "foreign-application", world.hardware(1, application=web, message=manifest))
    yield forgery("S + L in place of S", "wrong-signature", world.malleable(manifest))
    yield forgery("version 0", "bad-version", made(message=manifest, version=0))
    yield forgery("the reserved field filled", "bad-reserved", made(message=manifest, reserved=b"x"))
    yield forgery("a zero byte behind the namespace", "other-namespace",
                  made(message=manifest, namespace=NAMESPACE.encode() + b"\0"))
    yield forgery("bytes behind the signature", "trailing-bytes", made(message=manifest, after=b"x"))
    yield forgery("an Ed25519 key of small order", "wrong-signature",
                  structure(string(b"ssh-ed25519") + string(b"\1" + bytes(31)), b"ssh-ed25519", b"\1" + bytes(63)))
    yield from weak(shop, files)


def weak(shop, files):
    world, manifest = shop.world, files["manifest.json"]
    for name, code, says, words in (("RSA key of 1024 bits", "short-rsa-key", "1024 bits", ("rsa", "-b", "1024")),
                                    ("RSA key of 2048 bits", "short-rsa-key", "2048 bits", ("rsa", "-b", "2048")),
                                    ("DSA key", "dsa-key", "DSA", ("dsa",))):
        key = world.key(name.replace(" ", "-"), *words)
        if key is None:
            continue  # this ssh-keygen makes none
        file = packed(files | {"manifest.json.sig": world.sign(key, message=manifest)})
        yield Forgery(name, (code,), file)
        yield Forgery(f"{name}, enrolled", (), file, signers=f"{ALICE} {key.line}\n", says=says)
    authority = world.key("authority", "ed25519")
    eve = shop.keys["eve"]
    run(["ssh-keygen", "-q", "-s", authority.path, "-I", "id", "-n", ALICE, "-V", "always:forever", f"{eve.path}.pub"])
    certificate = world.sign(eve, message=manifest, path=f"{eve.path}-cert.pub")
    file = packed(files | {"manifest.json.sig": certificate})
    yield Forgery("a certificate", ("certificate",), file)
    yield Forgery("a certificate, its authority enrolled", (), file, signers=f"{ALICE} cert-authority {authority.line}\n",
                  says="certificates are not accepted")


def manifests(shop):
    """Other bytes that mean the same, or something else, signed by somebody who may."""
    def forgery(name, text, says, codes=("bad-manifest",)):
        return Forgery(f"manifest.json: {name}", codes, packed(shop.signed(shop.honest | {"manifest.json": text})), says=says)

    text = shop.honest["manifest.json"]
    manifest = json.loads(text)
    canonical_form = "not in the canonical form"
    yield forgery("a blank", replaced(text, b"{", b"{ "), canonical_form)
    yield forgery("keys in another order", (json.dumps(dict(reversed(manifest.items())), separators=(",", ":")) + "\n").encode(),
                  canonical_form)
    yield forgery("a letter as \\u0061", replaced(text, b'"version"', b'"version"'.replace(b"v", b"\\u0076")), canonical_form)
    yield forgery("1.0 for 1", replaced(text, b'"sessions":1', b'"sessions":1.0'), "")
    yield forgery("no line break at its end", text[:-1], canonical_form)
    yield forgery("CR LF at its end", text[:-1] + b"\r\n", canonical_form)
    yield forgery("a byte order mark", b"\xef\xbb\xbf" + text, "")
    yield forgery("a key twice", replaced(text, b'"sessions":1', b'"sessions":3,"sessions":1'), "twice")
    yield forgery("a key that nobody knows", text_of(manifest | {"verified": "yes"}), canonical_form)
    yield forgery("another schema", text_of(manifest | {"schema": "assay.submission/2"}), "schema")
    yield forgery("no files", text_of(without(manifest, "files")), "files")
    files = manifest["files"]
    yield forgery("files in another order", text_of(manifest | {"files": files[::-1]}), "out of order")
    yield forgery("a file twice", text_of(manifest | {"files": [files[0], *files]}), "named twice")
    for name, path, says in (("itself among its files", "manifest.json", "lists neither itself"),
                             ("a path that leads up", "../x", "path")):
        yield forgery(name, text_of(manifest | {"files": [dict(files[0], path=path), *files[1:]]}), says)
    yield forgery("a hash in capitals", text_of(manifest | {"content": manifest["content"].upper()}), "content")
    yield forgery("another record's seal", text_of(manifest | {"content": "0" * 64}), "another record", ("other-record",))
    yield forgery("more sessions than the record", text_of(manifest | {"sessions": 3}), "another record", ("other-record",))
    yield forgery("another machine", text_of(manifest | {"machine": "0" * 16}), "another record", ("other-record",))
    yield forgery("made in the future", text_of(manifest | {"made": "2999-12-31T00:00:00Z"}), "and today is", ("made-in-future",))


def swapped(shop):
    """Files of others, in other places, beside what belongs there."""
    honest, other = shop.honest, shop.other
    yield Forgery("record.json and kit.json changed places", ("bad-kit", "bad-record", "wrong-size", "wrong-size"),
                  packed(honest | {"record.json": honest["kit.json"], "kit.json": honest["record.json"]}))
    yield Forgery("the manifest of another submission, with its signature",
                  ("bad-notes", "other-record", "unlisted-file", "unlisted-file", "wrong-size", "wrong-sums"),
                  packed(honest | {name: other[name] for name in ("manifest.json", "manifest.json.sig")}))
    yield Forgery("the notes of another submission", ("bad-notes",),
                  packed(honest | {name: other[name] for name in ("notes.txt", "notes.txt.sig")}))
    yield Forgery("notes without their signature", ("bad-notes",), packed(without(honest, "notes.txt.sig")))
    yield Forgery("notes of a stranger", ("bad-notes",),
                  packed(honest | {"notes.txt.sig": shop.signature(honest["notes.txt"], "eve")}))
    yield Forgery("no kit.json", ("missing-file",), packed(without(honest, "kit.json")))
    yield Forgery("no SHA256SUMS", ("missing-file", "wrong-sums"), packed(without(honest, "SHA256SUMS")))
    yield Forgery("no manifest", ("no-manifest",), packed(without(honest, "manifest.json")))
    yield Forgery("a file that nobody signed", ("unlisted-file",), packed(honest | {"results.json": b"{}"}))
    yield Forgery("a file that no submission has, signed", ("unknown-file",),
                  packed(shop.signed(listed(honest | {".gitattributes": b"* binary\n"}))))
    yield Forgery("an allowed_signers of its own, signed", ("unknown-file",),
                  packed(shop.signed(listed(honest | {"results/trust/allowed_signers": shop.line("eve").encode()}))))
    for name, members in (("the manifest of another kit", {"sha256": "0" * 64}), ("a kit.json with other flags", {"flags": ["-O1"]})):
        kit = json.loads(honest["kit.json"])
        kit["programs"][0]["program"].update(members)
        yield Forgery(f"{name}, signed", ("other-kit",), packed(shop.signed(listed(honest | {"kit.json": text_of(kit)}))))
    yield Forgery("a byte order mark before kit.json, signed", ("bad-kit",),
                  packed(shop.signed(listed(honest | {"kit.json": b"\xef\xbb\xbf" + honest["kit.json"]}))))
    cpu = {"path": "/proc/cpuinfo", "text": "processor : 0\nmodel name : Kunpeng 9999\n"}
    text = b"\xef\xbb\xbf" + text_of({"schema": "assay.machine/1", "files": [cpu]})
    yield Forgery("a byte order mark before machine.json, signed", ("bad-machine",),
                  packed(shop.signed(listed(honest | {"machine.json": text}))))
    for name, codes, files in (("another machine", ("other-machine",), [cpu]), ("a path twice", ("bad-machine",), [cpu, cpu]),
                               ("a path that is not of the machine", ("bad-machine",), [dict(cpu, path="x")]),
                               ("a file that no submission has", ("unexpected-file",), [dict(cpu, path="/etc/passwd")])):
        text = text_of({"schema": "assay.machine/1", "files": files})
        yield Forgery(f"machine.json: {name}, signed", codes, packed(shop.signed(listed(honest | {"machine.json": text}))))


def archives(shop):
    """A second content for readers that read otherwise. archives_test.py has what is done to archives alone."""
    pairs, forged = list(shop.honest.items()), edited(shop.honest, "record.json", b"416.9", b"316.9")["record.json"]
    yield Forgery("a second record.json", ("name-twice",), packed([*pairs, ("record.json", forged)]))
    yield Forgery("a Record.json beside it", ("name-case",), packed([*pairs, ("Record.json", forged)]))
    yield Forgery("record.json with a Cyrillic letter beside it", ("name-characters",),
                  packed([*pairs, ("r\u0435cord.json", forged)]))
    yield Forgery("a link in place of record.json", ("kind-symbolic-link",),
                  packed([("record.json", (tarfile.SYMTYPE, "/dev/null")), *without(shop.honest, "record.json").items()]))
    yield Forgery("a second gzip member", ("gzip-second-member",), packed(pairs) + packed({"record.json": forged}))
    yield Forgery("a file behind the archive's end", ("behind-end",),
                  gzip.compress(packed(pairs, compress=False) + packed({"record.json": forged}, compress=False), mtime=0))
    yield Forgery("cut off", ("gzip-truncated",), packed(pairs)[:-20])


def resealed(shop):
    """By somebody who may sign, and signs what never was measured. A row: what, the codes, the edit."""
    def first(record):
        return record["cells"][0]["benchmarks"][0]

    def add(to, **members):
        to.update(members)

    for name, codes, edit in (
            ("a key that no record has", ("unexpected-key",), lambda r: add(first(r), owner="me")),
            ("a benchmark twice", ("bad-record",), lambda r: r["cells"][0]["benchmarks"].append(first(r))),
            ("a cell twice", ("bad-record",), lambda r: r["cells"].append(r["cells"][0])),
            ("a sample of no iterations", ("bad-record",), lambda r: add(first(r)["samples"][0], iterations=0)),
            ("a time below zero", ("bad-record",), lambda r: add(first(r)["samples"][0], wall_ns=-1.0)),
            ("times under emulation", ("bad-record",), lambda r: add(r["places"][0], runner="qemu-user")),
            ("a day that is none", ("bad-record",), lambda r: add(r, created="2026-02-30T10:00:00Z")),
            ("a machine without a class", ("bad-record",), lambda r: add(r["hosts"][0], **{"class": ""})),
            ("a program outside the kit", ("other-kit", "unexpected-key"), lambda r: add(r["cells"][0]["program"], path="/tmp/loops")),
            ("a cell without its program", ("unnamed-program",), lambda r: r["cells"][0].pop("program")),
            ("a folder of the sender in a text", ("unexpected-key",),
             lambda r: add(r["hosts"][0]["fingerprint"], kernel_arguments="init=/home/alice/init"))):
        yield Forgery(f"signed record: {name}", codes, packed(shop.resealed(edit)))
    yield Forgery("signed record: sealed again, the manifest is of the one before", ("other-record",),
                  packed(shop.resealed(lambda r: add(r, created="2026-01-13T11:00:00Z"),
                                       content=json.loads(shop.honest["manifest.json"])["content"])))
    for name, old, new in (("a key twice", b'"schema"', b'"schema":"assay.record/2","schema"'),
                           ("a number beyond all", b'"process":1', b'"process":1e999'),
                           ("NaN", b'"process":1', b'"process":NaN'), ("a byte order mark", b"{", b"\xef\xbb\xbf{"),
                           ("text behind its end", b"}\n", b"}\n{}\n")):
        text = record_text(json.loads(shop.honest["record.json"]))
        assert text.endswith(b"}\n")
        text = text[:-2] + replaced(text[-2:], old, new) if old == b"}\n" else replaced(text, old, new)
        yield Forgery(f"signed record: {name}", ("bad-record",), packed(shop.signed(listed(shop.honest | {"record.json": text}))))


def implausible(shop):
    """Likewise, and what nobody can have measured. A row: what, the codes, the edit."""
    def each_sample(record, change):
        for cell in record["cells"]:
            for benchmark in cell["benchmarks"]:
                for sample in benchmark["samples"]:
                    change(sample)

    def scaled(factor, *keys):
        return lambda r: each_sample(r, lambda sample: sample.update({key: sample[key] * factor for key in keys}))

    def on_host(**members):
        return lambda r: r["hosts"][0].update(members)

    def named(cpu):
        return lambda r: r["hosts"][0]["fingerprint"].update({"cpu": cpu, "cpuinfo.model_name": cpu})

    for name, codes, edit in (
            ("all times halved", ("too-short",), scaled(0.5, "wall_ns", "cpu_ns")),
            ("all times ten times as long", ("longer-than-turns",), scaled(10, "wall_ns", "cpu_ns")),
            ("CPU times ten times as long", ("cpu-above-wall",), scaled(10, "cpu_ns")),
            ("a turn that ends before it begins", ("longer-than-turns", "stamps-out-of-order"),
             lambda r: r["cells"][0].update(turns=[[2, 1]])),
            ("another number of iterations in a later process", ("other-iterations",),
             lambda r: r["cells"][0]["benchmarks"][0]["samples"][1].update(iterations=60000)),
            ("the CPU Kunpeng 9999", ("wrong-machine-key",), named("Kunpeng 9999")),
            ("another class than the evidence gives", ("wrong-class", "wrong-machine-key"), on_host(**{"class": "virtualised"})),
            ("another machine's key", ("wrong-machine-key",), on_host(key="0123456789abcdef"))):
        record = copy.deepcopy(json.loads(shop.honest["record.json"]))
        edit(record)
        yield Forgery(f"signed record: {name}", codes, packed(shop.resealed(edit, machine=record["hosts"][0]["key"])))


def of_suites(shop):
    """Likewise, of the example, and so of benchmarks that the catalog knows."""
    def each(change, **members):
        def edit(record):
            for cell in record["cells"]:
                for benchmark in cell["benchmarks"]:
                    benchmark.update(members)
                    change(benchmark)
        return edit

    def faster(by, times=1):
        def change(benchmark):
            for sample in benchmark["samples"]:
                sample.update(wall_ns=sample["wall_ns"] / by, cpu_ns=sample["cpu_ns"] / by, iterations=sample["iterations"] * times)
        return change

    def by_nobody(edit=lambda record: None, **members):
        """In the record and in its kit alike."""
        def change(cells):
            for cell in cells:
                cell.update(toolchain="unknown", os="unknown")
                cell["program"].update(members)
        return {"edit": lambda r: (edit(r), change(r["cells"])), "edit_kit": lambda kit: change(kit["programs"])}

    def other_clock(record):
        record["hosts"][0]["fingerprint"]["frequency_max_khz"] = "1000000"

    clock = ("/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq", "3600000")
    for name, codes, remarks, change in (
            ("all checksums of another work", ("wrong-checksum",), (), {"edit": each(lambda b: None, checksum="deadbeefdeadbeef")}),
            ("no checksums", ("wrong-checksum",), (), {"edit": each(lambda b: b.pop("checksum"))}),
            ("iterations that the program is said to fix, times a tenth", ("too-short",), (),
             {"edit": each(faster(10), fixed_iterations=True)}),
            ("version 7 of all work, times a thousandth", (), ("other-work",), {"edit": each(faster(1000, times=1024), since=7)}),
            ("by no toolchain, times a fiftieth", ("chain-too-fast", "too-short"), (), by_nobody(each(faster(50)))),
            ("by no toolchain and without flags", (), ("called-like-a-suite",), by_nobody(compiler="unknown", flags=[])),
            ("another clock than machine.json", (), ("other-settings",), {"edit": other_clock, "add": [clock]})):
        yield Forgery(f"the example: {name}", codes, packed(shop.of_example(**change)), remarks=remarks)
    yield Forgery("the example: no kit.json", (), packed(shop.signed(listed(without(shop.of_example(), "kit.json")))),
                  remarks=("no-kit",))


def sessions(shop):
    """A further session that was made from another one, or is none. The honest one has three of three boots."""
    def to_first(record, *members):
        for cell, first in zip(record["cells"][4:], record["cells"]):
            cell.update({member: copy.deepcopy(first[member]) for member in members})

    def on_boot_of_first(hours):
        """By the dates and by the turns; 0: at the same time."""
        def edit(record):
            record["hosts"][1].update(session=record["hosts"][0]["session"])
            begin = datetime.datetime(2026, 1, 10, 9, 15) + datetime.timedelta(hours=hours)
            for reading, minutes in zip(record["hosts"][1]["readings"], (0, 30)):
                reading["at"] = f"{begin + datetime.timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
            for cell in record["cells"][2:]:
                cell["turns"] = [[each + hours * 3_600_000_000 for each in turn] for turn in cell["turns"]]
        return edit

    def same_readings(record):
        for reading, first in zip(record["hosts"][2]["readings"], record["hosts"][0]["readings"]):
            reading["values"] = first["values"]

    for name, codes, count, edit in (
            ("a fourth one", ("too-many-sessions",), 4, lambda r: None),
            ("the samples of the first one again, on another day", ("copied-session",), 3, lambda r: to_first(r, "benchmarks")),
            ("the turns of the first one again", ("copied-session",), 3, lambda r: to_first(r, "turns")),
            ("the readings of the first one again, with other dates", ("same-readings",), 3, same_readings),
            ("all of it again, under another boot's name", ("copied-session", "same-readings"), 3,
             lambda r: (to_first(r, "benchmarks", "turns"), same_readings(r))),
            ("one of the same boot, an hour later", ("sessions-too-close",), 2, on_boot_of_first(1)),
            ("one of the same boot, at the same time", ("sessions-too-close", "stamps-out-of-order"), 2, on_boot_of_first(0))):
        yield Forgery(f"sessions: {name}", codes, packed(shop.of_sessions(count, edit)))


def rounds(shop):
    """What was not measured for the round, or not as it wants it."""
    def older(record):
        for number, cell in enumerate(record["cells"], 1):
            cell["turns"] = [[number * 1_000_000, number * 1_000_000 + 500_000]]
            for sample in (each for benchmark in cell["benchmarks"] for each in benchmark["samples"]):
                del sample["turn"]

    def in_one_turn(record):
        """Of nine: the honest ones are four."""
        cell = record["cells"][0]
        mix = cell["benchmarks"][0]
        record["cells"] = [cell]
        cell["benchmarks"] = []
        for number in range(9):
            samples = [dict(each, wall_ns=each["wall_ns"] * (1 + number / 1000)) for each in mix["samples"]]
            cell["benchmarks"].append(dict(mix, name=f"loops/mix{number}", samples=samples))
        cell["turns"] = [[number * 10_000_000, number * 10_000_000 + 9_000_000] for number in range(1, 6)]

    def under_kvm(record):
        older(record)
        record["places"][0].update(runner="qemu-kvm")

    for name, codes, edit in (
            ("a record from before the round", ("round-order",), older),
            ("a record from before the round, with the runner qemu-kvm", ("round-order",), under_kvm),
            ("all benchmarks of a process in one turn", ("round-order",), in_one_turn),
            ("the round's program under another target's name", ("round-division",),
             lambda r: r.update(cells=[dict(r["cells"][1], target="x86-64-v4")])),
            ("the round's program under another suite's name", ("round-division",),
             lambda r: r["cells"][1].update(suite="pools"))):
        yield Forgery(name, codes, packed(shop.for_round(edit)))
    yield Forgery("measured by an Assay with changes that are in no commit", ("round-division",),
                  packed(shop.for_round(lambda r: r["harness"].update(dirty=True), changed=1)))


def trust(shop):
    """allowed_signers as a pull request may want it: the stranger's key, so written that a reader sees another one's."""
    file, key, line = packed(shop.signed(shop.honest, "eve")), shop.keys["eve"].line, shop.signers
    for name, says, allowed in (
            ("a Cyrillic a in the name", "a name has letters a to z", f"\u0430lice@example.org {key}\n"),
            ("the name in capitals", "a name has letters a to z", f"Alice@example.org {key}\n"),
            ("1 for l in the name", "looks like", line + f"a1ice@example.org {key}\n"),
            ("rn for m in the name", "looks like", line + f"alice@exarnple.org {key}\n"),
            ("the same key for another name", "belongs to", line + shop.line("alice", principal="mallory@example.org")),
            ("a pattern for all names", "a pattern is not a name", f"* {key}\n"),
            ("a list of names", "a key belongs to one name", f"bob,{ALICE} {key}\n"),
            ("a quote that is not closed", "a quote is not closed", f'"{ALICE} {key}\n'),
            ("quotes within the name", "a name has letters a to z", f'al"ice@example.org" {key}\n'),
            ("a key within the quotes of an option", "not a list of plain names", f'{ALICE} namespaces="{NAMESPACE} {key}"\n'),
            ("an escaped quote", "a quote is not closed", f'{ALICE} namespaces="git\\",{NAMESPACE}" {key}\n'),
            ("an option twice", "is given twice", f'{ALICE} namespaces="git",namespaces="{NAMESPACE}" {key}\n'),
            ("an option in capitals", "neither a type of key nor an option", f'{ALICE} NAMESPACES="{NAMESPACE}" {key}\n'),
            ("a pattern of namespaces", "not a list of plain names", f'{ALICE} namespaces="*" {key}\n'),
            ("a zero byte", "control character", f"{ALICE} {key} \0\n"),
            ("CR LF", "control character", f"{ALICE} {key}\r\n"),
            ("a right-to-left mark in the name", "control character", f"\u202egro.elpmaxe@ecila {key}\n")):
        yield Forgery(f"allowed_signers: {name}", (), file, signers=allowed, says=says)
    twice = HEAD + 2 * f"SHA256:{'A' * 43} 2026-01-01 lost x\n" + TAIL
    for name, says, revoked in (("cut off", "the file is cut off", HEAD), ("empty", "first line", ""),
                                ("a key twice", "has a line already", twice)):
        yield Forgery(f"revocations: {name}", (), packed(shop.honest), revoked=revoked, says=says)


def harmless(shop):
    """What changes nothing of what was signed, and is accepted."""
    pairs, bare = list(shop.honest.items()), without(shop.honest, "notes.txt", "notes.txt.sig")
    signed = bare | {"manifest.json.sig": shop.signature(bare["manifest.json"], "bob")}
    for name, file in (("packed again in another order", packed(pairs[::-1])),
                       ("packed again without gzip", packed(pairs, compress=False)),
                       ("packed again as pax", packed(pairs, form=tarfile.PAX_FORMAT)),
                       ("the notes left out", packed(bare)),
                       ("the notes left out, and signed again by another who may", packed(signed))):
        yield Forgery(name, (), file)


FAMILIES = {"Edited": edits,
            "Edited, and what follows from it": kept_up,
            "Whose signature": signers,
            "Algorithms and weak keys": algorithms,
            "The manifest, signed by somebody who may": manifests,
            "Swapped files": swapped,
            "Archives": archives,
            "Records, signed by somebody who may": resealed,
            "Measured by nobody": implausible,
            "Of suites that the catalog knows": of_suites,
            "Of several sessions, signed by somebody who may": sessions,
            "Of a round, signed by somebody who may": rounds,
            "Trust, as a pull request may want it": trust,
            "Accepted: nothing that was signed is another": harmless}
