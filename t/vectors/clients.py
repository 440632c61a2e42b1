# SPDX-License-Identifier: GPL-2.0-or-later
"""Mail as clients write it: what each puts into header, parts and armor.

Alice signs all of it, and it is for the list. A shape gets the corpus (for the
time), who signs and seals, and its own name; it returns header fields beside
the usual ones, and the body.
"""
import base64
import quopri

import keys as k
import packets as p

SHAPES = []
LIST = 'sec@lists.example.org'
ALICE = 'alice@example.org'


def shape(function):
    SHAPES.append(function)
    return function


class Author:
    """Alice, and how she signs and seals."""

    def __init__(self, made):
        self.made = made
        self.key = k.load('alice')[0]
        self.to = [k.load('list')[1], k.load('alice')[1]]

    def signed(self, text, hash_code=k.SHA512, **how):
        return k.signed(self.key, text, self.made, hash_code, **how)

    def sealed(self, inner, label, headers=(), **how):
        s = p.Session(label)
        return p.armor(b''.join(key.pkesk(s) for key in self.to) +
                       p.seipd(s, inner), headers=headers, **how).decode()

    def signature(self, text, hash_code=k.SHA512, headers=(), kind=k.BINARY):
        return p.armor(k.signature(self.key, k.crlf(text.encode()), self.made,
                                   hash_code, kind), 'SIGNATURE',
                       headers).decode()


def words(name):
    return 'The ring is overrun: %s.\n' % name


def text_part(name, more=''):
    return 'Content-Type: text/plain; charset=UTF-8%s\n' \
        'Content-Transfer-Encoding: 7bit\n\n%s' % (more, words(name))


def wire(part):
    return k.crlf(part.encode())


# --- Thunderbird and what came before it --------------------------------------

def thunderbird_inner(name, keys=True):
    """Protected header, text, and the sender's key."""
    key = p.armor(k.certificate('alice'), 'PUBLIC KEY BLOCK').decode()
    part = '''\
Content-Type: multipart/mixed; boundary="------------wMAnEv0yTVGNwRtVZhPzX0rk";
 protected-headers="v1"
From: alice <%s>
To: %s
Message-ID: <7d25ad33-inner-%s@example.org>
Subject: %s

--------------wMAnEv0yTVGNwRtVZhPzX0rk
Content-Type: multipart/mixed; boundary="------------d0kN5wV2bYI1dA0mS07pTzHq"

--------------d0kN5wV2bYI1dA0mS07pTzHq
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: base64

%s
''' % (ALICE, LIST, name, name, base64.b64encode(
        words(name).encode()).decode())
    if keys:
        part += '''\
--------------d0kN5wV2bYI1dA0mS07pTzHq
Content-Type: application/pgp-keys; name="OpenPGP_0x6A5789AE7BF3FED8.asc"
Content-Disposition: attachment; filename="OpenPGP_0x6A5789AE7BF3FED8.asc"
Content-Description: OpenPGP public key
Content-Transfer-Encoding: quoted-printable

%s
''' % quopri.encodestring(key.encode()).decode()
    return part + '''\
--------------d0kN5wV2bYI1dA0mS07pTzHq--

--------------wMAnEv0yTVGNwRtVZhPzX0rk--
'''


@shape
def thunderbird_encrypted(a, name):
    inner = thunderbird_inner(name)
    return '''\
User-Agent: Mozilla Thunderbird
Content-Language: en-US
Autocrypt: addr=%s; keydata=
 %s
Content-Type: multipart/encrypted;
 protocol="application/pgp-encrypted";
 boundary="------------0iEVNTzx7aUNZr6Le5Zs5yXu"
''' % (ALICE, base64.b64encode(k.certificate('alice')).decode()), '''\
This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)
--------------0iEVNTzx7aUNZr6Le5Zs5yXu
Content-Type: application/pgp-encrypted
Content-Description: PGP/MIME version identification

Version: 1

--------------0iEVNTzx7aUNZr6Le5Zs5yXu
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Description: OpenPGP encrypted message
Content-Disposition: inline; filename="encrypted.asc"

%s
--------------0iEVNTzx7aUNZr6Le5Zs5yXu--
''' % a.sealed(a.signed(wire(inner), k.SHA256), name)


