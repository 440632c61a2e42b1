# SPDX-License-Identifier: GPL-2.0-or-later
"""The secret keys of t/keys and t/vectors/keys, and what they do: wrap a
session key, sign. Both are the same for ever for the same input.
"""
import functools
import hashlib
import os
import struct

from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.serialization import (Encoding,
                                                          PublicFormat)

import packets as p

RSA, DSA, ECDH, ECDSA, EDDSA = 1, 17, 18, 19, 22
PUBLIC_NUMBERS = {RSA: 2, DSA: 4}
CURVE25519 = bytes.fromhex('2b060104019755010501')
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = (os.path.join(HERE, '..', 'keys'), os.path.join(HERE, 'keys'))

# Number in OpenPGP: name in hashlib, what PKCS 1 puts before it.
HASHES = {
    1: ('md5', '3020300c06082a864886f70d020505000410'),
    2: ('sha1', '3021300906052b0e03021a05000414'),
    3: ('ripemd160', '3021300906052b2403020105000414'),
    8: ('sha256', '3031300d060960864801650304020105000420'),
    9: ('sha384', '3041300d060960864801650304020205000430'),
    10: ('sha512', '3051300d060960864801650304020305000440'),
    11: ('sha224', '302d300d06096086480165030402040500041c'),
}


