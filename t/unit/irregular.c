/* SPDX-License-Identifier: GPL-2.0-or-later */
/* irregular.c - MIME that two readers could take in two ways is marked, and
 * MIME that merely looks odd is not */
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FROM "From: ada@example.com\nTo: sec@lists.example.org\n"
#define TYPE FROM "Content-Type: "
#define MIXED TYPE "multipart/mixed; boundary=b\n\n"
#define PART "--b\n\nhi\n"
#define TYPED(type) "--b\nContent-Type: " type "\n\nhi\n"
#define DISPOSED(how) "--b\nContent-Disposition: " how "\n\nhi\n"
#define END "--b--\n"
#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN
#define ODD SP_FACT_IRREGULAR
#define TWICE SP_FACT_DOUBLED

static const struct {
	const char *name, *mail;
	unsigned flags;
} rows[] = {
	/* Continuations of RFC 2231. */
	{ "in order", MIXED DISPOSED("attachment; filename*0=a; filename*1=b")
	  END, 0 },
	{ "out of order", MIXED
	  DISPOSED("attachment; filename*1=b; filename*0=a") END, ODD },
	{ "one twice", MIXED DISPOSED("attachment; filename*0=a; filename*0=b")
	  END, ODD },
	{ "one missing", MIXED
	  DISPOSED("attachment; filename*0=a; filename*2=b") END, ODD },
	{ "the first missing", MIXED DISPOSED("attachment; filename*1=a") END,
	  ODD },
	{ "encoded and plain pieces", MIXED
	  DISPOSED("attachment; filename*0*=utf-8''a; filename*1=b") END, 0 },
	{ "a plain one and pieces", MIXED
	  DISPOSED("attachment; filename=a; filename*0=b") END, ODD },
	{ "a plain one and an encoded one", MIXED
	  DISPOSED("attachment; filename=a; filename*=utf-8''b") END, ODD },
	{ "folded pieces", MIXED
	  DISPOSED("attachment;\n\tfilename*0=a;\n\tfilename*1=b") END, 0 },
	{ "pieces with a number too many", MIXED
	  DISPOSED("attachment; filename*0=a; filename*01=b") END, 0 },

	/* Parameters twice. */
	{ "a charset twice", TYPE "text/plain; charset=utf-8; charset=koi8-r"
	  "\n\nhi\n", ODD },
	{ "in capitals the second time", TYPE
	  "text/plain; charset=utf-8; CHARSET=koi8-r\n\nhi\n", ODD },
	{ "a name twice", MIXED TYPED("text/plain; name=a; name=b") END, ODD },
	{ "a file name twice", MIXED
	  DISPOSED("attachment; filename=a; filename=b") END, ODD },
	{ "a name here and a file name there", MIXED "--b\nContent-Type: "
	  "text/plain; name=a\nContent-Disposition: attachment; filename=b"
	  "\n\nhi\n" END, 0 },
	{ "a boundary twice", TYPE "multipart/mixed; boundary=b; boundary=c"
	  "\n\n" PART END, ODD },
	{ "a parameter in quotes", MIXED
	  TYPED("text/plain; name=\"a; name=b\"") END, 0 },

	/* Boundaries. */
	{ "none", TYPE "multipart/mixed\n\nhi\n", ODD },
	{ "an empty one", TYPE "multipart/mixed; boundary=\"\"\n\n--\n\nhi\n"
	  "----\n", ODD },
	{ "of 70 characters", TYPE "multipart/mixed; boundary=" SEVENTY
	  "\n\n--" SEVENTY "\n\nhi\n--" SEVENTY "--\n", 0 },
	{ "of 71", TYPE "multipart/mixed; boundary=" SEVENTY "x\n\n--" SEVENTY
	  "x\n\nhi\n--" SEVENTY "x--\n", ODD },
	{ "that never comes", MIXED "hi\n", ODD },
	{ "never closed", MIXED PART, ODD },
	{ "closed at once", MIXED END, ODD },
	{ "blanks behind it", MIXED "--b \t\n\nhi\n--b-- \n", 0 },
	{ "the same within", MIXED TYPED("multipart/mixed; boundary=b") END
	  END, ODD },
	{ "a longer one within", MIXED "--b\nContent-Type: multipart/mixed; "
	  "boundary=bb\n\n--bb\n\nhi\n--bb--\n" END, 0 },

	/* Text around the parts. */
	{ "a preamble", MIXED "This is a multi-part message.\n" PART END, 0 },
	{ "a long preamble", MIXED SEVENTY "\n" SEVENTY "\n" SEVENTY "\n" PART
	  END, ODD },
	{ "blank lines behind", MIXED PART END "\n \n\t\n", 0 },
	{ "an epilogue", MIXED PART END "evil\n", ODD },
	{ "an epilogue further in", MIXED "--b\nContent-Type: multipart/mixed; "
	  "boundary=i\n\n--i\n\nhi\n--i--\nevil\n" END, ODD },
	{ "a long preamble further in", MIXED "--b\nContent-Type: "
	  "multipart/mixed; boundary=i\n\n" SEVENTY "\n" SEVENTY "\n" SEVENTY
	  "\n--i\n\nhi\n--i--\n" END, ODD },
	{ "no blank line in a part", MIXED "--b\nhi\n" END, ODD },

	/* Encodings. */
	{ "a multipart in base64", FROM "Content-Transfer-Encoding: base64\n"
	  "Content-Type: multipart/mixed; boundary=b\n\n" PART END, ODD },
	{ "in quoted-printable", FROM
	  "Content-Transfer-Encoding: quoted-printable\n"
	  "Content-Type: multipart/mixed; boundary=b\n\n" PART END, ODD },
	{ "in 8bit", FROM "Content-Transfer-Encoding: 8bit\n"
	  "Content-Type: multipart/mixed; boundary=b\n\n" PART END, 0 },
	{ "an encoding that there is not", FROM
	  "Content-Transfer-Encoding: rot13\n\nhi\n", 0 },
	{ "an encoding twice", FROM "Content-Transfer-Encoding: 7bit\n"
	  "Content-Transfer-Encoding: base64\n\nhi\n", TWICE },
	{ "a type twice", TYPE "text/plain\nContent-Type: text/html\n\nhi\n",
	  TWICE },
	{ "a disposition twice", FROM "Content-Disposition: inline\n"
	  "Content-Disposition: attachment\n\nhi\n", TWICE },

	/* Headers. */
	{ "a line without a colon", FROM "no field\n\nhi\n", ODD },
	{ "a blank before the colon", FROM "X-Odd : y\n\nhi\n", ODD },
	{ "a name with a blank", FROM "X Odd: y\n\nhi\n", ODD },
	{ "a header that never ends", FROM "X-Odd: y", ODD },
	{ "an empty field", FROM "X-Odd:\n\nhi\n", 0 },
	{ "a field of blanks", FROM "X-Odd: \n \n\nhi\n", 0 },

	/* Types. */
	{ "no type", FROM "\nhi\n", 0 },
	{ "an empty type", TYPE "\n\nhi\n", 0 },
	{ "half a type", TYPE "text\n\nhi\n", 0 },
	{ "an unknown one", TYPE "x-odd/x-odder\n\nhi\n", 0 },
	{ "a message in pieces", TYPE "message/partial; id=x; number=1; "
	  "total=2\n\nhi\n", 0 },
	{ "a body elsewhere", TYPE "message/external-body; access-type=URL; "
	  "URL=\"http://evil.test/\"\n\nContent-Type: text/plain\n\n", 0 },
	{ "winmail.dat", MIXED TYPED("application/octet-stream; "
	  "name=WinMail.dat") END, SP_FACT_TNEF },
	{ "winmail.dat by its type", TYPE "application/ms-tnef\n\nx\n",
	  SP_FACT_TNEF },
	{ "S/MIME", TYPE "application/pkcs7-mime; smime-type=enveloped-data"
	  "\n\nx\n", SP_FACT_SMIME },
	{ "S/MIME of old", TYPE "application/x-pkcs7-mime\n\nx\n",
	  SP_FACT_SMIME },
	{ "an S/MIME signature", MIXED PART
	  TYPED("application/pkcs7-signature") END, SP_FACT_SMIME },
	{ "an S/MIME signature of old", MIXED PART
	  TYPED("application/x-pkcs7-signature") END, SP_FACT_SMIME },
	{ "winmail.dat by its other type", TYPE "application/vnd.ms-tnef\n\n"
	  "x\n", SP_FACT_TNEF },
};

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_facts *f = mail_parse_text(&m, rows[i].mail);

		ok(f && f->flags == rows[i].flags, "%s: %x", rows[i].name,
		   f ? f->flags : 0);
		sp_facts_free(f);
	}
	mail_fixture_clear(&m);
	return tap_done();
}
