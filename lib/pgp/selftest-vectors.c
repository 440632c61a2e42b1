/* SPDX-License-Identifier: GPL-2.0-or-later */
/* selftest-vectors.c - written by "t/vectors/make --selftest" */
#include "lib/pgp/selftest.h"

const char sp_selftest_key[] =
	"-----BEGIN PGP PRIVATE KEY BLOCK-----\n"
	"\n"
	"lFgEZ3SFgBYJKwYBBAHaRw8BAQdAG+MuG/XsMo+3arE/HpDKNm1d34VfrnAjUggR\n"
	"UYdMe1QAAQD9AOHZ7WIJ6bXAFl55nKaBuUUfVKZbSeog+LcZC9EuDQ/CtDFzZWxm\n"
	"dGVzdCBJTlNFQ1VSRSBURVNUIEtFWSA8c2VsZnRlc3RAZXhhbXBsZS5vcmc+iJAE\n"
	"ExYIADgWIQQLY9XEHHlV8q5UL2dZF9VZLUdVEQUCZ3SFgAIbAwULCQgHAgYVCgkI\n"
	"CwIEFgIDAQIeAQIXgAAKCRBZF9VZLUdVEeAaAP926CZeUzAM3P+cAWmdTZAjkECZ\n"
	"xCH8j0Q1Hvym0wnnwQD7BSVd0gC9+jmlWMvrcDx13idQxhhmwxH5qBA46WiiRAGc\n"
	"XQRndIWAEgorBgEEAZdVAQUBAQdAhOuA1bX4HmoyEKmZz7ZNSYbl7p23sazlpiN0\n"
	"TwobGWoDAQgHAAD/T7JoewZhuH6eHi1OvDiTY3tWYNbNtHYfoYKFMe5PXqAP0oh4\n"
	"BBgWCAAgFiEEC2PVxBx5VfKuVC9nWRfVWS1HVREFAmd0hYACGwwACgkQWRfVWS1H\n"
	"VRGRcgEAqNc+a3gc74cBvMzlMPwetkeeUzgDerYJkkx0WmtlKyAA/jD1cC5+tX1p\n"
	"ToFc732S9DEP+nHkshLyJXMEgA1KeYMM\n"
	"=IT1A\n"
	"-----END PGP PRIVATE KEY BLOCK-----\n";

