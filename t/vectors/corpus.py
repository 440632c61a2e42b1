# SPDX-License-Identifier: GPL-2.0-or-later
"""The vectors, and what each must come to.

A vector is an OpenPGP object in the form in which lib/pgp gets it, with the
verdict that lib/pgp must give in the keyring of the list (t/unit/vectors.c).
Its class says when it would have been accepted although it must not be:

	good	it must open, or its signature must count
	open	an attack on the encryption: nothing of it may come out
	sign	an attack on the signature: it must not count
"""
import os
from dataclasses import dataclass

GOOD, OPEN, SIGN = 'good', 'open', 'sign'

# enum sp_open and enum sp_sig of lib/pgp/pgp.h
OPENED, UNSAFE, DAMAGED = 'opened', 'unsafe', 'damaged'
NOT_FOR_US, HIDDEN, TOO_LARGE = 'not-for-us', 'hidden', 'too-large'


@dataclass
class Vector:
    name: str
    kind: str           # message, detached, clear
    attack: str         # good, open, sign
    result: str         # of opening; of a signature alone "-"
    verdict: str        # none, good, unknown, bad, expired, revoked, weak, ...
    signer: str         # fingerprint of the key that signed; or "-"
    data: bytes
    signature: bytes = b''
    plain: bytes | None = None  # what must come out of a good one


class Corpus:
    def __init__(self, made):
        self.made = made    # second in which everything is signed
        self.vectors = []

    def add(self, kind, name, attack, result, data, verdict='none',
            signer='-', signature=b'', plain=None):
        if any(v.name == name for v in self.vectors):
            raise ValueError('two vectors are named ' + name)
        self.vectors.append(Vector(name, kind, attack, result, verdict,
                                   signer, data, signature, plain))

    def message(self, name, attack, result, data, verdict='none', signer='-',
                plain=None):
        self.add('message', name, attack, result, data, verdict, signer,
                 plain=plain)

    def detached(self, name, attack, verdict, data, signature, signer='-'):
        self.add('detached', name, attack, '-', data, verdict, signer,
                 signature)

    def clear(self, name, attack, verdict, data, signer='-', plain=None):
        self.add('clear', name, attack, '-', data, verdict, signer,
                 plain=plain)

    def write(self, folder):
        """NAME, NAME.sig, NAME.plain, and "index" with a line for each, tabs
        between."""
        with open(os.path.join(folder, 'index'), 'w', encoding='ascii') as f:
            for v in self.vectors:
                print(v.name, v.kind, v.attack, v.result, v.verdict, v.signer,
                      sep='\t', file=f)
        for v in self.vectors:
            put(folder, v.name, v.data)
            if v.kind == 'detached':
                put(folder, v.name + '.sig', v.signature)
            if v.plain is not None:
                put(folder, v.name + '.plain', v.plain)


def put(folder, name, data):
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)
