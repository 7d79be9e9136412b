from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import load_ontology
from kg.values.identifiers import FORMATS, normalise_identifier

bic, iban, imo, lei = (FORMATS[name] for name in ("bic", "iban", "imo", "lei"))

# Examples of the SWIFT IBAN registry, one a country.
REGISTRY_EXAMPLES_TEXT = """
AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741
AT611904300234573201 AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034
BG80BNBG96611020345678 BH67BMAG00001299123456 BR1800360305000010009795493C1
BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066
CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000
DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685
EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785
FO6264600001631634 FR1420041010050500013M02606 GB29NWBK60161331926819
GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206
GR1601101250000000012300695 GT82TRAJ01020000001210029690 HR1210010051863000160
HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999
IQ98NBIQ850123456789012 IS140159260076545510730339 IT60X0542811101000000123456
JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100
LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA
LT121000011101001000 LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361
MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951
MK07250120000058984 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S
MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947
PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702
PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000
RS35260005601001611379 SA0380000000608010167519 SC18SSCB11010000000000001497USD
SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541
SM86U0322509800000000270100 ST23000100010051845310146 SV62CENR00000000000000700025
TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326
UA213223130000026007233566001 VA59001123000012345678 VG96VPVG0000012345678901
XK051212012345678906
"""
REGISTRY_EXAMPLES = REGISTRY_EXAMPLES_TEXT.split()

# From the LEI of well-known companies: Apple, Deutsche Bank, GLEIF.
LEIS = ["HWUPKR0MPOU8FGXBT394", "7LTWFZYICNSX8D621K86", "506700GE1G29325QX363"]

# Ships of public registers.
IMOS = ["9074729", "9166742", "8814275"]


@pytest.mark.parametrize("number", REGISTRY_EXAMPLES)
def test_every_registry_example_is_an_iban(number: str) -> None:
    assert iban(number) == number


def test_iban_separators_and_case_do_not_matter() -> None:
    assert iban(" iban: gb29 NWBK-6016 1331 9268 19") == "GB29NWBK60161331926819"


@pytest.mark.parametrize(
    "text",
    [
        "GB29NWBK6016133192681",  # a digit short
        "GB29NWBK601613319268190",
        "GB29NWBK6016133192681A",  # a letter where the country has a digit
        "US29NWBK60161331926819",  # no IBAN country
        "ZZ29NWBK60161331926819",
        "GB00NWBK60161331926819",
        "",
    ],
)
def test_not_an_iban(text: str) -> None:
    assert iban(text) is None


@given(st.sampled_from(REGISTRY_EXAMPLES), st.data())
def test_iban_check_finds_any_changed_digit(number: str, data: st.DataObject) -> None:
    places = [i for i, character in enumerate(number) if character.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert iban(number[:place] + digit + number[place + 1 :]) is None


@pytest.mark.parametrize("number", LEIS)
def test_lei(number: str) -> None:
    assert lei(number) == number
    assert lei(f" {number[:4].lower()} {number[4:]}") == number
    assert lei(number[:-1]) is None


@given(st.sampled_from(LEIS), st.data())
def test_lei_check_finds_any_changed_digit(number: str, data: st.DataObject) -> None:
    places = [i for i, character in enumerate(number) if character.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert lei(number[:place] + digit + number[place + 1 :]) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DEUTDEFF", "DEUTDEFF"),
        ("deut de ff xxx", "DEUTDEFF"),
        ("DEUTDEFF500", "DEUTDEFF500"),
        ("BMJIIRTH", "BMJIIRTH"),
        ("ABCDXQFF", None),  # no such country
        ("DEUTDEF", None),
        ("DEUTDEFF50", None),
        ("", None),
    ],
)
def test_bic(text: str, code: str | None) -> None:
    assert bic(text) == code


@pytest.mark.parametrize("digits", IMOS)
def test_imo(digits: str) -> None:
    assert imo(digits) == f"IMO{digits}"
    assert imo(f"IMO number {digits}") == f"IMO{digits}"
    wrong = str((int(digits[-1]) + 1) % 10)
    assert imo(digits[:-1] + wrong) is None
    assert imo(digits[:-1]) is None


