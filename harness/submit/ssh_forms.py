# SPDX-License-Identifier: Apache-2.0
"""SSH keys and signatures by the bytes, for tests that forge them: PROTOCOL.sshsig, PROTOCOL.u2f, PKCS #1 and SEC 1.

Ed25519 is libsodium's, through the program of verify_main.cc; ssh-keygen makes the keys of all other kinds.
"""

import base64
import dataclasses
import hashlib
import pathlib
import struct
import subprocess

NAMESPACE = b"assay-submission"
MESSAGE = b'{"manifest": 1}\n'
BEGIN, END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493  # RFC 8032, section 5.1
# SEC 2, section 2.4.2: the prime, the order and the base point of P-256
P256 = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_BASE = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
             0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
P256_SECRET = 0x5EC2E7
# RFC 8017, section 9.2, note 1
DIGEST_INFO = {"sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
               "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
               "sha512": bytes.fromhex("3051300d060960864801650304020305000440")}


def string(data):
    return struct.pack(">I", len(data)) + data


def mpint(number):
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big"))


def strings(data):
    """All strings that the bytes are made of."""
    found = []
    while data:
        length, = struct.unpack(">I", data[:4])
        found.append(data[4:4 + length])
        data = data[4 + length:]
    return found


def armored(blob, width=70, line_end="\n"):
    text = base64.b64encode(blob).decode()
    lines = [text[at:at + width] for at in range(0, len(text), width)]
    return (BEGIN + "".join(line + "\n" for line in lines) + END).replace("\n", line_end).encode()


def unarmored(text):
    return base64.b64decode("".join(text.decode().splitlines()[1:-1]))


def to_sign(namespace=NAMESPACE, hash_name="sha512", message=MESSAGE, reserved=b""):
    digest = hashlib.new(hash_name, message).digest()
    return b"SSHSIG" + string(namespace) + string(reserved) + string(hash_name.encode()) + string(digest)


def structure(key, kind, signature, version=1, namespace=NAMESPACE, reserved=b"", hash_name="sha512", inside=b"", after=b""):
    inner = string(kind) + string(signature) + inside
    return (b"SSHSIG" + struct.pack(">I", version) + string(key) + string(namespace) + string(reserved) +
            string(hash_name.encode()) + string(inner) + after)


