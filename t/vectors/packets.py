# SPDX-License-Identifier: GPL-2.0-or-later
"""OpenPGP packets, well-formed or not, around a session key that is known.

Nothing here is random: what has to look so comes from noise(), which gives the
same bytes for the same label for ever. RFC 4880 unless another is named.
"""
import base64
import bz2
import hashlib
import struct
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESOCB3

PKESK, SIGNATURE, SKESK, ONE_PASS, COMPRESSED = 1, 2, 3, 4, 8
SED, MARKER, LITERAL, USER_ID, SEIPD, AEAD = 9, 10, 11, 13, 18, 20

# Number in OpenPGP: cipher, octets of its key, octets of its block.
CIPHERS = {
    2: (algorithms.TripleDES, 24, 8),
    7: (algorithms.AES, 16, 16),
    8: (algorithms.AES, 24, 16),
    9: (algorithms.AES, 32, 16),
    11: (algorithms.Camellia, 16, 16),
    13: (algorithms.Camellia, 32, 16),
}
AES256 = 9
OCB = 2


def noise(label, n):
    """n octets that depend on the label alone."""
    out = b''
    for i in range((n + 31) // 32):
        out += hashlib.sha256(('%s %d' % (label, i)).encode()).digest()
    return out[:n]


# --- packets ------------------------------------------------------------------

def length(n):
    """A new-format length, the shortest."""
    if n < 192:
        return bytes([n])
    if n < 8384:
        return bytes([(n - 192 >> 8) + 192, n - 192 & 255])
    return b'\xff' + struct.pack('>I', n)


def packet(tag, body):
    return bytes([0xc0 | tag]) + length(len(body)) + body


def packet_five(tag, body, claim=None):
    """With a length of five octets, which may lie."""
    n = len(body) if claim is None else claim
    return bytes([0xc0 | tag, 0xff]) + struct.pack('>I', n) + body


def packet_old(tag, body, octets=2):
    """Old format; octets of its length: 1, 2, 4, or 0 for "to the end"."""
    kind = {1: 0, 2: 1, 4: 2, 0: 3}[octets]
    return bytes([0x80 | tag << 2 | kind]) + \
        (len(body).to_bytes(octets, 'big') if octets else b'') + body


def packet_chunked(tag, body, power=9):
    """In chunks of 2 to that power, with a last one of what is left."""
    size = 1 << power
    out = bytes([0xc0 | tag])
    while len(body) >= size:
        out += bytes([224 + power]) + body[:size]
        body = body[size:]
    return out + length(len(body)) + body


def literal(text, mode=b'b', name=b'', header=packet):
    return header(LITERAL, mode + bytes([len(name)]) + name + bytes(4) + text)


def compressed(algorithm, inner, header=packet):
    """algorithm: 0 stored, 1 ZIP, 2 ZLIB, 3 BZip2."""
    if algorithm == 1:
        c = zlib.compressobj(9, zlib.DEFLATED, -15)
        inner = c.compress(inner) + c.flush()
    elif algorithm == 2:
        inner = zlib.compress(inner, 9)
    elif algorithm == 3:
        inner = bz2.compress(inner, 9)
    return header(COMPRESSED, bytes([algorithm]) + inner)


def split(data):
    """(tag, body) of each packet of a key, in old or new format."""
    at = 0
    while at < len(data):
        first = data[at]
        at += 1
        if first & 0x40:
            n = data[at]
            at += 1
            if n >= 192:
                n = (n - 192 << 8) + data[at] + 192
                at += 1
            tag = first & 63
        else:
            octets = 1 << (first & 3)
            n = int.from_bytes(data[at:at + octets], 'big')
            at += octets
            tag = first >> 2 & 15
        yield tag, data[at:at + n]
        at += n


# --- encrypted data -----------------------------------------------------------

class Session:
    """A session key."""

    def __init__(self, label='session', algorithm=AES256):
        self.algorithm = algorithm
        self.cipher, size, self.block = CIPHERS[algorithm]
        self.key = noise(label, size)
        self.prefix = noise(label + ' prefix', self.block)

    def cfb(self, iv, data):
        """Full-block cipher feedback."""
        e = Cipher(self.cipher(self.key), modes.CFB(iv)).encryptor()
        return e.update(data) + e.finalize()


def seipd_body(session, plain, mdc=None, head=b'\xd3\x14', repeat=None):
    """Version 1. mdc: in place of the right hash; repeat: in place of the last
    two octets of the prefix, said twice."""
    text = session.prefix + (repeat or session.prefix[-2:]) + plain + head
    text += hashlib.sha1(text).digest() if mdc is None else mdc
    return b'\1' + session.cfb(bytes(session.block), text)


def seipd(session, plain, header=packet):
    return header(SEIPD, seipd_body(session, plain))


def sed(session, plain):
    """Without integrity; the feedback is resynchronised after the prefix."""
    start = session.cfb(bytes(session.block),
                        session.prefix + session.prefix[-2:])
    return packet(SED, start + session.cfb(start[2:], plain))


def ocb_chunks(session, plain, power):
    """The pieces of a packet with tag 20 as GnuPG 2.2.27 and later read it:
    its head, each chunk with its authentication tag, and the last tag."""
    head = bytes([1, session.algorithm, OCB, power - 6])
    iv = noise('ocb', 15)
    size = 1 << power
    aead = AESOCB3(session.key)

    def nonce(i):
        return iv[:7] + bytes(a ^ b for a, b in
                              zip(iv[7:], struct.pack('>Q', i)))

    pieces = [head + iv]
    associated = bytes([0xc0 | AEAD]) + head
    chunks = [plain[i:i + size] for i in range(0, len(plain), size)]
    for i, chunk in enumerate(chunks):
        pieces.append(aead.encrypt(nonce(i), chunk,
                                   associated + struct.pack('>Q', i)))
    last = associated + struct.pack('>QQ', len(chunks), len(plain))
    pieces.append(aead.encrypt(nonce(len(chunks)), b'', last))
    return pieces


# --- armor --------------------------------------------------------------------

def crc24(data):
    crc = 0xb704ce
    for octet in data:
        crc ^= octet << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864cfb
    return crc.to_bytes(3, 'big')


def armor(data, kind='MESSAGE', headers=(), crc=None, width=64):
    """ASCII armor with LF line ends. crc: in place of the right one, or b''."""
    text = base64.b64encode(data).decode()
    lines = ['-----BEGIN PGP %s-----' % kind, *headers, '']
    lines += [text[i:i + width] for i in range(0, len(text), width)]
    if crc is None:
        crc = crc24(data)
    if crc:
        lines.append('=' + base64.b64encode(crc).decode())
    lines += ['-----END PGP %s-----' % kind, '']
    return '\n'.join(lines).encode()


def dearmor(text):
    body = text.split('\n\n', 1)[1].split('\n=')[0].split('-----')[0]
    return base64.b64decode(body)