@given(st.sampled_from(IMOS), st.sampled_from([0, 4, 6]), st.integers(1, 9))
def test_imo_check_finds_a_change_under_a_weight_prime_to_ten(
    digits: str, place: int, by: int
) -> None:
    # Weights are 7 6 5 4 3 2 and 1 for the check digit: only 7, 3 and 1 find any change.
    changed = str((int(digits[place]) + by) % 10)
    assert imo(digits[:place] + changed + digits[place + 1 :]) is None


# From registers and the standards' own examples: Sberbank and Gazprom (INN, OGRN), an
# entrepreneur, Alibaba, Huawei and Tencent (USCC), Apple (ISIN), IBM (FIGI), CMS (NPI); company
# numbers of OFAC's list.
RIGHT = [
    ("inn", "7707083893"),
    ("inn", "7736050003"),
    ("inn", "500100732259"),
    ("ogrn", "1027700132195"),
    ("ogrn", "1027700070518"),
    ("ogrn", "304500116000157"),
    ("uscc", "91330100799655058B"),
    ("uscc", "914403001922038216"),
    ("uscc", "9144030071526726XG"),
    ("isin", "US0378331005"),
    ("isin", "GB0002634946"),
    ("figi", "BBG000BLNQ16"),
    ("figi", "BBG000B9XRY4"),
    ("npi", "1234567893"),
    ("npi", "1245319599"),
    ("imei", "490154203237518"),
    ("imo-company", "IMO5055293"),
    ("imo-company", "IMO5814866"),
    ("uei", "S2YDW4PGJKK9"),
    ("ssn", "536904399"),
    ("wikidata", "Q42"),
]
CHECKED = [pair for pair in RIGHT if pair[0] not in ("uei", "ssn", "wikidata")]


@pytest.mark.parametrize(("form", "number"), RIGHT)
def test_a_right_number_comes_back_in_its_normal_form(form: str, number: str) -> None:
    assert FORMATS[form](number) == number
    assert FORMATS[form](f" {number[:4].lower()}-{number[4:]} ") == number


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("inn", "1234567890"),
        ("inn", "500100732258"),  # the second check digit
        ("inn", "500100732269"),  # the first
        ("inn", "77070838930"),
        ("ogrn", "2027700132195"),  # not the number of an entry's first record
        ("ogrn", "404500116000157"),
        ("uscc", "91330100799655058A"),
        ("uscc", "9133010079965505IB"),
        ("isin", "US0378331006"),
        ("isin", "0378331005"),
        ("figi", "BBG000BLNQ17"),
        ("figi", "BBA000BLNQ16"),
        ("figi", "GBG000BLNQ16"),
        ("npi", "1234567890"),
        ("npi", "3234567893"),
        ("imei", "490154203237519"),
        ("imei", "49015420323751"),  # without its check digit
        ("imo-company", "9074729"),  # a ship
        ("imo", "IMO5814866"),  # a company
        ("uei", "0BC123DEF456"),
        ("uei", "ABCI23DEF456"),
        ("uei", "A123456789BC"),
        ("ssn", "666099999"),
        ("ssn", "219099999"),  # of an advertisement
        ("ssn", "912099999"),
        ("ssn", "219009999"),
        ("ssn", "219090000"),
        ("wikidata", "P31"),
        ("wikidata", "Q0"),
        *((form, "") for form in sorted({form for form, _ in RIGHT})),
    ],
)
def test_a_wrong_number_is_none(form: str, text: str) -> None:
    assert FORMATS[form](text) is None


@given(st.sampled_from(CHECKED), st.integers(1, 9))
def test_every_check_digit_finds_its_own_change(pair: tuple[str, str], by: int) -> None:
    form, number = pair
    value = int(number[-1], 36)
    changed = str((value + by) % 10) if number[-1].isdigit() else "0"
    assert FORMATS[form](number[:-1] + changed) is None


def test_every_format_of_the_ontology_is_checked() -> None:
    assert set(load_ontology().types["identifier"].formats) == set(FORMATS)


@given(st.text(max_size=30))
def test_normalising_an_identifier_twice_changes_nothing(text: str) -> None:
    once = normalise_identifier(text)
    assert normalise_identifier(once) == once
    assert once == "" or once.isalnum()


def test_identifier_separators_go() -> None:
    assert normalise_identifier(" 830.094-234/1 b") == "8300942341B"
