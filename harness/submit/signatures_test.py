#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Good, odd and forged signatures through our verifier and through ssh-keygen -Y verify, as a table.

usage: signatures_test.py ASSAY_SUBMIT_VERIFY [--write]

Each case states what our side says of it. The rule that all of them are held to: what is good for us is good for ssh-keygen, at
the first second of the day, at noon and in the last second. The structures are made here from PROTOCOL.sshsig and PROTOCOL.u2f,
with Ed25519 by libsodium and RSA by the arithmetic of Python; ssh-keygen makes the others. docs/forgeries.md has the cases by
their codes; --write writes it.

Exit code 77: ssh-keygen is not installed, or is too old to verify for a given time.
"""

import dataclasses
import pathlib
import re
import shutil
import sys
import tempfile

from document_tables import difference, openssh, rows as markdown
from ssh_forms import (BEGIN, END, MESSAGE, NAMESPACE, P256_ORDER, Key, World, armored, ecdsa_signature, fingerprint, flip, line_of,
                       mpint, multiply, rsa_signature, run, string, strings, structure, to_sign, unarmored)

VERIFY = pathlib.Path(sys.argv[1]).resolve()
DAY = "2026-12-01"
MOMENTS = ["20261201000000Z", "20261201120000Z", "20261201235959Z"]
ALICE = "alice@example.org"
HEAD = "assay-revocations 1\n"


@dataclasses.dataclass
class Case:
    name: str
    ours: str                 # the code that our side gives
    signature: bytes
    allowed: str
    message: bytes = MESSAGE
    revoked: str = HEAD + "end\n"
    revoked_keys: str = None  # the file for ssh-keygen, whose revocations have no day; nothing: none is given
    principal: str = ALICE


def well_made(world, alice, others):
    """Signatures that are good, however they are written."""
    good = world.sign(alice)
    allow = f"{ALICE} {alice.line}\n"
    yield Case("ed25519", "good", good, allow)
    yield Case("ed25519, sha256", "good", world.sign(alice, "-O", "hashalg=sha256"), allow)
    yield Case("ed25519, made here from the protocol", "good", armored(world.ed25519()), f"{ALICE} {line_of(world.made_key)}\n")
    yield Case("ed25519, of nothing", "good", world.sign(alice, message=b""), allow, message=b"")
    for width in (64, 76):
        yield Case(f"lines of {width}", "good", armored(unarmored(good), width), allow)
    for flags, name in ((1, "touched"), (5, "touched, with PIN")):
        yield Case(f"sk-ed25519, {name}", "good", armored(world.hardware(flags)), f"{ALICE} {line_of(world.hardware_key())}\n")
    for name in ("ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-3072", "rsa-4096"):
        for hash_name in ("sha256", "sha512"):
            yield Case(f"{name}, {hash_name}", "good", world.sign(others[name], "-O", f"hashalg={hash_name}"),
                       f"{ALICE} {others[name].line}\n")
    rsa = others["rsa-3072"]
    yield Case("rsa-3072, rsa-sha2-256", "good", armored(rsa_signature(rsa, b"rsa-sha2-256", "sha256", to_sign())),
               f"{ALICE} {rsa.line}\n")
    ecdsa = others["ecdsa-256"]
    r, s = strings(strings(strings(unarmored(world.sign(ecdsa))[10:])[4])[1])
    twin = string(r) + mpint(P256_ORDER - int.from_bytes(s, "big"))
    yield Case("ecdsa-256, s replaced by n - s", "good", armored(structure(ecdsa.blob, b"ecdsa-sha2-nistp256", twin)),
               f"{ALICE} {ecdsa.line}\n")


def structures(world, alice):
    """Fields that are not as they should be, signed anew where that helps the forger."""
    allow = f"{ALICE} {line_of(world.made_key)}\n"
    made = world.ed25519
    for name, code, blob in (
            ("version 0", "bad-version", made(version=0)),
            ("version 2", "bad-version", made(version=2)),
            ("reserved field filled", "bad-reserved", structure(world.made_key, b"ssh-ed25519", world.raw(to_sign())[32:],
                                                                reserved=b"x")),
            ("reserved field filled and signed", "bad-reserved", made(reserved=b"x")),
            ("namespace with NUL", "other-namespace", structure(
                world.made_key, b"ssh-ed25519", world.raw(to_sign())[32:], namespace=NAMESPACE + b"\0")),
            ("namespace with NUL and more", "other-namespace", structure(
                world.made_key, b"ssh-ed25519", world.raw(to_sign())[32:], namespace=NAMESPACE + b"\0x")),
            ("namespace with NUL, signed with it", "other-namespace", made(namespace=NAMESPACE + b"\0")),
            ("other namespace", "other-namespace", made(namespace=b"git")),
            ("empty namespace", "other-namespace", made(namespace=b"")),
            ("namespace changed after signing", "other-namespace", structure(
                world.made_key, b"ssh-ed25519", world.raw(to_sign())[32:], namespace=flip(NAMESPACE, 0))),
            ("signed for another namespace, says ours", "wrong-signature", structure(
                world.made_key, b"ssh-ed25519", world.raw(to_sign(b"git"))[32:])),
            ("hash sha1", "bad-hash", made(hash_name="sha1")),
            ("hash sha384", "bad-hash", made(hash_name="sha384")),
            ("hash renamed to sha256", "wrong-signature", structure(
                world.made_key, b"ssh-ed25519", world.raw(to_sign())[32:], hash_name="sha256")),
            ("bytes after the fields", "trailing-bytes", made(after=b"x")),
            ("bytes after the inner signature", "malformed-signature", made(inside=b"x")),
            ("flags and counter after ed25519", "malformed-signature", made(inside=b"\1\0\0\0\7")),
            ("bytes after the key", "malformed-key", made(key=world.made_key + b"x")),
            ("key cut off", "malformed-key", made(key=world.made_key[:-1])),
            ("key of small order", "wrong-signature", structure(string(b"ssh-ed25519") + string(b"\1" + bytes(31)),
                                                                b"ssh-ed25519", b"\1" + bytes(63))),
            ("unknown type of key", "unknown-key-type", made(key=string(b"ssh-xmss@openssh.com") + string(bytes(32)))),
            ("S + L", "wrong-signature", world.malleable()),
            ("the signed data in the armor", "bad-version", to_sign()),
            ("another magic", "not-sshsig", made().replace(b"SSHSIG", b"SSHSIH", 1))):
        yield Case(name, code, armored(blob), allow)
    small = f"{ALICE} {line_of(string(b'ssh-ed25519') + string(bytes([1]) + bytes(31)))}\n"
    yield Case("key of small order, enrolled", "wrong-signature", armored(structure(
        string(b"ssh-ed25519") + string(b"\1" + bytes(31)), b"ssh-ed25519", b"\1" + bytes(63))), small)
    yield from changed_bits(world, alice)


def changed_bits(world, alice):
    allow = f"{ALICE} {alice.line}\n"
    good = world.sign(alice)
    blob = unarmored(good)
    yield Case("one bit of the message", "wrong-signature", good, allow, message=flip(MESSAGE, 5))
    yield Case("message one byte longer", "wrong-signature", good, allow, message=MESSAGE + b"\n")
    yield Case("signature of another file", "wrong-signature", world.sign(alice, message=b"another\n"), allow)
    key, signature = blob.index(alice.blob[-32:]), len(blob) - 64
    yield Case("one bit of the key", "wrong-signature", armored(flip(blob, 8 * key + 3)), allow)
    yield Case("one bit of R", "wrong-signature", armored(flip(blob, 8 * signature + 3)), allow)
    yield Case("one bit of S", "wrong-signature", armored(flip(blob, 8 * signature + 8 * 40)), allow)


def armors(world, alice):
    """How the file is written. Always the same signature: its base64 has a + and a /."""
    blob = world.ed25519()
    good = armored(blob)
    allow = f"{ALICE} {line_of(world.made_key)}\n"
    text = good.decode()
    middle = text.index("\n", len(BEGIN)) + 1
    for name, file in (
            ("empty file", ""),
            ("text before BEGIN", "signed:\n" + text),
            ("line break before BEGIN", "\n" + text),
            ("text after END", text + "trailer\n"),
            ("two line breaks after END", text + "\n"),
            ("no line break after END", text[:-1]),
            ("a second signature after END", text + text),
            ("another's signature before", world.sign(alice, message=b"x").decode() + text),
            ("CR LF", text.replace("\n", "\r\n")),
            ("all in one line", armored(blob, 10000).decode()),
            ("lines of 77", armored(blob, 77).decode()),
            ("an empty line", text[:middle] + "\n" + text[middle:]),
            ("blanks in a line", text[:middle - 1] + " \n" + text[middle:]),
            ("a header as PEM has", text.replace(BEGIN, BEGIN + "Comment: x\n\n")),
            ("other label", text.replace("SSH SIGNATURE", "SSH2 SIGNATURE")),
            ("one = too many", text.replace("\n" + END, "=\n" + END)),
            ("base64 for URLs", text.replace("+", "-").replace("/", "_")),
            ("NUL after END", text + "\0"),
            ("the armor of a private key", alice.path.read_text())):
        yield Case(name, "bad-armor", file.encode(), allow)
    for length in range(16, len(good), 16):
        yield Case(f"cut after {length} bytes", "bad-armor", good[:length], allow)
    for length in range(0, len(blob), 16):
        code = "not-sshsig" if length < 6 else "malformed"
        yield Case(f"decoded, cut after {length} bytes", code if length else "bad-armor", armored(blob[:length]), allow)


def kinds(world, alice, others):
    """Keys that may not sign, and keys and signatures of two kinds."""
    for name, code in (("rsa-1024", "short-rsa-key"), ("rsa-2048", "short-rsa-key"), ("dsa", "dsa-key")):
        if others[name]:
            for hash_name in ("sha256", "sha512"):
                yield Case(f"{name}, {hash_name}", code, world.sign(others[name], "-O", f"hashalg={hash_name}"),
                           f"{ALICE} {others[name].line}\n")
    rsa, ed, made = others["rsa-3072"], world.made_key, world.ed25519
    for name, code, kind, digest in (("SHA-1", "sha1-signature", b"ssh-rsa", "sha1"),
                                     ("SHA-512 named ssh-rsa", "sha1-signature", b"ssh-rsa", "sha512"),
                                     ("SHA-1 named rsa-sha2-512", "wrong-signature", b"rsa-sha2-512", "sha1"),
                                     ("SHA-256 named rsa-sha2-512", "wrong-signature", b"rsa-sha2-512", "sha256"),
                                     ("named ssh-ed25519", "other-signature-type", b"ssh-ed25519", "sha512"),
                                     ("named as of a certificate", "other-signature-type",
                                      b"rsa-sha2-512-cert-v01@openssh.com", "sha512")):
        yield Case(f"rsa-3072, {name}", code, armored(rsa_signature(rsa, kind, digest, to_sign())), f"{ALICE} {rsa.line}\n")
    short = strings(strings(unarmored(world.sign(rsa))[10:])[4])[1][1:]
    yield Case("rsa-3072, one byte short", "malformed-signature", armored(structure(rsa.blob, b"rsa-sha2-512", short)),
               f"{ALICE} {rsa.line}\n")
    both = f"{ALICE} {line_of(ed)}\n{ALICE} {rsa.line}\n{ALICE} {line_of(world.hardware_key())}\n"
    for kind in (b"ssh-rsa", b"rsa-sha2-512", b"sk-ssh-ed25519@openssh.com", b"ecdsa-sha2-nistp256", b"ssh-ed25519\0", b"",
                 b"ssh-ed25519-cert-v01@openssh.com"):
        yield Case(f"ed25519 named {printable(kind)}", "other-signature-type", armored(made(kind=kind)), both)
    yield Case("ed25519 key of RSA", "other-signature-type", armored(made(key=rsa.blob)), both)
    yield Case("ed25519 with the key of another", "wrong-signature", armored(made(key=alice.blob)), f"{ALICE} {alice.line}\n")
    signature = world.raw(to_sign())[32:]
    yield Case("ed25519 with the key on hardware", "malformed-signature", armored(structure(
        world.hardware_key(), b"sk-ssh-ed25519@openssh.com", signature)), both)
    yield Case("sk-ed25519 with the plain key", "other-signature-type", armored(
        world.hardware(1).replace(string(world.hardware_key()), string(ed))), both)
    yield from hardware(world, both)
    yield from certificates(world, alice)


def printable(kind):
    return kind.decode().replace("\0", "\\0") or "with nothing"


def hardware(world, allow):
    for name, code, blob in (
            ("nobody touched it", "no-user-presence", world.hardware(0)),
            ("PIN and no touch", "no-user-presence", world.hardware(4)),
            ("nobody touched it, says so", "wrong-signature", world.hardware(0, said=1)),
            ("other counter", "wrong-signature", world.hardware(1)[:-1] + b"\x08"),
            ("more after the counter", "malformed-signature", lengthened(world.hardware(1))),
            ("signature without flags", "malformed-signature", structure(
                world.hardware_key(), b"sk-ssh-ed25519@openssh.com", world.raw(to_sign())[32:]))):
        yield Case(f"sk-ed25519, {name}", code, armored(blob), allow)
    web = b"https://example.org"
    for name, code, flags, application in (("touched", "good", 1, b"ssh:"), ("nobody touched it", "no-user-presence", 0, b"ssh:"),
                                           ("of a web site", "foreign-application", 1, web)):
        key, blob = world.hardware_ecdsa(flags, application=application)
        yield Case(f"sk-ecdsa, {name}", code, armored(blob), f"{ALICE} {line_of(key)}\n")
    key, blob = world.hardware_ecdsa(1)
    yield Case("sk-ecdsa, other counter", "wrong-signature", armored(blob[:-1] + b"\x08"), f"{ALICE} {line_of(key)}\n")
    yield Case("sk-ecdsa, more after the counter", "malformed-signature", armored(lengthened(blob)), f"{ALICE} {line_of(key)}\n")
    yield Case("sk-ed25519, of a web site", "foreign-application", armored(world.hardware(1, application=web)),
               f"{ALICE} {line_of(world.hardware_key(web))}\n")
    other = b"ssh:other"
    yield Case("sk-ed25519, other application in the key", "wrong-signature", armored(world.hardware(1).replace(
        string(world.hardware_key()), string(world.hardware_key(other)))), f"{ALICE} {line_of(world.hardware_key(other))}\n")


def lengthened(blob):
    """One more byte in the last string."""
    fields = strings(blob[10:])
    return blob[:10] + b"".join(string(field) for field in fields[:-1]) + string(fields[-1] + b"x")


def certificates(world, alice):
    authority = world.key("authority", "ed25519")
    run(["ssh-keygen", "-q", "-s", authority.path, "-I", "id", "-n", ALICE, "-V", "always:forever", f"{alice.path}.pub"])
    path = pathlib.Path(f"{alice.path}-cert.pub")
    signature = world.sign(alice, path=path)
    yield Case("certificate", "certificate", signature, f"{ALICE} cert-authority {authority.line}\n")
    yield Case("certificate, its key enrolled", "certificate", signature, f"{ALICE} {alice.line}\n")
    yield Case("key of an authority", "bad-trust", world.sign(authority), f"{ALICE} cert-authority {authority.line}\n")


def trust(world, alice, bob):
    """Who may sign."""
    good, line = world.sign(alice), alice.line
    for name, code, allowed in (
            ("nobody enrolled", "not-enrolled", ""),
            ("another's key enrolled", "not-enrolled", f"{ALICE} {bob.line}\n"),
            ("enrolled under another name", "other-principal", f"bob {line}\n"),
            ("name in quotes", "good", f'"{ALICE}" {line}\n'),
            ("name begins like another", "other-principal", f"{ALICE}.evil {line}\n"),
            ("enrolled for the namespace", "good", f'{ALICE} namespaces="git,assay-submission" {line}\n'),
            ("enrolled for another namespace", "other-namespace", f'{ALICE} namespaces="git" {line}\n'),
            ("namespace is a prefix", "other-namespace", f'{ALICE} namespaces="assay-submissions" {line}\n'),
            ("pattern in namespaces", "bad-trust", f'{ALICE} namespaces="assay-*" {line}\n'),
            ("negated namespace", "bad-trust", f'{ALICE} namespaces="*,!git" {line}\n'),
            ("namespaces twice", "bad-trust", f'{ALICE} namespaces="git",namespaces="assay-submission" {line}\n'),
            ("namespaces without quotes", "bad-trust", f"{ALICE} namespaces=assay-submission {line}\n"),
            ("option in capitals", "bad-trust", f'{ALICE} NAMESPACES="assay-submission" {line}\n'),
            ("escaped quote", "bad-trust", f'{ALICE} namespaces="git\\",assay-submission" {line}\n'),
            ("key inside a quoted option", "bad-trust", f'{ALICE} namespaces="assay-submission {line}"\n'),
            ("quote never closed", "bad-trust", f'"{ALICE} {line}\n'),
            ("quotes within the name", "bad-trust", f'al"ice@example.org" {line}\n'),
            ("quoted name and more", "bad-trust", f'"{ALICE}"namespaces="git" {line}\n'),
            ("name with a blank in quotes", "bad-trust", f'"{ALICE} bob" {line}\n'),
            ("pattern *", "bad-trust", f"* {line}\n"),
            ("pattern *@example.org", "bad-trust", f"*@example.org {line}\n"),
            ("pattern with ?", "bad-trust", f"alic?@example.org {line}\n"),
            ("negated pattern", "bad-trust", f"!bob,* {line}\n"),
            ("list of names", "bad-trust", f"bob,{ALICE} {line}\n"),
            ("key under two names", "bad-trust", f"{ALICE} {line}\nbob {line}\n"),
            ("name like another", "bad-trust", f"{ALICE} {line}\na1ice@example.org {bob.line}\n"),
            ("garbage beside the line", "bad-trust", f"garbage\n{ALICE} {line}\n"),
            ("line in a comment", "not-enrolled", f"# {ALICE} {line}\n"),
            ("name that begins with #", "bad-trust", f'"#{ALICE}" {line}\n'),
            ("CR LF in allowed_signers", "bad-trust", f"{ALICE} {line}\r\n"),
            ("NUL in allowed_signers", "bad-trust", f"{ALICE} {line} \0\n"),
            ("last line cut off", "bad-trust", f"{ALICE} {line[:-4]}"),
            ("DSA key beside it", "bad-trust", f"{ALICE} {line}\nbob ssh-dss AAAAB3NzaC1kc3M=\n")):
        yield Case(name, code, good, allowed)
    for name, claimed in (("Cyrillic a in the name", "\u0430lice@example.org"), ("name in capitals", "Alice@example.org"),
                          ("full-width letter in the name", "\uff41lice@example.org")):
        yield Case(name, "bad-trust", good, f"{claimed} {line}\n", principal=claimed)
        yield Case(name + ", signed as the other", "bad-trust", good, f"{claimed} {line}\n")
    yield from times(good, line)
    yield from revocations(good, alice)


def times(good, line):
    for name, code, options in (
            ("valid for that day alone", "good", 'valid-after="20261201Z",valid-before="20261201235959Z"'),
            ("expired the day before", "expired", 'valid-before="20261130235959Z"'),
            ("expires at midnight before", "expired", 'valid-before="20261201Z"'),
            ("expires that afternoon", "expired", 'valid-before="202612011500Z"'),
            ("not yet valid", "not-yet-valid", 'valid-after="20261202Z"'),
            ("valid from that noon", "not-yet-valid", 'valid-after="202612011200Z"'),
            ("local time", "bad-trust", 'valid-before="20271201"'),
            ("day that is none", "bad-trust", 'valid-before="20270229Z"'),
            ("ends before it begins", "bad-trust", 'valid-after="20270101Z",valid-before="20260101Z"')):
        yield Case(name, code, good, f"{ALICE} {options} {line}\n")


def revocations(good, alice):
    allow = f"{ALICE} {alice.line}\n"
    print_ = fingerprint(alice.blob)
    for name, code, lines, keys in (
            ("lost the day before", "revoked-lost", f"{print_} 2026-11-30 lost x\nend\n", alice.line + "\n"),
            ("lost that day", "revoked-lost", f"{print_} 2026-12-01 lost x\nend\n", alice.line + "\n"),
            ("lost the day after", "good", f"{print_} 2026-12-02 lost x\nend\n", None),
            ("compromised the day after", "revoked-compromised", f"{print_} 2026-12-02 compromised x\nend\n", alice.line + "\n"),
            ("revocations cut off", "bad-trust", f"{print_} 2026-11-30 lost x\n", alice.line[:-4]),
            ("revocations for nobody", "good", "end\n", None)):
        yield Case(name, code, good, allow, revoked=HEAD + lines, revoked_keys=keys)
    yield Case("revocations empty", "bad-trust", good, allow, revoked="", revoked_keys="")


def ours(folder, case):
    said = run([VERIFY, "verify", folder / "signature", folder / "allowed", folder / "revoked", DAY, case.principal],
               input=case.message)
    if said.returncode != 0:
        return f"exit code {said.returncode}", said.stderr.decode().strip()
    return tuple(said.stdout.decode().rstrip("\n").split("\t"))


def theirs(folder, case, options=tuple(f"-Overify-time={moment}" for moment in MOMENTS)):
    """Is it good for ssh-keygen with each of these options: at moments of the day?"""
    words = ["ssh-keygen", "-Y", "verify", "-f", folder / "allowed", "-I", case.principal, "-n", NAMESPACE.decode(), "-s",
             folder / "signature"]
    if case.revoked_keys is not None:
        (folder / "revoked_keys").write_text(case.revoked_keys)
        words += ["-r", folder / "revoked_keys"]
    return [run([*words, option], input=case.message).returncode == 0 for option in options]


def try_case(folder, case):
    (folder / "signature").write_bytes(case.signature)
    (folder / "allowed").write_bytes(case.allowed.encode())
    (folder / "revoked").write_text(case.revoked)
    code, sentence = ours(folder, case)
    good = theirs(folder, case)
    wrong = []
    if code != case.ours:
        wrong.append(f"{case.name}: we say {code} ({sentence}), expected {case.ours}")
    if code == "good" and not all(good):
        wrong.append(f"{case.name}: good for us, refused by ssh-keygen")
    verdict = "good" if all(good) else "refused" if not any(good) else "good for a part of the day"
    return [case.name, code, verdict, sentence], wrong


def same_bytes(world, alice):
    """What we sign is what ssh-keygen signs, with its keys and with ours."""
    run([VERIFY, "new-key", world.folder / "new", "somebody@example.org"])
    new = Key(world.folder / "new")
    wrong = []
    for key in (alice, new):
        for message in (b"", MESSAGE, bytes(range(256)) * 1000):
            for namespace in (NAMESPACE, b"x"):
                made = run([VERIFY, "sign", key.path, namespace.decode()], input=message).stdout
                if made != world.sign(key, namespace=namespace, message=message):
                    wrong.append(f"{key.path.name}: {len(message)} bytes are signed otherwise than by ssh-keygen")
    shown = run(["ssh-keygen", "-l", "-f", new.path]).stdout.decode()
    if fingerprint(new.blob) not in shown or "somebody@example.org (ED25519)" not in shown:
        wrong.append(f"ssh-keygen -l does not know the new key: {shown}")
    return wrong


def table(rows):
    """One row for files that were cut in many places."""
    rows = list(dict.fromkeys((re.sub(r"after \d+ bytes", "at a multiple of 16 bytes", row[0]), *row[1:3]) for row in rows))
    rows = [("case", "assay", "ssh-keygen"), ("---", "---", "---"), *rows]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    return ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]


def by_code(rows):
    """For the document: how many cases each code has, how many of them ssh-keygen takes, and one of these if there is one."""
    codes = {}
    for row in rows:
        codes.setdefault(row[1], []).append(row)
    lines = []
    for code, cases in sorted(codes.items()):
        taken = [case for case in cases if case[2] != "refused"]
        lines.append((f"`{code}`", str(len(cases)), str(len(taken)), (taken or cases)[0][0].replace("|", "\\|")))
    refused = [row for row in rows if row[1] != "good"]
    stricter = [row for row in refused if row[2] != "refused"]
    return [*markdown(("code", "signatures", f"good for ssh-keygen of {openssh()}", "one of them"), *lines), "",
            f"{len(rows)} signatures: {len(rows) - len(refused)} are good, {len(refused)} are refused; ssh-keygen takes "
            f"{len(stricter)} of these."]


def main():
    if not shutil.which("ssh-keygen"):
        print("ssh-keygen is not installed")
        return 77
    with tempfile.TemporaryDirectory() as name:
        world = World(pathlib.Path(name), VERIFY)
        alice, bob = world.key("alice", "ed25519"), world.key("bob", "ed25519")
        others = {"dsa": world.key("dsa", "dsa")}
        for bits in (256, 384, 521):
            others[f"ecdsa-{bits}"] = world.key(f"ecdsa-{bits}", "ecdsa", "-b", str(bits))
        for bits in (1024, 2048, 3072, 4096):
            others[f"rsa-{bits}"] = world.key(f"rsa-{bits}", "rsa", "-b", str(bits))
        cases = [*well_made(world, alice, others), *structures(world, alice), *armors(world, alice), *kinds(world, alice, others),
                 *trust(world, alice, bob)]
        first, _ = try_case(world.folder, cases[0])
        if first[2] == "refused" and theirs(world.folder, cases[0], ["-v"]) == [True]:
            print("this ssh-keygen does not verify for a given time")
            return 77
        rows, wrong = [], same_bytes(world, alice)
        for case in cases:
            row, faults = try_case(world.folder, case)
            rows.append(row)
            wrong += faults
    print("\n".join(table(rows)))
    stricter = [row for row in rows if row[1] != "good" and row[2] != "refused"]
    good = [row for row in rows if row[1] == "good"]
    print(f"{len(rows)} signatures: {len(good)} good, {len(rows) - len(good)} refused, {len(stricter)} of them good for ssh-keygen")
    wrong += filter(None, [difference("signatures", by_code(rows))])
    for fault in wrong:
        print("FAILED:", fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
