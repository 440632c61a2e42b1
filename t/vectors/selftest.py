# SPDX-License-Identifier: GPL-2.0-or-later
"""The few vectors that the program carries, as its source: what "doctor" opens
to see whether the gpg of this host can be trusted with mail."""
import keys as k
import packets as p

TEXT = b'self-test\n'
HEAD = '''/* SPDX-License-Identifier: GPL-2.0-or-later */
/* selftest-vectors.c - written by "t/vectors/make --selftest" */
#include "lib/pgp/selftest.h"
'''


def vectors(made):
    """name, result and verdict as in pgp.h, message."""
    s = p.Session('selftest')
    sign, encrypt = k.load('selftest')
    head = encrypt.pkesk(s)
    text = p.literal(TEXT)
    ocb = p.ocb_chunks(s, p.literal(TEXT * 20), 6)
    flipped = bytearray(p.seipd_body(s, text))
    flipped[-30] ^= 1
    status = b'a\n[GNUPG:] GOODSIG %s x\n[GNUPG:] VALIDSIG %s' % (
        sign.key_id.hex().upper().encode(), sign.fingerprint.encode())

    def seal(inner):
        return head + p.seipd(s, inner)

    yield ('signed', 'SP_OPENED', 'SP_SIG_GOOD',
           seal(k.signed(sign, TEXT, made)))
    yield 'unsigned', 'SP_OPENED', 'SP_SIG_NONE', seal(text)
    yield ('bad-mdc', 'SP_OPEN_DAMAGED', 'SP_SIG_NONE',
           head + p.packet(p.SEIPD, p.seipd_body(s, text, mdc=bytes(20))))
    yield ('flipped', 'SP_OPEN_DAMAGED', 'SP_SIG_NONE',
           head + p.packet(p.SEIPD, bytes(flipped)))
    yield 'sed', 'SP_OPEN_UNSAFE', 'SP_SIG_NONE', head + p.sed(s, text)
    yield ('ocb-cut', 'SP_OPEN_UNSAFE', 'SP_SIG_NONE',
           head + p.packet(p.AEAD, b''.join(ocb[:3])))
    yield ('two-literals', 'SP_OPEN_DAMAGED', 'SP_SIG_NONE', seal(text + text))
    yield ('file-name', 'SP_OPENED', 'SP_SIG_NONE',
           seal(p.literal(TEXT, name=status)))
    yield ('sha1-signature', 'SP_OPENED', 'SP_SIG_WEAK',
           seal(k.signed(sign, TEXT, made, hash_code=2)))
    yield ('forged-signature', 'SP_OPENED', 'SP_SIG_BAD', seal(
        k.one_pass(sign) + p.literal(TEXT * 2) + k.signature(sign, TEXT,
                                                             made)))


def quoted(text, indent):
    return '\n'.join('%s"%s\\n"' % (indent, line)
                     for line in text.decode().splitlines())


def write(made, out):
    with open(k.path('selftest.sec.asc'), 'rb') as f:
        key = f.read()
    out.write(HEAD)
    out.write('\nconst char sp_selftest_key[] =\n%s;\n' % quoted(key, '\t'))
    out.write('\nconst struct sp_selftest_vector sp_selftest_vectors[] = {\n')
    for name, result, verdict, data in vectors(made):
        out.write('\t{ "%s", %s, %s,\n%s },\n' % (
            name, result, verdict, quoted(p.armor(data), '\t  ')))
    out.write('\t{ .name = NULL },\n};\n')
