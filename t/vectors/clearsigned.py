# SPDX-License-Identifier: GPL-2.0-or-later
"""Clear-signed texts: what stands in the frame, and what gpg hashes."""
import keys as k
import packets as p
from corpus import GOOD, SIGN
from signatures import HASH_NAMES, Signers

TEXT = b'The ring is overrun.\n- by one\n\nThe last line.\n'
BEGIN = b'-----BEGIN PGP SIGNED MESSAGE-----\n'


def good(c, who):
    def fine(name, data, plain=TEXT, key=who.alice):
        c.clear('clear-' + name, GOOD, 'good', data, key.fingerprint, plain)

    text = k.clear_signed(who.alice, TEXT, c.made)
    fine('ed25519', text)
    for code in (8, 9, 10):
        fine('rsa3072-' + k.HASHES[code][0], k.clear_signed(
            who.bob, TEXT, c.made, code), key=who.bob)
    fine('crlf', k.crlf(text), k.crlf(TEXT))
    fine('two-hashes', k.clear_signed(
        who.alice, TEXT, c.made, head=b'Hash: SHA256, SHA512\n'))
    fine('two-hash-lines', k.clear_signed(
        who.alice, TEXT, c.made, head=b'Hash: SHA256\nHash: SHA512\n'))
    fine('blank-lines-around', b'\n\n' + text + b'\n\n')
    fine('dashes', k.clear_signed(
        who.alice, b'-- \nada\n-----BEGIN PGP MESSAGE-----\n', c.made),
        b'--\nada\n-----BEGIN PGP MESSAGE-----\n')
    fine('escaped-without-need', text.replace(b'The last', b'- The last'))
    fine('blanks-at-the-end-of-lines', k.clear_signed(
        who.alice, b'a \nb\t\n', c.made), b'a\nb\n')
    fine('utf-8', k.clear_signed(who.alice, 'Überlauf\n'.encode(), c.made),
         'Überlauf\n'.encode())
    fine('from-line', k.clear_signed(who.alice, b'From here\n', c.made),
         b'From here\n')
    fine('long-line', k.clear_signed(who.alice, b'x' * 15000 + b'\n', c.made),
         b'x' * 15000 + b'\n')


def frames(c, who, text):
    """Beside the one text, or in its head, stands something else."""
    head, body = text.split(b'\n\n', 1)
    shown, sig = body.split(b'-----BEGIN', 1)
    sig = b'-----BEGIN' + sig

    def bad(name, data, verdict='bad'):
        c.clear('frame-' + name, SIGN, verdict, data)

    bad('text-before', b'Pay mallory.\n' + text)
    bad('text-behind', text + b'Pay mallory.\n')
    bad('twice', text + text)
    bad('two-signers', text + k.clear_signed(who.mallory, TEXT, c.made))
    bad('two-signatures', text + sig)
    for name, line in (
            ('hash-and-text', b'Hash: SHA512 Pay mallory.'),
            ('hash-of-text', b'Hash: Pay mallory.'),
            ('hash-empty', b'Hash: '),
            ('hash-and-controls', b'Hash: SHA512\x0b\x1b[2K'),
            ('hash-in-lower-case', b'hash: SHA512'),
            ('not-dash-escaped', b'NotDashEscaped: You need GnuPG to verify'),
            ('charset', b'Charset: utf-7'),
            ('comment', b'Comment: Pay mallory.'),
            ('salt', b'SaltedHash: SHA512:abcd'),
            ('no-header', b'Pay mallory.'),
            ('blanks-first', b' Hash: SHA512')):
        bad(name, BEGIN + b'Hash: SHA512\n' + line + b'\n\n' + body)
    bad('only-not-dash-escaped', BEGIN +
        b'Hash: SHA512\nNotDashEscaped: You need GnuPG to verify\n\n' +
        TEXT + sig)
    bad('no-blank-line', BEGIN + b'Hash: SHA512\n' + body)
    bad('form-feed-for-the-blank-line', head + b'\n\x0c\n' + body)
    bad('blank-line-of-a-no-break-space', head + b'\n\xc2\xa0\n' + body)
    bad('begin-and-a-form-feed', text.replace(b'MESSAGE-----',
                                              b'MESSAGE-----\x0c', 1))
    bad('without-signature', head + b'\n\n' + shown)
    bad('without-end', text.rsplit(b'-----END', 1)[0])
    bad('text-in-the-signature', text.replace(
        b'-----BEGIN PGP SIGNATURE-----\n',
        b'-----BEGIN PGP SIGNATURE-----\nComment: x\nPay mallory.\n'))
    bad('a-message-in-its-place', head + b'\n\n' + shown + p.armor(
        k.signed(who.alice, TEXT, c.made)))
    bad('a-signed-message', p.armor(k.signed(who.alice, TEXT, c.made)))
    bad('a-signature-alone', sig)
    bad('quoted', b''.join(b'> ' + x for x in text.splitlines(True)))
    bad('dash-escaped', b'- ' + text)
    bad('nothing', b'')
    bad('nul-behind-the-end', text + b'\0Pay mallory.\n')
    bad('nul-in-the-head', text.replace(b'SHA512', b'SHA512\0Pay mallory.', 1))
    bad('nul-behind-begin', text.replace(b'MESSAGE-----',
                                         b'MESSAGE-----\0Pay mallory.', 1))


def texts(c, who, text):
    """What was signed is not what is shown."""
    long = b'x' * 19994

    def bad(name, data, verdict='bad'):
        c.clear('shown-' + name, SIGN, verdict, data)

    bad('changed', text.replace(b'one', b'two'))
    bad('line-added', text.replace(b'\n-----BEGIN PGP SIG',
                                   b'\nPay mallory.\n-----BEGIN PGP SIG'))
    bad('nul-added', text.replace(b'one', b'one\0Pay mallory.'))
    bad('nul-alone', text.replace(b'one', b'o\0ne'))
    bad('nul-at-the-end-of-a-line', text.replace(b'one\n', b'one\0\n'))
    bad('form-feed-added', text.replace(b'one', b'one\x0c'))
    bad('carriage-return-within', text.replace(b'one',
                                               b'one\rPay mallory.'))
    bad('carriage-return-alone', text.replace(b'one\n', b'one\r\r\n'))
    bad('vertical-tab-at-the-end-of-a-line', text.replace(b'one\n',
                                                          b'one\x0b\n'))
    bad('dash-not-escaped', text.replace(b'- - by', b'- by'))
    bad('longer-than-gpg-hashes', k.clear_signed(
        who.alice, long + b'\n', c.made).replace(
            long, long + b' ' * 20 + b'Pay mallory.'))
    bad('longer-than-gpg-reads', k.clear_signed(
        who.alice, b'x' * 40000 + b'\n', c.made))
    for code, name in HASH_NAMES.items():
        bad(name, k.clear_signed(who.bob, TEXT, c.made, code),
            'bad' if name == 'md5' else 'weak')
    bad('hash-named-wrongly', k.clear_signed(
        who.alice, TEXT, c.made, head=b'Hash: SHA256\n'))
    bad('hash-not-named', k.clear_signed(who.alice, TEXT, c.made, head=b''))
    bad('by-unknown-key', k.clear_signed(who.mallory, TEXT, c.made),
        'unknown')
    bad('by-revoked-key', k.clear_signed(who.revoked, TEXT, c.made),
        'revoked')
    bad('by-dsa-key', k.clear_signed(who.dsa, TEXT, c.made), 'weak')


def build(c):
    who = Signers()
    text = k.clear_signed(who.alice, TEXT, c.made)
    good(c, who)
    frames(c, who, text)
    texts(c, who, text)
