#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4720-notice-forms.sh - notices in the forms that other programs read, read by
# other programs: those of t/notice, which t/unit/lsn.c, osv.c, csaf.c and
# cna.c make.
. "${TEST_LIB:?run through meson test}"

NOTICES=$SOURCE/t/notice
# The schemas of the formats, where somebody has put them beside the tree. Ours
# are stricter, and always there.
SCHEMAS=$SOURCE/../shared/schemas

# valid_xml FILE
valid_xml() {
	exits 0 xmllint --noout --nonet --relaxng "$NOTICES/lsn.rng" "$1"
	case $1 in
	*/index.xml) ;;
	*)
		[ ! -e "$SCHEMAS/lsn.rng" ] || exits 0 xmllint --noout --nonet \
			--relaxng "$SCHEMAS/lsn.rng" "$1"
		;;
	esac
}

# valid_osv FILE
valid_osv() {
	exits 0 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" "$1"
	[ ! -e "$SCHEMAS/osv.json" ] ||
		exits 0 "$SOURCE/t/check-json" "$SCHEMAS/osv.json" "$1"
}

test_case 'XML keeps to the grammar, with everything and with next to nothing' '
	for name in full bare index; do
		valid_xml "$NOTICES/$name.xml"
	done
'

# invalid NAME SED-SCRIPT - what it makes of full.xml is refused, with status 3.
invalid() {
	sed "$2" "$NOTICES/full.xml" >broken.xml
	! cmp -s broken.xml "$NOTICES/full.xml" || complain "$1: nothing changed"
	exits 3 xmllint --noout --nonet --relaxng "$NOTICES/lsn.rng" broken.xml
}

test_case 'and the grammar is one that refuses' '
	invalid "no summary" "/<summary>/d"
	invalid "short number" "s/<id>2026-0007/<id>2026-007/"
	invalid "short commit" "s/1111111111<.change>/<\/change>/"
	invalid "other state" "s/state=\"fixed\"/state=\"mended\"/"
	invalid "no date" "s/<published>.*</<published>1 December</"
	invalid "CVE twice named" "s/id=\"2026-12345/id=\"CVE-2026-12345/"
	invalid "nobody" "/<name>Ada/d"
	invalid "other namespace" "s/notice.1.0/notice\/2.0/"
'

test_case 'the text says what the XML does, to the byte' '
	"$SOURCE/t/lsn2text" "$NOTICES/full.xml" \
		"Example Security Notice: EXSN-" https://git.example.org/hv/ >out
	diff -u "$NOTICES/full.txt" out
	"$SOURCE/t/lsn2text" "$NOTICES/bare.xml" \
		"Example Security Notice: " https://git.example.org/hv/ >out
	diff -u "$NOTICES/bare.txt" out
'

test_case 'OSV keeps to the schema' '
	valid_osv "$NOTICES/full.json"
	sed "s/x_2026/x_EXSN-2026/" "$NOTICES/bare.json" >named.json
	valid_osv named.json
'

# refused_osv SED-SCRIPT
refused_osv() {
	sed "$1" "$NOTICES/full.json" >broken.json
	! cmp -s broken.json "$NOTICES/full.json" || complain "$1: no change"
	exits 1 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" broken.json
}

test_case 'and the schema is one that refuses' '
	refused_osv "s/x_EXSN/EXSN/"
	refused_osv "s/12:00:00Z/12:00:00+00:00/"
	refused_osv "s/\"2222222222222222/\"222222/"
	refused_osv "s/\"introduced\"/\"limit\"/"
	refused_osv "s/\"TOOL\"/\"ROBOT\"/"
	refused_osv "s/\"GIT\"/\"SVN\"/"
	exits 1 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" \
		"$NOTICES/bare.json"
'

# advisory NAME - t/notice/NAME.csaf.json where its readers look for it.
advisory() {
	mkdir -p 2026
	case $1 in
	full) file=2026/exsn-2026-0007.json ;;
	bare) file=2026/2026-0008.json ;;
	esac
	cp "$NOTICES/$1.csaf.json" $file
}

test_case 'CSAF keeps to the schema, and to what no schema can say' '
	advisory full
	exits 0 "$SOURCE/t/check-json" "$NOTICES/csaf.schema.json" $file
	exits 0 "$SOURCE/t/check-csaf" $file
	advisory bare
	exits 0 "$SOURCE/t/check-json" "$NOTICES/csaf.schema.json" $file
