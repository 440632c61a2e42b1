# SPDX-License-Identifier: GPL-2.0-or-later
"""Encrypted messages: E-04 to E-06 of the security notes, and their kin."""
import keys as k
import packets as p
from corpus import (DAMAGED, GOOD, HIDDEN, NOT_FOR_US, OPEN, OPENED, TOO_LARGE,
                    UNSAFE)

TEXT = b'The ring is overrun by one byte.\n'
LONG = b''.join(b'%06d The ring is overrun.\n' % i for i in range(1200))
ZEROS = bytes(24 << 20)     # over the tests' limit of plaintext


class People:
    def __init__(self):
        for name in ('list', 'alice', 'bob', 'carol', 'mallory'):
            setattr(self, name, k.load(name))
        self.sub = self.list[1]


def lists_key(session):
    return k.load('list')[1].pkesk(session)


def wrong_kinds(c, head, s):
    """What is not exactly one packet with an integrity check that gpg 2.2
    honours."""
    lit = p.literal(LONG)
    body = p.seipd_body(s, lit)
    stripped = p.packet(p.SED, body[1:])
    ocb = p.ocb_chunks(s, lit, 12)

    def bad(name, data):
        c.message(name, OPEN, UNSAFE, data)

    def tag20(name, pieces):
        bad(name, head + p.packet(p.AEAD, b''.join(pieces)))

    bad('sed', head + p.sed(s, lit))
    bad('sed-stripped-of-its-check', head + stripped)
    bad('seipd-of-version-0', head + p.packet(p.SEIPD, b'\0' + body[1:]))
    bad('seipd-of-version-2', head + p.packet(
        p.SEIPD, b'\2\x09\2\6' + p.noise('salt', 32) + p.noise('v2', 2000)))
    bad('seipd-of-version-3', head + p.packet(p.SEIPD, b'\3' + body[1:]))
    bad('seipd-empty', head + p.packet(p.SEIPD, b''))
    bad('seipd-alone', p.packet(p.SEIPD, body))
    tag20('ocb', ocb)
    tag20('ocb-a-chunk-flipped',
          ocb[:3] + [bytes([ocb[3][0] ^ 1]) + ocb[3][1:]] + ocb[4:])
    tag20('ocb-wrong-last-tag', ocb[:-1] + [bytes(16)])
    tag20('ocb-without-last-tag', ocb[:-1])
    tag20('ocb-cut-after-a-chunk', ocb[:4])
    tag20('ocb-chunks-swapped', ocb[:2] + [ocb[3], ocb[2]] + ocb[4:])
    tag20('eax', [b'\1\x09\1\6', p.noise('eax', 2000)])
    bad('an-unknown-packet', head + p.packet(60, body))