const struct sp_selftest_vector sp_selftest_vectors[] = {
	{ "signed", SP_OPENED, SP_SIG_GOOD,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0sABASyTZRA6G4gNDUVeA8K8avryukih2BjcrSt69Enm9UNMv/z4u7vgjRgx4Y57\n"
	  "EAhcLmm+5d0/JRZf/SLrDDZ9A6rS+VSspa+aiTgBvm5mX9TA4aFOIl0m9iicrcEF\n"
	  "QI75JsFxIv3Y1+fZz/Mf+ugwD656+xasyud/Dl8U4S0c5MqOx10g2Sws20SpY58J\n"
	  "K+7laZooHzLhNSW7eZYhLoPWo3cyIDJmiU1a2TootF9NqyMcgwViWJTMyl7DAHEC\n"
	  "F/S2pg==\n"
	  "=j4Ew\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "unsigned", SP_OPENED, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0jsBLJNlEDobiA0NRV4Dwrxq+vK6R7y5GNa7cm1SdafUOylqNSFswfsBSrhq5tmn\n"
	  "S3iMpU4+v6g2Vmg64g==\n"
	  "=XcGo\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "bad-mdc", SP_OPEN_DAMAGED, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0jsBLJNlEDobiA0NRV4Dwrxq+vK6R7y5GNa7cm1SdafUOylqNSFswfuAwLuYuFJ5\n"
	  "j3z+0m82CXJMunSGAQ==\n"
	  "=yCh2\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "flipped", SP_OPEN_DAMAGED, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0jsBLJNlEDobiA0NRV4Dwrxq+vK6R7y5GNa7cm1SdabUOylqNSFswfsBSrhq5tmn\n"
	  "S3iMpU4+v6g2Vmg64g==\n"
	  "=lkGm\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "sed", SP_OPEN_UNSAFE, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "ySQsk2UQOhuIDQ1FXgPCvGr68rrVhmhwoND0zJM2ANcH9t5zB3I=\n"
	  "=VzVL\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "ocb-cut", SP_OPEN_UNSAFE, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "1LMBCQIAEIpRoOLOU82jF41oRNheuRjsXnUPMS3dPnKc/+tKIFeY/W7B2E0NL84P\n"
	  "t+X9z+0Koh2uN1aOzGMwm316c9mdAGhRushu1l/zi2tjWEygQ6m53gzeYWCu2iQ3\n"
	  "6ROTzJGCVCEYNZXDD8ermI1r/TEkjr6Yygw9JkYSgIUecwaxEXLSblzHI6N11rQF\n"
	  "2PTxYGCvnFK40LP4h2mLhwqVwMr830DRMVNJJgzp62OshWmlfA==\n"
	  "=lp6E\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "two-literals", SP_OPEN_DAMAGED, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0k0BLJNlEDobiA0NRV4Dwrxq+vK6R7y5GNa7cm1SdafUOylqNSFs2f/iwLuYuFIK\n"
	  "6hCYhfMM1rzdFM83o448YqAXX9S6XylWPBUcu3mMqA==\n"
	  "=G6Y/\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "file-name", SP_OPENED, SP_SIG_NONE,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0psBLJNlEDobiA0NRV4Dwrxq+vK6R9y5eLexKSpvRZv1LADOuZvtH0Beo5vvh1hW\n"
	  "UbvQc3RtjKIFuhh/qzk78m9Drdc55kuUA1czND2uVKf7WGXezTGmK/gmMq2C5u2G\n"
	  "c+G5QwcFuGkp7YM42xQ9ILZwYz/cjlq1tZwb+/1hp6RNsglJchlTpG3kWZmNl0Pb\n"
	  "TOt3dMpvU2kXDaXD2Q==\n"
	  "=qfUL\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "sha1-signature", SP_OPENED, SP_SIG_WEAK,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0sABASyTZRA6G4gNDUVeA8K8avryukih2BjUrSt69Enm9UNMuDidfNiCQkae5vC9\n"
	  "SJKJCz5rnSEKd8rReDRDgcVsOYPYWEo82jA1jxt+G6qGykjywD+mvXgR2MmrtUBn\n"
	  "3JTmFTat3MzgYpkAyxirJD9pkHc1hmRqGRp15TEKB1jo8UNBxLdbgbU0Qm9yyy1q\n"
	  "b4PbkpnL186IkE6CgZHD1TZqSgJ/2OnL3JatAUZMxhiQWN1dw5gBcD2OjhOJJgzB\n"
	  "a1V5kg==\n"
	  "=gl9v\n"
	  "-----END PGP MESSAGE-----\n" },
	{ "forged-signature", SP_OPENED, SP_SIG_BAD,
	  "-----BEGIN PGP MESSAGE-----\n"
	  "\n"
	  "wV4DY5oeUjQrx3gSAQdAVau9o9OlfYbuHpYmXsKC1Jtapg+Gt11lNv6IW+ecLGgw\n"
	  "J4bggeqN/sYJ9QEQ/ECj+HD+iGl3JeJexyV7ceR/d+RWNZqdUk0Ywvk/Ipg+7wfL\n"
	  "0sALASyTZRA6G4gNDUVeA8K8avryukih2BjcrSt69Enm9UNMv/zyu7vgjRgx4Y57\n"
	  "EAhcLjSJ4it5KrHnM9LPT/Aj7UdzYzOmHIO2ihNTOBoj+1kp4+M3hea4MRws3F5D\n"
	  "Vw5u6hdiDSwaNsm2NeVa1ZmZTR+Y7Um2oLSCi0RO+OygCQe6vdwaTtOs+geLuL9e\n"
	  "UfPx23ZV4oV7hK3VnKJZapTXx2qKn1gCX7ZBFwYZrlrfK6aKR9aWv2SP0krVeGdQ\n"
	  "n8RgATe2IGib1w6oVdI=\n"
	  "=K7fx\n"
	  "-----END PGP MESSAGE-----\n" },
	{ .name = NULL },
};