@shape
def thunderbird_signed(a, name):
    part = thunderbird_inner(name)
    return '''\
User-Agent: Mozilla Thunderbird
Content-Type: multipart/signed; micalg="pgp-sha256";
 protocol="application/pgp-signature";
 boundary="------------pHk8v6T0cMwN3iJXeGDGBMTo"
''', '''\
This is an OpenPGP/MIME signed message (RFC 4880 and 3156)
--------------pHk8v6T0cMwN3iJXeGDGBMTo
%s
--------------pHk8v6T0cMwN3iJXeGDGBMTo
Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"
Content-Description: OpenPGP digital signature
Content-Disposition: attachment; filename="OpenPGP_signature.asc"

%s
--------------pHk8v6T0cMwN3iJXeGDGBMTo--
''' % (part, a.signature(part, k.SHA256))


@shape
def enigmail_encrypted(a, name):
    """With the part that repeats the subject for old clients."""
    inner = '''\
Content-Type: multipart/mixed; boundary="IdVLQxcFaK9fVEMlyCdSMw";
 protected-headers="v1"
From: alice <%s>
To: %s
Message-ID: <inner-%s@example.org>
Subject: %s

--IdVLQxcFaK9fVEMlyCdSMw
Content-Type: text/plain; charset=utf-8
Content-Language: en-US
Content-Transfer-Encoding: quoted-printable

%s
--IdVLQxcFaK9fVEMlyCdSMw--
''' % (ALICE, LIST, name, name, words(name))
    return '''\
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Thunderbird/60.9.0
X-Enigmail-Version: 2.1.2
Content-Type: multipart/encrypted;
 protocol="application/pgp-encrypted";
 boundary="8fxFBqRUbaBXLqmtEmZBqYYe"
''', '''\
This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)
--8fxFBqRUbaBXLqmtEmZBqYYe
Content-Type: application/pgp-encrypted
Content-Description: PGP/MIME version identification

Version: 1

--8fxFBqRUbaBXLqmtEmZBqYYe
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Description: OpenPGP encrypted message
Content-Disposition: inline; filename="encrypted.asc"

%s
--8fxFBqRUbaBXLqmtEmZBqYYe--
''' % a.sealed(p.compressed(2, a.signed(wire(inner))), name)


@shape
def enigmail_inline(a, name):
    return '''\
X-Enigmail-Version: 1.9.9
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
''', a.sealed(a.signed(words(name).encode(), k.SHA256), name,
              ['Charset: utf-8', 'Version: GnuPG v2',
               'Comment: Using GnuPG with Thunderbird'])


# --- mutt, notmuch, Gnus ------------------------------------------------------

@shape
def mutt_encrypted(a, name):
    inner = 'Content-Type: text/plain; charset=us-ascii\n' \
        'Content-Disposition: inline\n\n' + words(name)
    return '''\
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";
	boundary="jRHKVT23PllUwdXP"
Content-Disposition: inline
''', '''\
--jRHKVT23PllUwdXP
Content-Type: application/pgp-encrypted
Content-Disposition: attachment

Version: 1

--jRHKVT23PllUwdXP
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="msg.asc"

%s
--jRHKVT23PllUwdXP--
''' % a.sealed(p.compressed(2, a.signed(wire(inner))), name)


@shape
def mutt_signed(a, name):
    part = 'Content-Type: text/plain; charset=us-ascii; ' \
        'protected-headers="v1"\nContent-Disposition: inline\n' \
        'Date: Tue, 3 Jan 2023 10:00:00 +0100\nFrom: alice <%s>\nTo: %s\n' \
        'Subject: %s\n\n%s' % (ALICE, LIST, name, words(name))
    return '''\
Content-Type: multipart/signed; micalg=pgp-sha512;
	protocol="application/pgp-signature"; boundary="YiEDa0DAkWCtVeE4"
Content-Disposition: inline
''', '''\

--YiEDa0DAkWCtVeE4
%s
--YiEDa0DAkWCtVeE4
Content-Type: application/pgp-signature; name="signature.asc"

%s
--YiEDa0DAkWCtVeE4--
''' % (part, a.signature(part))