def damaged(c, head, s):
    """What only the integrity check, or the lack of it, can tell."""
    lit = p.literal(LONG)
    body = p.seipd_body(s, lit)
    flipped = bytearray(body)
    flipped[len(body) // 2] ^= 1
    early = bytearray(body)
    early[21] ^= 1
    swapped = body[:1025] + body[2049:3073] + body[1025:2049] + body[3073:]

    def bad(name, body, header=p.packet, result=DAMAGED):
        c.message(name, OPEN, result, head + header(p.SEIPD, body))

    bad('mdc-wrong', p.seipd_body(s, lit, mdc=bytes(20)))
    bad('mdc-of-something-else', p.seipd_body(s, lit, mdc=p.noise('mdc', 20)))
    bad('mdc-cut-off', body[:-22])
    bad('mdc-hash-cut-off', body[:-20])
    bad('mdc-under-another-tag', p.seipd_body(s, lit, head=b'\xd2\x14'))
    bad('mdc-of-another-length', p.seipd_body(s, lit, head=b'\xd3\x13'))
    bad('mdc-alone', p.seipd_body(s, b''), result=UNSAFE)
    bad('flipped', bytes(flipped))
    bad('flipped-at-the-start', bytes(early))
    bad('blocks-swapped', swapped)
    bad('cut-within-the-packet', body[:9000])
    bad('cut-and-chunked', body[:9000], p.packet_chunked)
    other = p.Session('another')
    bad('under-another-key', p.seipd_body(other, lit))


def recipients(c, head, s, who):
    """What stands before the encrypted packet."""
    text = p.seipd(s, p.literal(TEXT))
    passphrase = p.packet(p.SKESK, b'\4\x09\3\x08' + p.noise('salt', 8) +
                          b'\x60')
    hidden = who.sub.pkesk(s, key_id=bytes(8))

    def bad(name, result, data):
        c.message(name, OPEN, result, data)

    bad('a-passphrase-first', UNSAFE, passphrase + head + text)
    bad('a-passphrase-behind', UNSAFE, head + passphrase + text)
    bad('a-passphrase-only', UNSAFE, passphrase + text)
    bad('65-recipients', UNSAFE,
        b''.join(who.alice[1].pkesk(s) for _ in range(64)) + head + text)
    bad('hidden', HIDDEN, hidden + text)
    bad('hidden-64', HIDDEN, hidden * 64 + text)
    bad('hidden-1000', UNSAFE, hidden * 1000 + text)
    bad('for-somebody-else', NOT_FOR_US, who.alice[1].pkesk(s) + text)
    bad('for-somebody-hidden-and-else', HIDDEN,
        who.alice[1].pkesk(s) + hidden + text)
    bad('pkesk-of-version-2', UNSAFE, who.sub.pkesk(s, version=2) + text)
    bad('pkesk-of-version-6', UNSAFE, who.sub.pkesk(s, version=6) + text)
    bad('pkesk-too-short', UNSAFE, p.packet(p.PKESK, b'\3' + bytes(8)) + text)
    bad('wrapped-for-rsa', DAMAGED, p.packet(
        p.PKESK, head[2:11] + b'\1' + head[12:]) + text)
    bad('marked-as-ours', DAMAGED,
        who.mallory[1].pkesk(s, key_id=who.sub.key_id) + text)
    bad('wrapped-key-damaged', DAMAGED, head[:-3] + b'xyz' + text)


def session_keys(c, who):
    """What is wrapped is not as it should be."""
    s = p.Session()
    text = p.seipd(s, p.literal(TEXT))

    def bad(name, **how):
        c.message(name, OPEN, DAMAGED, who.sub.pkesk(s, **how) + text)

    bad('cipher-0', code=0)
    bad('cipher-unknown', code=99)
    bad('cipher-with-a-shorter-key', code=7)
    bad('session-key-with-a-wrong-sum', sum_of=b'x')


def lengths(c, head, s):
    """Headers of packets that lie, or leave the end open."""
    body = p.seipd_body(s, p.literal(LONG))
    chunked = p.packet_chunked(p.SEIPD, body)

    def bad(name, data):
        c.message(name, OPEN, UNSAFE, data)

    bad('length-indeterminate', head + p.packet_old(p.SEIPD, body, 0))
    bad('length-past-the-end',
        head + p.packet_five(p.SEIPD, body, len(body) + 1))
    bad('length-of-4-gigabytes',
        head + p.packet_five(p.SEIPD, body, 0xffffffff))
    bad('length-too-small', head + p.packet_five(p.SEIPD, body,
                                                 len(body) - 22))
    bad('length-cut-short', head + b'\xd2\xff\0')
    bad('packet-cut-short', (head + p.packet(p.SEIPD, body))[:-500])
    bad('chunk-of-a-gigabyte', head + b'\xd2\xfe' + body)
    bad('first-chunk-of-1', head + p.packet_chunked(p.SEIPD, body[:3000], 0))
    bad('first-chunk-of-256', head + p.packet_chunked(p.SEIPD, body, 8))
    bad('chunks-without-an-end', head + chunked[:1 + 513 * 4])
    bad('chunked-recipient', p.packet_chunked(p.PKESK, head[2:], 0) +
        p.packet(p.SEIPD, body))
    bad('not-a-packet', head + b'\x12' + body)
    bad('cut-in-the-recipient', head[:40])
    bad('nothing', b'')


def neighbours(c, head, s):
    """Beside the one message stands something else."""
    text = p.seipd(s, p.literal(TEXT))
    clear = p.literal(b'in the clear\n')

    def bad(name, data):
        c.message(name, OPEN, UNSAFE, data)

    bad('literal-before', clear + head + text)
    bad('literal-behind', head + text + clear)
    bad('literal-between', head + clear + text)
    bad('two-encrypted', head + text + text)
    bad('two-messages', head + text + head + text)
    bad('marker-first', p.packet(p.MARKER, b'PGP') + head + text)
    bad('marker-behind', head + text + p.packet(p.MARKER, b'PGP'))
    bad('garbage-behind', head + text + p.noise('garbage', 40))
    bad('zeros-behind', head + text + bytes(8))
    bad('signature-behind', head + text + k.signature(
        k.load('alice')[0], TEXT, c.made))
    bad('literal-only', p.literal(TEXT))
    bad('compressed-only', p.compressed(2, p.literal(TEXT)))
    bad('signed-only', k.signed(k.load('alice')[0], TEXT, c.made))
    bad('keys', k.certificate('alice'))
    bad('garbage', p.noise('garbage', 4000))
    bad('text', TEXT)


def contents(c, head, s, who):
    """Well encrypted, but not one text."""
    clear = p.literal(TEXT)
    inner = head + p.seipd(s, clear)
    nested = clear
    for _ in range(40):
        nested = p.compressed(1, nested)
    passphrase = p.packet(p.SKESK, b'\4\x09\3\x08' + p.noise('salt', 8) +
                          b'\x60') + p.seipd(s, clear)

    def bad(name, plain, result=DAMAGED):
        c.message(name, OPEN, result, head + p.seipd(s, plain))

    bad('two-literals', clear + p.literal(b'two\n'))
    bad('two-literals-compressed',
        p.compressed(2, clear + p.literal(b'two\n')))
    bad('literal-behind-compressed', p.compressed(2, clear) + clear, UNSAFE)
    bad('literal-behind-chunked', p.compressed(
        2, p.literal(p.noise('dense', 3000)), p.packet_chunked) + clear,
        UNSAFE)
    bad('encrypted-inside', inner, UNSAFE)
    bad('encrypted-inside-compressed', p.compressed(2, inner))
    bad('passphrase-inside', passphrase, UNSAFE)
    bad('passphrase-inside-compressed', p.compressed(2, passphrase))
    bad('sed-inside-compressed',
        p.compressed(2, who.sub.pkesk(s) + p.sed(s, clear)))
    bad('compressed-40-times', nested)
    bad('compressed-in-an-unknown-way', p.compressed(9, clear))
    bad('compressed-garbage', p.packet(p.COMPRESSED, b'\2' +
                                       p.noise('zlib', 300)))
    bad('compressed-and-cut', p.packet(
        p.COMPRESSED, p.compressed(1, p.literal(LONG))[3:-200]))
    bad('keys-inside', k.certificate('alice'), UNSAFE)
    bad('keys-inside-compressed', p.compressed(1, k.certificate('alice')))
    bad('marker-inside', p.packet(p.MARKER, b'PGP') + clear, UNSAFE)
    bad('user-id-inside', p.packet(p.USER_ID, b'alice'), UNSAFE)
    bad('text-inside', TEXT, UNSAFE)
    bad('literal-past-the-end', p.packet_five(p.LITERAL, clear[2:], 5000))
    bad('literal-of-no-text', p.packet(p.LITERAL, b'b'))
    bad('file-name-past-the-end', p.packet(p.LITERAL, b'b\xffab'))
    bad('literal-cut', p.packet_five(p.LITERAL, b'b\5ab', 4))
    bad('signature-inside', k.signature(who.alice[0], TEXT, c.made))
    bad('one-pass-inside', k.one_pass(who.alice[0]))
    for algorithm, name in ((1, 'zip'), (2, 'zlib'), (3, 'bzip2')):
        bad('bomb-' + name, p.compressed(algorithm, p.literal(ZEROS)),
            TOO_LARGE)
    bad('bomb-twice-compressed',
        p.compressed(3, p.compressed(1, p.literal(ZEROS))), TOO_LARGE)
    bad('bomb-below-the-limit',
        p.compressed(3, p.literal(ZEROS[:3 << 20])), TOO_LARGE)


def good(c, head, s, who):
    """Odd, but one message, whole and for us."""
    clear = p.literal(TEXT)
    dense = p.noise('dense', 3000)

    def fine(name, data, plain=TEXT):
        c.message(name, GOOD, OPENED, data, plain=plain)

    def holds(name, inner, plain=TEXT):
        fine(name, head + p.seipd(s, inner), plain)

    for algorithm, name in ((0, 'stored'), (1, 'zip'), (2, 'zlib'),
                            (3, 'bzip2')):
        holds(name, p.compressed(algorithm, clear))
    holds('not-compressed', clear)
    holds('compressed-twice', p.compressed(2, p.compressed(1, clear)))
    holds('compressed-and-chunked', p.compressed(
        2, p.literal(dense), p.packet_chunked), dense)
    holds('compressed-to-the-end', p.packet_old(
        p.COMPRESSED, p.compressed(1, clear)[2:], 0))
    holds('empty', p.literal(b''), b'')
    holds('long', p.literal(LONG), LONG)
    holds('one-long-line', p.literal(b'x' * 100000), b'x' * 100000)
    holds('every-octet', p.literal(bytes(range(256)) * 9),
          bytes(range(256)) * 9)
    holds('text-mode', p.literal(k.crlf(TEXT), b't'))
    holds('utf-8-mode', p.literal(k.crlf(TEXT), b'u'))
    holds('with-a-file-name', p.literal(TEXT, name=b'report.txt'))
    holds('for-your-eyes-only', p.literal(TEXT, name=b'_CONSOLE'))
    holds('chunked-inside', p.literal(LONG, header=p.packet_chunked), LONG)
    fine('chunked', head + p.seipd(s, p.literal(LONG), p.packet_chunked), LONG)
    fine('old-headers', p.packet_old(p.PKESK, head[2:], 1) + p.seipd(
        s, p.packet_old(p.LITERAL, clear[2:], 4)))
    fine('long-lengths', p.packet_five(p.PKESK, head[2:]) +
         p.packet_five(p.SEIPD, p.seipd_body(s, clear)))
    # The check covers it, so it is no sign of damage (RFC 9580 section 5.13.1).
    fine('prefix-not-repeated', head + p.packet(p.SEIPD, p.seipd_body(
        s, clear, repeat=b'xy')))
    fine('64-recipients', b''.join(who.bob[2].pkesk(s) for _ in range(63)) +
         head + p.seipd(s, clear))
    fine('somebody-hidden-as-well', who.alice[1].pkesk(s, key_id=bytes(8)) +
         head + p.seipd(s, clear))
    for algorithm in sorted(p.CIPHERS):
        other = p.Session('cipher', algorithm)
        fine('cipher-%d' % algorithm,
             who.sub.pkesk(other) + p.seipd(other, clear))


def build(c):
    who = People()
    s = p.Session()
    head = who.sub.pkesk(s)
    wrong_kinds(c, head, s)
    damaged(c, head, s)
    recipients(c, head, s, who)
    session_keys(c, who)
    lengths(c, head, s)
    neighbours(c, head, s)
    contents(c, head, s, who)
    good(c, head, s, who)
