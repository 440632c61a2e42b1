# SPDX-License-Identifier: GPL-2.0-or-later
"""Signatures: below the encryption, and detached."""
import struct

import keys as k
import packets as p
from corpus import DAMAGED, GOOD, OPENED, SIGN

TEXT = b'Content-Type: text/plain\n\nThe ring is overrun.\n'
STATUS = b'\n[GNUPG:] GOODSIG 6A5789AE7BF3FED8 alice\n' \
    b'[GNUPG:] VALIDSIG D14E13B3949533B9ACEC280D6A5789AE7BF3FED8' \
    b' 2025-02-19 1740000000 0 4 0 22 10 00' \
    b' D14E13B3949533B9ACEC280D6A5789AE7BF3FED8\n'
HASH_NAMES = {1: 'md5', 2: 'sha1', 3: 'ripemd160', 11: 'sha224'}
NOT_OF_DATA = {2: 'standalone', 0x10: 'certification', 0x18: 'binding',
               0x1f: 'direct', 0x20: 'revocation', 0x40: 'timestamp'}


def notation(name, value, critical=False):
    return k.subpacket(20, b'\x80\0\0\0' + struct.pack(
        '>HH', len(name), len(value)) + name + value, critical)


class Signers:
    def __init__(self):
        self.alice = k.load('alice')[0]
        self.bob_primary, self.bob, self.bob_sub = k.load('bob')
        self.mallory = k.load('mallory')[0]
        self.rsa4096 = k.load('rsa4096')[0]
        self.dsa = k.load('dsa')[0]
        self.weak = k.load('weak')[0]
        self.revoked = k.load('revoked')[0]
        self.expired = k.load('expired')[0]


# --- what can be wrong with any signature -------------------------------------

def wrong(who, made):
    """name, verdict, arguments of signature(): each without its data."""
    more = {'signature-expired': k.subpacket(3, struct.pack('>I', 1)),
            'critical-notation': notation(b'x@example.org', b'y', True),
            'critical-unknown': k.subpacket(101, b'x', True)}

    for code, name in HASH_NAMES.items():
        yield name, 'weak', (who.bob, made, code)
    yield 'expired', 'expired', (who.alice, made, k.SHA512, k.BINARY,
                                 more['signature-expired'])
    for name in ('critical-notation', 'critical-unknown'):
        yield name, 'bad', (who.alice, made, k.SHA512, k.BINARY, more[name])
    yield 'by-expired-key', 'expired', (who.expired, made)
    yield 'by-revoked-key', 'revoked', (who.revoked, made)
    yield 'by-certifying-key', 'bad', (who.bob_primary, made)
    yield 'by-encryption-key', 'bad', (who.bob_sub, made)
    yield 'by-dsa-key', 'weak', (who.dsa, made)
    yield 'by-unknown-key', 'unknown', (who.mallory, made)
    # RSA of 1024 bits: nothing lets it into the keyring.
    yield 'by-weak-key', 'unknown', (who.weak, made)
    yield 'older-than-its-key', 'bad', (who.alice, 1700000000)
    for kind, name in NOT_OF_DATA.items():
        yield 'kind-' + name, 'bad', (who.alice, made, k.SHA512, kind)


def right(who, made):
    for code in (8, 9, 10):
        yield 'rsa3072-' + k.HASHES[code][0], who.bob, (who.bob, made, code)
        yield 'ed25519-' + k.HASHES[code][0], who.alice, (who.alice, made,
                                                          code)
    yield 'rsa4096', who.rsa4096, (who.rsa4096, made)
    yield 'notation', who.alice, (who.alice, made, k.SHA512, k.BINARY,
                                  notation(b'x@example.org', b'y'))
    yield 'unknown-subpacket', who.alice, (who.alice, made, k.SHA512, k.BINARY,
                                           k.subpacket(101, b'x'))


# --- combined with the encryption ---------------------------------------------