@shape
def mutt_traditional(a, name):
    """Clear-signed, with the parameter that mutt knows it by."""
    return 'Content-Type: text/plain; charset=us-ascii; ' \
        'x-action=pgp-signed\nContent-Disposition: inline\n', \
        k.clear_signed(a.key, words(name).encode(), a.made).decode()


@shape
def gnus_encrypted(a, name):
    inner = 'Content-Type: text/plain\n\n' + words(name)
    return '''\
User-Agent: Gnus/5.13 (Gnus v5.13)
Content-Type: multipart/encrypted; boundary="=-=-=";
	protocol="application/pgp-encrypted"
''', '''\
--=-=-=
Content-Type: application/pgp-encrypted

Version: 1

--=-=-=
Content-Type: application/octet-stream

%s
--=-=-=--
''' % a.sealed(p.compressed(1, a.signed(wire(inner))), name)


# --- others -------------------------------------------------------------------

@shape
def apple_mail_encrypted(a, name):
    """Of GPGTools: signed within, as a multipart of its own."""
    part = 'Content-Transfer-Encoding: 7bit\nContent-Type: text/plain;\n' \
        '\tcharset=us-ascii\n\n' + words(name)
    inner = '''\
Content-Type: multipart/signed;
	boundary="Apple-Mail=_9F4A3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C11";
	protocol="application/pgp-signature";
	micalg=pgp-sha512


--Apple-Mail=_9F4A3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C11
%s
--Apple-Mail=_9F4A3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C11
Content-Transfer-Encoding: 7bit
Content-Disposition: attachment;
	filename=signature.asc
Content-Type: application/pgp-signature;
	name=signature.asc
Content-Description: Message signed with OpenPGP

%s
--Apple-Mail=_9F4A3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C11--
''' % (part, a.signature(part))
    return '''\
Mime-Version: 1.0 (Mac OS X Mail 13.4)
X-Mailer: Apple Mail (2.3608.120.23.2.4)
Content-Type: multipart/encrypted;
	boundary="Apple-Mail=_3D5E3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C22";
	protocol="application/pgp-encrypted";
Content-Transfer-Encoding: 7bit
Content-Description: OpenPGP encrypted message
''', '''\
This is an OpenPGP/MIME encrypted message (RFC 2440 and 3156)
--Apple-Mail=_3D5E3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C22
Content-Transfer-Encoding: 7bit
Content-Type: application/pgp-encrypted
Content-Description: PGP/MIME Versions Identification

Version: 1

--Apple-Mail=_3D5E3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C22
Content-Transfer-Encoding: 7bit
Content-Disposition: inline;
	filename=encrypted.asc
Content-Type: application/octet-stream;
	name=encrypted.asc
Content-Description: OpenPGP encrypted message

%s
--Apple-Mail=_3D5E3F0C-5B0E-4A6F-8A3D-2B0D8F0E3C22--
''' % a.sealed(p.literal(wire(inner)), name)


@shape
def k9_encrypted(a, name):
    inner = text_part(name)
    return '''\
User-Agent: K-9 Mail for Android
Content-Type: multipart/encrypted; boundary="----D2XFJQOEVLC0F1Y4B1UDZ6AJ";
 protocol="application/pgp-encrypted"
Autocrypt: addr=%s; prefer-encrypt=mutual; keydata=%s
''' % (ALICE, base64.b64encode(k.certificate('alice')).decode()), '''\
------D2XFJQOEVLC0F1Y4B1UDZ6AJ
Content-Type: application/pgp-encrypted

Version: 1
------D2XFJQOEVLC0F1Y4B1UDZ6AJ
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Disposition: inline; filename="encrypted.asc"

%s
------D2XFJQOEVLC0F1Y4B1UDZ6AJ--
''' % a.sealed(a.signed(wire(inner)), name)


@shape
def evolution_signed(a, name):
    part = 'Content-Type: text/plain; charset="UTF-8"\n' \
        'Content-Transfer-Encoding: quoted-printable\n\n' + words(name)
    return '''\
Content-Type: multipart/signed; micalg="pgp-sha512";
	protocol="application/pgp-signature"; boundary="=-wIdsC0l1oyWlPD5W5JwH"
User-Agent: Evolution 3.46.4-2
''', '''\

--=-wIdsC0l1oyWlPD5W5JwH
%s
--=-wIdsC0l1oyWlPD5W5JwH
Content-Type: application/pgp-signature; name="signature.asc"
Content-Description: This is a digitally signed message part

%s
--=-wIdsC0l1oyWlPD5W5JwH--

''' % (part, a.signature(part))


