# SPDX-License-Identifier: GPL-2.0-or-later
"""ASCII armor: what mail makes of it, and what two readers may read apart."""
import keys as k
import packets as p
from corpus import GOOD, OPEN, OPENED, UNSAFE
from messages import LONG, TEXT


def good(c, data, text):
    def fine(name, data):
        c.message('armor-' + name, GOOD, OPENED, data, plain=LONG)

    lines = text.split(b'\n')
    fine('plain', text)
    fine('crlf', k.crlf(text))
    fine('mixed-line-ends', b''.join(
        line + (b'\r\n' if i % 2 else b'\n') for i, line in enumerate(lines)))
    fine('version', p.armor(data, headers=['Version: GnuPG v2']))
    fine('headers', p.armor(data, headers=[
        'Version: GnuPG v1.4.9 (MingW32)', 'Comment: Using GnuPG with Mozilla'
        ' - https://enigmail.net/', 'Charset: utf-8', 'X-Odd: yes']))
    fine('comment-without-text', p.armor(data, headers=['Comment: ']))
    fine('without-checksum', p.armor(data, crc=b''))
    # RFC 9580 section 6.1: not a reason to refuse.
    fine('wrong-checksum', p.armor(data, crc=b'abc'))
    fine('lines-of-76', p.armor(data, width=76))
    fine('lines-of-4', p.armor(data, width=4))
    fine('blank-lines-around', b'\n\n' + text + b'\n\n')
    fine('blanks-behind-lines', text.replace(b'\n', b' \t\n'))
    fine('without-last-line-end', text.rstrip(b'\n'))


def bad(c, data, text):
    def refuse(name, data):
        c.message('armor-' + name, OPEN, UNSAFE, data)

    other = p.armor(p.literal(TEXT))
    begin, rest = text.split(b'\n', 1)
    body = rest[1:]
    refuse('two-blocks', text + text)
    refuse('a-literal-before', other + text)
    refuse('a-literal-behind', text + other)
    refuse('a-signature-behind', text + p.armor(b'\xc2\0', 'SIGNATURE'))
    refuse('two-blocks-without-an-end-between',
           text.rsplit(b'=', 1)[0] + text)
    refuse('text-before', TEXT + text)
    refuse('text-behind', text + TEXT)
    refuse('text-behind-the-checksum',
           text.replace(b'-----END', b'AAAA\n-----END'))
    refuse('without-blank-line', begin + b'\n' + body)
    refuse('header-that-is-none', begin + b'\nno header\n\n' + body)
    refuse('without-end', text.split(b'-----END')[0])
    refuse('another-end', text.replace(b'END PGP MESSAGE',
                                       b'END PGP SIGNATURE'))
    refuse('another-kind', p.armor(data, 'SIGNATURE'))
    refuse('of-many-parts', p.armor(data, 'MESSAGE, PART 1/2'))
    refuse('dashes-missing', b'-' + text)
    refuse('quoted', b''.join(b'> ' + line
                              for line in text.splitlines(True)))
    refuse('dash-escaped', b'- ' + text)
    refuse('lines-swapped', b'\n'.join(
        [begin, b''] + sorted(body.split(b'\n')[:-3]) +
        body.split(b'\n')[-3:]))
    refuse('a-character-lost', begin + b'\n\n' + body[1:])
    refuse('padding-in-the-middle', begin + b'\n\n' + body[:64] + b'==' +
           body[64:])
    refuse('an-endless-line', begin + b'\n\n' + b'A' * 200000)
    refuse('a-dash-line-within', begin + b'\n\n' + body[:65] + b'-----\n' +
           body[65:])


def build(c):
    s = p.Session('armor')
    data = k.load('list')[1].pkesk(s) + p.seipd(s, p.literal(LONG))
    text = p.armor(data)
    good(c, data, text)
    bad(c, data, text)