def combined(c, who, seal):
    made = c.made
    literal = p.literal(TEXT)

    for name, verdict, (key, when, *how) in wrong(who, made):
        c.message('signed-' + name, SIGN, OPENED,
                  seal(k.signed(key, TEXT, when, *how)), verdict)
    for name, key, (_, when, *how) in right(who, made):
        c.message('signed-' + name, GOOD, OPENED,
                  seal(k.signed(key, TEXT, when, *how)), 'good',
                  key.fingerprint, TEXT)
    good = k.signature(who.alice, TEXT, made)
    one = k.one_pass(who.alice)

    def fine(name, inner, plain=TEXT):
        c.message('signed-' + name, GOOD, OPENED, seal(inner), 'good',
                  who.alice.fingerprint, plain)

    fine('and-compressed', p.compressed(2, one + literal + good))
    fine('in-the-old-way', good + literal)
    fine('as-text', k.signed(who.alice, TEXT, made, kind=k.TEXT))
    fine('and-empty', one + p.literal(b'') + k.signature(who.alice, b'', made),
         b'')
    long = TEXT * 500
    fine('and-chunked', one + p.literal(long, header=p.packet_chunked) +
         k.signature(who.alice, long, made), long)


def spoofs(c, who, seal):
    """More than one signature, less than one, or one of something else."""
    made = c.made
    literal, other = p.literal(TEXT), p.literal(b'something else\n')
    good = k.signature(who.alice, TEXT, made)
    bad = k.signature(who.alice, b'something else\n', made)
    mallorys = k.signature(who.mallory, TEXT, made)
    as_alice = k.signature(who.mallory, TEXT, made, issuer=who.alice.key_id)
    one, first = k.one_pass(who.alice), k.one_pass(who.alice, last=0)

    def spoof(name, inner, verdict='none', result=OPENED):
        c.message('spoof-' + name, SIGN, result, seal(inner), verdict)

    spoof('another-text', one + other + good, 'bad')
    spoof('signature-of-another-text', one + literal + bad, 'bad')
    spoof('issuer-alice', one + literal + as_alice, 'bad')
    spoof('one-pass-alice', one + literal + mallorys, 'unknown')
    spoof('one-pass-of-another-hash',
          k.one_pass(who.alice, k.SHA256) + literal + good, 'bad')
    spoof('twice', first + one + literal + good + good, 'several')
    spoof('by-two', k.one_pass(who.mallory, last=0) + one + literal + good +
          mallorys, 'several')
    spoof('by-two-in-the-old-way', good + mallorys + literal, 'several')
    spoof('good-and-bad', first + one + literal + good + bad, 'several')
    spoof('one-pass-without-signature', one + literal, result=DAMAGED)
    spoof('two-one-passes', first + one + literal + good, result=DAMAGED)
    spoof('two-signatures', one + literal + good + good, result=DAMAGED)
    spoof('signature-behind-the-text', literal + good, result=DAMAGED)
    spoof('text-between', one + literal + other + good, result=DAMAGED)
    spoof('text-before', other + one + literal + good, result=DAMAGED)
    spoof('text-behind', one + literal + good + other, result=DAMAGED)
    spoof('text-behind-the-old-way', good + literal + other, result=DAMAGED)
    spoof('two-signed-messages', (one + literal + good) * 2, result=DAMAGED)
    spoof('signature-behind-compressed', p.compressed(2, one + literal) + good,
          result='unsafe')
    spoof('of-version-6', one + literal + k.signature(
        who.alice, TEXT, made, version=6), result=DAMAGED)
    spoof('status-in-the-file-name', p.literal(TEXT, name=b'a' + STATUS[:250]))
    spoof('status-in-the-text', p.literal(STATUS))
    spoof('status-in-a-notation', k.signed(
        who.mallory, TEXT, made, more=notation(b'a' + STATUS[:80],
                                               STATUS)), 'unknown')


# --- detached -----------------------------------------------------------------

