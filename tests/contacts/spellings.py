"""What Google's library, in its Python port, makes of the spellings in spellings.tsv.

    pip install phonenumbers==9.0.43
    python tests/contacts/spellings.py

writes phonenumbers.tsv: the region and the text as they are, then the number in E.164, its region and its kind, or a dash
where the library reads no valid number. Escapes are those of JSON.
"""

import json
import pathlib

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

KINDS = {
    value: name for name, value in vars(PhoneNumberType).items() if isinstance(value, int)
}
HERE = pathlib.Path(__file__).parent


def told(region, text):
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "-"
    if not phonenumbers.is_valid_number(number):
        return "-"
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = f" ext {number.extension}" if number.extension else ""
    where = phonenumbers.region_code_for_number(number) or "001"
    return f"{e164}{extension} {where} {KINDS[phonenumbers.number_type(number)]}"


lines = []
for line in (HERE / "spellings.tsv").read_text(encoding="utf-8").splitlines():
    region, text = line.split("\t")
    lines.append(f"{region}\t{text}\t{told(region, json.loads(text))}\n")
(HERE / "phonenumbers.tsv").write_text("".join(lines), encoding="utf-8")