def mpi(number):
    if isinstance(number, bytes):
        number = int.from_bytes(number, 'big')
    return struct.pack('>H', number.bit_length()) + \
        number.to_bytes((number.bit_length() + 7) // 8, 'big')


class Key:
    """One secret key or subkey, from the body of its packet."""

    def __init__(self, body):
        self.rest = body[6:]
        self.algorithm = body[5]
        self.numbers = []
        if self.algorithm in (ECDH, ECDSA, EDDSA):
            self.oid = self.octets(self.rest[0] + 1)[1:]
            self.numbers.append(self.number())
        for _ in range(PUBLIC_NUMBERS.get(self.algorithm, 0)):
            self.numbers.append(self.number())
        if self.algorithm == ECDH:
            self.kdf = self.octets(4)
        self.public = body[:len(body) - len(self.rest)]
        if self.octets(1) != b'\0':
            raise ValueError('a key with a passphrase')
        self.secret = [self.number()
                       for _ in range(4 if self.algorithm == RSA else 1)]
        self.fingerprint = hashlib.sha1(
            b'\x99' + struct.pack('>H', len(self.public)) +
            self.public).hexdigest().upper()
        self.key_id = bytes.fromhex(self.fingerprint)[-8:]

    def octets(self, n):
        taken, self.rest = self.rest[:n], self.rest[n:]
        return taken

    def number(self):
        bits, = struct.unpack('>H', self.octets(2))
        return int.from_bytes(self.octets((bits + 7) // 8), 'big')

    # --- wrapping a session key -----------------------------------------------

    def pkesk(self, session, key_id=None, version=3, code=None, sum_of=None):
        """code: the first octet of what is wrapped, which names the cipher;
        sum_of: what the checksum is made of instead of the key."""
        code = session.algorithm if code is None else code
        total = sum(sum_of or session.key) & 0xffff
        clear = bytes([code]) + session.key + struct.pack('>H', total)
        wrapped = self.wrap_rsa(clear) if self.algorithm == RSA else \
            self.wrap_ecdh(clear)
        return p.packet(p.PKESK, bytes([version]) + (key_id or self.key_id) +
                        bytes([self.algorithm]) + wrapped)

    def wrap_rsa(self, clear):
        n, e = self.numbers
        size = (n.bit_length() + 7) // 8
        fill = bytes(c or 1 for c in p.noise('padding',
                                             size - len(clear) - 3))
        block = b'\0\2' + fill + b'\0' + clear
        return mpi(pow(int.from_bytes(block, 'big'), e, n))

    def share(self):
        """An ephemeral key, and the secret that it shares with this one."""
        point = self.numbers[0].to_bytes(
            (self.numbers[0].bit_length() + 7) // 8, 'big')
        if self.oid == CURVE25519:
            ours = x25519.X25519PrivateKey.from_private_bytes(
                p.noise('ephemeral', 32))
            theirs = x25519.X25519PublicKey.from_public_bytes(point[1:])
            return (b'\x40' + ours.public_key().public_bytes(
                Encoding.Raw, PublicFormat.Raw), ours.exchange(theirs))
        ours = ec.derive_private_key(
            int.from_bytes(p.noise('ephemeral', 31), 'big'), ec.SECP256R1())
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), point)
        return (ours.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint),
            ours.exchange(ec.ECDH(), theirs))

    def wrap_ecdh(self, clear):
        """RFC 6637 section 8."""
        ephemeral, shared = self.share()
        name = HASHES[self.kdf[2]][0]
        context = bytes([len(self.oid)]) + self.oid + bytes([ECDH]) + \
            self.kdf + b'Anonymous Sender    ' + \
            bytes.fromhex(self.fingerprint)
        wrapping = hashlib.new(name, b'\0\0\0\1' + shared + context).digest()
        fill = 8 - len(clear) % 8
        wrapped = keywrap.aes_key_wrap(wrapping[:p.CIPHERS[self.kdf[3]][1]],
                                       clear + bytes([fill]) * fill)
        return mpi(ephemeral) + bytes([len(wrapped)]) + wrapped

    # --- signing --------------------------------------------------------------

    def sign(self, digest, hash_code):
        if self.algorithm == RSA:
            n = self.numbers[0]
            size = (n.bit_length() + 7) // 8
            end = b'\0' + bytes.fromhex(HASHES[hash_code][1]) + digest
            block = b'\0\1' + b'\xff' * (size - 2 - len(end)) + end
            return mpi(self.power(int.from_bytes(block, 'big')))
        if self.algorithm == EDDSA:
            seed = self.secret[0].to_bytes(32, 'big')
            both = ed25519.Ed25519PrivateKey.from_private_bytes(seed).sign(
                digest)
            return mpi(both[:32]) + mpi(both[32:])
        return self.sign_dsa(digest)

    def power(self, number):
        """RSA with the secret exponent, by the two primes apart."""
        d, first, second, inverse = self.secret
        a = pow(number, d % (first - 1), first)
        b = pow(number, d % (second - 1), second)
        return a + first * ((b - a) * inverse % second)

    def sign_dsa(self, digest):
        prime, order, base, _ = self.numbers
        nonce = int.from_bytes(p.noise('nonce' + digest.hex(), 40),
                               'big') % order
        hashed = int.from_bytes(digest[:order.bit_length() // 8], 'big')
        r = pow(base, nonce, prime) % order
        s = pow(nonce, -1, order) * (hashed + self.secret[0] * r) % order
        return mpi(r) + mpi(s)


def path(name):
    """Of a file in one of the two folders."""
    for folder in FOLDERS:
        if os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    raise FileNotFoundError(name)


@functools.cache
def load(name):
    """The keys of a person: the primary key first."""
    with open(path(name + '.sec.asc'), encoding='ascii') as f:
        data = p.dearmor(f.read())
    return [Key(body) for tag, body in p.split(data) if tag in (5, 7)]


def certificate(name):
    """The public key of a person, binary."""
    with open(path(name + '.asc'), encoding='ascii') as f:
        return p.dearmor(f.read())


# --- signatures ---------------------------------------------------------------

SHA256, SHA512 = 8, 10
BINARY, TEXT = 0, 1


def subpacket(kind, body, critical=False):
    return p.length(len(body) + 1) + bytes([kind | critical << 7]) + body


def signature(key, data, made, hash_code=SHA512, kind=BINARY, more=b'',
              issuer=None, version=4):
    """A signature packet over data, as it is hashed, made at that second; more:
    hashed subpackets."""
    hashed = subpacket(2, struct.pack('>I', made)) + \
        subpacket(33, b'\4' + bytes.fromhex(key.fingerprint)) + more
    head = bytes([version, kind, key.algorithm, hash_code]) + \
        struct.pack('>H', len(hashed)) + hashed
    digest = hashlib.new(HASHES[hash_code][0], data + head + bytes([version]) +
                         b'\xff' + struct.pack('>I', len(head))).digest()
    unhashed = subpacket(16, issuer or key.key_id)
    return p.packet(p.SIGNATURE, head + struct.pack('>H', len(unhashed)) +
                    unhashed + digest[:2] + key.sign(digest, hash_code))


def one_pass(key, hash_code=SHA512, kind=BINARY, last=1):
    return p.packet(p.ONE_PASS, bytes([3, kind, hash_code, key.algorithm]) +
                    key.key_id + bytes([last]))


def crlf(text):
    return text.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')


def signed(key, text, made, hash_code=SHA512, kind=BINARY, more=b'', **how):
    """One-pass signature, literal, signature."""
    over = crlf(text) if kind == TEXT else text
    mode = b't' if kind == TEXT else b'b'
    return one_pass(key, hash_code, kind) + p.literal(over, mode, **how) + \
        signature(key, over, made, hash_code, kind, more)


def clear_text(text):
    """What a clear signature is made over (section 7.1)."""
    lines = text.rstrip(b'\n').split(b'\n')
    return b'\r\n'.join(line.rstrip(b' \t\r') for line in lines)


def clear_signed(key, text, made, hash_code=SHA512, head=None, over=None):
    """head: in place of the Hash line; over: what is signed instead."""
    if head is None:
        head = b'Hash: ' + HASHES[hash_code][0].upper().encode() + b'\n'
    shown = b''.join(b'- ' + line if line.startswith(b'-') else line
                     for line in text.splitlines(True))
    packet = signature(key, clear_text(text) if over is None else over, made,
                       hash_code, TEXT)
    return b'-----BEGIN PGP SIGNED MESSAGE-----\n' + head + b'\n' + shown + \
        p.armor(packet, 'SIGNATURE')