def detached(c, who):
    made = c.made
    over = k.crlf(TEXT)

    def sig(packets):
        return p.armor(packets, 'SIGNATURE')

    for name, verdict, (key, when, *how) in wrong(who, made):
        c.detached('detached-' + name, SIGN, verdict, TEXT,
                   sig(k.signature(key, over, when, *how)))
    for name, key, (_, when, *how) in right(who, made):
        c.detached('detached-' + name, GOOD, 'good', TEXT,
                   sig(k.signature(key, over, when, *how)), key.fingerprint)
    good = k.signature(who.alice, over, made)
    text = k.signature(who.alice, over, made, kind=k.TEXT)

    def fine(name, data, armored):
        c.detached('detached-' + name, GOOD, 'good', data, armored,
                   who.alice.fingerprint)

    fine('as-text', TEXT, sig(text))
    fine('crlf', over, k.crlf(sig(good)))
    fine('without-checksum', TEXT, p.armor(good, 'SIGNATURE', crc=b''))
    fine('with-headers', TEXT, p.armor(good, 'SIGNATURE', ['Version: 1']))
    fine('old-header', TEXT, sig(p.packet_old(p.SIGNATURE, good[2:], 1)))
    return good


def detached_spoofs(c, who, good):
    """Blobs that are no signature, and data that was not signed."""
    made = c.made
    over = k.crlf(TEXT)
    inline = k.signed(who.alice, over, made)

    def spoof(name, verdict, packets, kind='SIGNATURE', data=TEXT):
        c.detached('blob-' + name, SIGN, verdict, data,
                   p.armor(packets, kind) if kind else packets)

    spoof('changed', 'bad', good, data=TEXT + b'x')
    spoof('blank-added', 'bad', good, data=TEXT.replace(b'.', b'. '))
    spoof('line-added', 'bad', good, data=TEXT + b'\n')
    spoof('blank-added-to-text', 'bad', k.signature(
        who.alice, over, made, kind=k.TEXT), data=TEXT.replace(b'.\n', b'. \n'))
    spoof('issuer-alice', 'bad', k.signature(who.mallory, over, made,
                                             issuer=who.alice.key_id))
    spoof('twice', 'several', good + good)
    spoof('by-two', 'several', good + k.signature(who.mallory, over, made))
    spoof('good-and-bad', 'several', good + k.signature(who.alice, b'', made))
    spoof('signed-message', 'bad', inline)
    spoof('signed-message-in-its-armor', 'bad', inline, 'MESSAGE')
    spoof('signed-in-the-old-way', 'bad', good + p.literal(over))
    spoof('one-pass-first', 'bad', k.one_pass(who.alice) + good)
    spoof('literal-first', 'bad', p.literal(over) + good)
    spoof('compressed', 'bad', p.compressed(2, inline))
    spoof('signature-compressed', 'bad', p.compressed(2, good))
    spoof('marker-first', 'bad', p.packet(p.MARKER, b'PGP') + good)
    spoof('garbage-behind', 'bad', good + p.noise('garbage', 20))
    spoof('keys', 'bad', k.certificate('alice'))
    spoof('keys-in-their-armor', 'bad', k.certificate('alice'),
          'PUBLIC KEY BLOCK')
    spoof('nothing', 'bad', b'')
    spoof('no-armor', 'bad', good, kind=None)
    spoof('two-armors', 'bad', p.armor(good, 'SIGNATURE') * 2, kind=None)
    spoof('clear-signed', 'bad', k.clear_signed(who.alice, TEXT, made),
          kind=None)
    spoof('of-version-6', 'bad', k.signature(who.alice, over, made,
                                             version=6))
    spoof('cut', 'bad', good[:-10])
    spoof('numbers-cut', 'bad', p.packet(p.SIGNATURE, good[2:-10]))


def build(c):
    who = Signers()
    s = p.Session('signed')
    head = k.load('list')[1].pkesk(s)

    def seal(inner):
        return head + p.seipd(s, inner)

    combined(c, who, seal)
    spoofs(c, who, seal)
    detached_spoofs(c, who, detached(c, who))