@shape
def claws_signed(a, name):
    part = 'Content-Type: text/plain; charset=US-ASCII\n' \
        'Content-Transfer-Encoding: quoted-printable\n\n' + words(name)
    return '''\
X-Mailer: Claws Mail 4.1.1 (GTK 3.24.38; x86_64-pc-linux-gnu)
Content-Type: multipart/signed; boundary="Sig_/T7Ak+0R.S4eCmd_=9rWb_aD";
 protocol="application/pgp-signature"; micalg=pgp-sha512
''', '''\
--Sig_/T7Ak+0R.S4eCmd_=9rWb_aD
%s
--Sig_/T7Ak+0R.S4eCmd_=9rWb_aD
Content-Type: application/pgp-signature
Content-Description: OpenPGP digital signature

%s
--Sig_/T7Ak+0R.S4eCmd_=9rWb_aD--
''' % (part, a.signature(part))


@shape
def kmail_encrypted(a, name):
    part = 'Content-Transfer-Encoding: 7Bit\n' \
        'Content-Type: text/plain; charset="us-ascii"\n\n' + words(name)
    inner = '''\
Content-Type: multipart/signed; boundary="nextPart2440608.jE0xQCEvom";
 micalg="pgp-sha512"; protocol="application/pgp-signature"

--nextPart2440608.jE0xQCEvom
%s
--nextPart2440608.jE0xQCEvom
Content-Type: application/pgp-signature; name="signature.asc"
Content-Description: This is a digitally signed message part.
Content-Transfer-Encoding: 7Bit

%s
--nextPart2440608.jE0xQCEvom--
''' % (part, a.signature(part))
    return '''\
Content-Type: multipart/encrypted; boundary="nextPart4561210.LvFx2qVVIh";
 protocol="application/pgp-encrypted"
''', '''\
--nextPart4561210.LvFx2qVVIh
Content-Type: application/pgp-encrypted
Content-Disposition: attachment
Content-Transfer-Encoding: 7Bit

Version: 1
--nextPart4561210.LvFx2qVVIh
Content-Type: application/octet-stream
Content-Disposition: inline; filename="msg.asc"
Content-Transfer-Encoding: 7Bit

%s
--nextPart4561210.LvFx2qVVIh--
''' % a.sealed(p.literal(wire(inner)), name)


@shape
def outlook_encrypted(a, name):
    """Of GpgOL."""
    inner = text_part(name)
    return '''\
Content-Type: multipart/encrypted;
 protocol="application/pgp-encrypted";
 boundary="=-=SJBO7Zb9mlN1OU=-="
''', '''\
--=-=SJBO7Zb9mlN1OU=-=
Content-Type: application/pgp-encrypted
Content-Disposition: attachment

Version: 1

--=-=SJBO7Zb9mlN1OU=-=
Content-Type: application/octet-stream
Content-Disposition: inline; filename="gpgolPGP.dat"
Content-Transfer-Encoding: 7Bit

%s
--=-=SJBO7Zb9mlN1OU=-=--
''' % a.sealed(p.compressed(2, a.signed(wire(inner))), name)


@shape
def mailvelope_inline(a, name):
    return 'Content-Type: text/plain; charset=UTF-8\n', a.sealed(
        a.signed(words(name).encode()), name,
        ['Version: Mailvelope v4.6.0', 'Comment: https://mailvelope.com'],
        crc=b'')


@shape
def webmail_inline(a, name):
    """Pasted, and encoded by the web mailer."""
    block = a.sealed(a.signed(words(name).encode()), name)
    return 'Content-Type: text/plain; charset=UTF-8\n' \
        'Content-Transfer-Encoding: quoted-printable\n', \
        quopri.encodestring(block.encode()).decode()


@shape
def clear_signed_flowed(a, name):
    return 'Content-Type: text/plain; charset=utf-8; format=flowed\n' \
        'Content-Transfer-Encoding: 8bit\n', \
        k.clear_signed(a.key, words(name).encode(), a.made,
                       k.SHA256).decode()