def flip(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def run(words, **settings):
    return subprocess.run([str(word) for word in words], capture_output=True, timeout=120, check=False, **settings)


@dataclasses.dataclass
class Key:
    path: pathlib.Path

    @property
    def line(self):
        return " ".join(pathlib.Path(f"{self.path}.pub").read_text().split()[:2])

    @property
    def blob(self):
        return base64.b64decode(self.line.split()[1])


class World:
    """A folder with keys, and what signs with them."""

    def __init__(self, folder, verify):
        self.folder, self.verify = folder, verify
        self.seed = folder / "seed"
        self.seed.write_bytes(bytes(range(32)))
        self.point = self.raw(b"")[:32]
        self.made_key = string(b"ssh-ed25519") + string(self.point)  # whose secret is known here

    def key(self, name, *words):
        """A new key; nothing where this ssh-keygen makes none of that kind."""
        made = run(["ssh-keygen", "-q", "-t", *words, "-N", "", "-C", name, "-f", self.folder / name])
        return Key(self.folder / name) if made.returncode == 0 else None

    def sign(self, key, *options, namespace=NAMESPACE, message=MESSAGE, path=None):
        target = self.folder / "message"
        target.write_bytes(message)
        signature = self.folder / "message.sig"
        signature.unlink(missing_ok=True)
        run(["ssh-keygen", "-q", "-Y", "sign", "-f", path or key.path, "-n", namespace.decode(), *options, target])
        return signature.read_bytes()

    def raw(self, data):
        """The public key and 64 bytes of Ed25519."""
        return run([self.verify, "sign-raw", self.seed], input=data).stdout

    def ed25519(self, namespace=NAMESPACE, message=MESSAGE, reserved=b"", **fields):
        signature = self.raw(to_sign(namespace, fields.get("hash_name", "sha512"), message, reserved))[32:]
        return structure(fields.pop("key", self.made_key), fields.pop("kind", b"ssh-ed25519"), signature, namespace=namespace,
                         reserved=reserved, **fields)

    def hardware(self, flags, said=None, counter=7, application=b"ssh:", message=MESSAGE, **fields):
        """As a security key signs: PROTOCOL.u2f."""
        signed = (hashlib.sha256(application).digest() + bytes([flags]) + struct.pack(">I", counter) +
                  hashlib.sha256(to_sign(message=message)).digest())
        return structure(self.hardware_key(application), b"sk-ssh-ed25519@openssh.com", self.raw(signed)[32:],
                         inside=bytes([flags if said is None else said]) + struct.pack(">I", counter), **fields)

    def hardware_ecdsa(self, flags, counter=7, application=b"ssh:"):
        kind = b"sk-ecdsa-sha2-nistp256@openssh.com"
        x, y = multiply(P256_SECRET, P256_BASE)
        point = b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
        key = string(kind) + string(b"nistp256") + string(point) + string(application)
        said = bytes([flags]) + struct.pack(">I", counter)
        signed = hashlib.sha256(application).digest() + said + hashlib.sha256(to_sign()).digest()
        return key, structure(key, kind, ecdsa_signature(signed), inside=said)

    def hardware_key(self, application=b"ssh:"):
        return string(b"sk-ssh-ed25519@openssh.com") + string(self.point) + string(application)

    def malleable(self, message=MESSAGE):
        """The same signature with S + L, which RFC 8032 forbids."""
        signature = self.raw(to_sign(message=message))[32:]
        larger = int.from_bytes(signature[32:], "little") + ED25519_ORDER
        return structure(self.made_key, b"ssh-ed25519", signature[:32] + larger.to_bytes(32, "little"))


def line_of(blob):
    return f"{strings(blob[:4 + struct.unpack('>I', blob[:4])[0]])[0].decode()} {base64.b64encode(blob).decode()}"


def multiply(factor, point):
    """A multiple of a point of P-256 (SEC 1, section 2.2.1)."""
    total = None
    while factor:
        if factor & 1:
            total = add(total, point)
        factor, point = factor >> 1, add(point, point)
    return total


def add(one, two):
    if one is None or two is None:
        return one or two
    if one == two:
        slope = (3 * one[0] ** 2 - 3) * pow(2 * one[1], -1, P256)
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P256)
    x = (slope * slope - one[0] - two[0]) % P256
    return x, (slope * (one[0] - x) - one[1]) % P256


def ecdsa_signature(data):
    """SEC 1, section 4.1.3, with a nonce that is no secret."""
    nonce = 0xC0FFEE
    r = multiply(nonce, P256_BASE)[0] % P256_ORDER
    s = pow(nonce, -1, P256_ORDER) * (int.from_bytes(hashlib.sha256(data).digest(), "big") + r * P256_SECRET) % P256_ORDER
    return mpint(r) + mpint(s)


def rsa_signature(key, kind, digest, data):
    """PKCS #1 1.5 (RFC 8017, section 8.2.1)."""
    text = key.path.read_text().splitlines()[1:-1]
    secret = strings(base64.b64decode("".join(text))[len(b"openssh-key-v1\0"):].replace(struct.pack(">I", 1), b"", 1))[4]
    _, modulus, _, exponent = [int.from_bytes(part, "big") for part in strings(secret[8:len(secret) - secret_padding(secret)])[:4]]
    length = (modulus.bit_length() + 7) // 8
    tail = DIGEST_INFO[digest] + hashlib.new(digest, data).digest()
    padded = b"\0\1" + b"\xff" * (length - len(tail) - 3) + b"\0" + tail
    signature = pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(length, "big")
    return structure(key.blob, kind, signature)


def secret_padding(secret):
    """Bytes 1, 2, 3 ... at the end of a private key."""
    last = secret[-1]
    return last if last < 8 and secret.endswith(bytes(range(1, last + 1))) else 0


def fingerprint(blob):
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