'

test_case 'without a score and an address it is valid, and not perfect' '
	advisory bare
	exits 1 "$SOURCE/t/check-csaf" $file >out
	same 2 "$(wc -l <out)"
	has out "v8.2-maint has no score" "no reference says where it is"
'

# refused_csaf CHECK SED-SCRIPT - what it makes of full.csaf.json is refused.
refused_csaf() {
	advisory full
	sed -i "$2" $file
	! cmp -s $file "$NOTICES/full.csaf.json" || complain "$2: no change"
	case $1 in
	schema)
		exits 1 "$SOURCE/t/check-json" "$NOTICES/csaf.schema.json" $file
		;;
	rules)
		exits 1 "$SOURCE/t/check-csaf" $file
		;;
	esac >out
	[ -s out ] || complain "$2: nothing said"
}

test_case 'and both refuse' '
	refused_csaf schema "s/\"WHITE\"/\"RED\"/"
	refused_csaf schema "s/csaf_security_advisory/csaf_vex/"
	refused_csaf schema "s/\"vendor_fix\"/\"mended\"/"
	refused_csaf schema "s/12:00:00Z/12:00:00+00:00/"
	refused_csaf schema "s/\"lang\": \"en\"/\"lang\": \"de\"/"
	refused_csaf schema "s/8[.]8/10.1/"
	refused_csaf rules "s/\"lang\"/\"zlang\"/"
	refused_csaf rules "s/\"product_id\": \"v9.1.1\"/\"product_id\": \"v9\"/"
	refused_csaf rules "s/\"version\": \"3\"/\"version\": \"4\"/"
	refused_csaf rules "s/\"number\": \"2\"/\"number\": \"3\"/"
	refused_csaf rules "s/EXSN-2026-0007\"/EXSN-2026-0009\"/"
	refused_csaf rules "s/\"product_identification_helper\"/\"product_ident\"/"
	refused_csaf rules "0,/2026-12-02T00:00/s//2026-12-03T00:00/"
'

# valid_cna FILE - alone, and where it belongs in a record.
valid_cna() {
	exits 0 "$SOURCE/t/check-json" "$NOTICES/cna.schema.json" "$1"
	if [ ! -e "$SCHEMAS/cve-5.json" ]; then
		return
	fi
	exits 0 "$SOURCE/t/check-json" "$SCHEMAS/cve-5-cna.json" "$1"
	id=01234567-89ab-4cde-8f01-23456789abcd
	{
		echo "{\"dataType\": \"CVE_RECORD\", \"dataVersion\": \"5.1\","
		echo "\"cveMetadata\": {\"cveId\": \"CVE-2026-12345\","
		echo "\"assignerOrgId\": \"$id\", \"state\": \"PUBLISHED\"},"
		echo "\"containers\": {\"cna\":"
		cat "$1"
		echo "}}"
	} >record.json
	exits 0 "$SOURCE/t/check-json" "$SCHEMAS/cve-5.json" record.json
}

test_case 'the container of a CNA keeps to the schema' '
	valid_cna "$NOTICES/full.cna.json"
	valid_cna "$NOTICES/bare.cna.json"
'

# refused_cna SED-SCRIPT
refused_cna() {
	sed "$1" "$NOTICES/full.cna.json" >broken.json
	! cmp -s broken.json "$NOTICES/full.cna.json" || complain "$1: no change"
	exits 1 "$SOURCE/t/check-json" "$NOTICES/cna.schema.json" broken.json
}

test_case 'which is one that refuses as well' '
	refused_cna "s/-4cde-/-1cde-/"
	refused_cna "s/12:00:00Z/12:00:00/"
	refused_cna "s/\"lang\": \"en\"/\"lang\": \"de\"/"
	refused_cna "s/\"git\"/\"svn\"/"
	refused_cna "s/\"unknown\"/\"unaffected\"/"
	refused_cna "s/\"remediation developer\"/\"developer\"/"
	refused_cna "s/\"issue-tracking\"/\"patch\"/"
	refused_cna "s/https:/ftp:/"
	refused_cna "s/Important/High/"
	refused_cna "s/8[.]8/10.1/"
	refused_cna "s/lessThan/until/"
	refused_cna "s/3\{40\}/$(printf "%040d" 0 | tr 0 2)/"
'

test_done
