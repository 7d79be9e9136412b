"""Mapping files: what is wrong with them is said with its line."""
# ruff: noqa: E501 (one case a line)

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from ingest.tables.mapping import Column, Condition, Instant, Mapping, Text, load_mapping
from ingest.tables.mapping.keys import MappingFile
from kg.declarations import json_schema
from kg.errors import MappingError, UsageError
from kg.ontology import Ontology, load_ontology


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def load(ontology: Ontology, folder: Path, text: str, **settings: str) -> Mapping:
    path = folder / "map.yaml"
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return load_mapping(path, ontology, settings)


def fault(ontology: Ontology, folder: Path, text: str) -> str:
    """The error without the folder, and without the way through the file."""
    with pytest.raises(MappingError) as caught:
        load(ontology, folder, text)
    message = str(caught.value).removeprefix(f"{folder}/")
    return message.replace(f" field '{caught.value.field}':", "", 1)


WHOLE = """
source: bank
title: Our bank
namespace: core
parameters:
  day: {default: "2022-01-01", description: First day}
  code: EUR
format: {delimiter: ";", nulls: [n/a]}
tables:
  payments:
    files: [p*.csv, q.csv]
    format: {encoding: latin-1}
    optional: note
    ignore: [x, y_*]
    record: [nr, part]
    entities:
      payer:
        schema: BankAccount
        id: "{bank|strip_zeros|upper}/{nr}"
        properties: {accountNumber: nr, bank: {id: "bank/{bank}"}}
      payee: {schema: BankAccount, id: to}
    transfers:
      from: payer
      to: payee
      amount: {column: amount, currency: $code, decimals: round}
      instant: {column: step, step: day, base: $day, first: 1}
      purpose: "costs $$5 {note} {{kept}}"
      when: {column: kind, equals: "0"}
"""


def test_a_mapping_read_whole(ontology: Ontology, tmp_path: Path) -> None:
    mapping = load(ontology, tmp_path, WHOLE)
    assert (mapping.source, mapping.title, mapping.namespace) == ("bank", "Our bank", "core")
    (table,) = mapping.tables
    assert table.files == ("p*.csv", "q.csv")
    assert (table.format.delimiter, table.format.encoding) == (";", "latin-1")
    assert table.format.nulls == ("n/a",)
    assert (table.optional, table.ignored, table.record) == (
        ("note",),
        ("x", "y_*"),
        ("nr", "part"),
    )
    payer = table.entity("payer")
    assert payer.id.parts == (Column("bank", ("strip_zeros", "upper")), "/", Column("nr"))
    assert (payer.once, payer.label) == (True, "payer")
    assert table.entity("payee").label == "to"
    (transfer,) = table.transfers
    assert transfer.amount.currency.constant == "EUR"
    assert transfer.amount.round
    assert transfer.instant == Instant(
        Text((Column("step"),)),
        kind="step",
        unit="day",
        base="2022-01-01 00:00:00",
        first=1,
        timezone="UTC",
    )
    assert transfer.purpose is not None
    assert transfer.purpose.parts == ("costs $5 ", Column("note"), " {kept}")
    assert transfer.when == (Condition("kind", "in", ("0",)),)
    assert table.used_columns() == (
        "nr", "part", "bank", "to", "kind", "amount", "step", "note",
    )  # fmt: skip


def test_settings_fill_parameters(ontology: Ontology, tmp_path: Path) -> None:
    (table,) = load(
        ontology, tmp_path, WHOLE, day="2023-05-01", code="JPY", encoding="utf-16"
    ).tables
    assert table.transfers[0].instant.base == "2023-05-01 00:00:00"
    assert table.transfers[0].amount.currency.constant == "JPY"
    assert table.format.encoding == "utf-16"


def test_unknown_and_missing_settings(ontology: Ontology, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such setting .got 'dayy'.. Did you mean 'day'"):
        load(ontology, tmp_path, WHOLE, dayy="2023-05-01")
    with pytest.raises(UsageError, match=r"needs a value for 'day'.*--set day=…"):
        load(ontology, tmp_path, WHOLE.replace('{default: "2022-01-01", ', "{"))
    with pytest.raises(
        MappingError, match=r"map.yaml:25: .*instant.base': not an ISO date .got 'soon'."
    ):
        load(ontology, tmp_path, WHOLE, day="soon")


def test_scalars_are_the_texts_that_are_written(ontology: Ontology, tmp_path: Path) -> None:
    mapping = load(
        ontology,
        tmp_path,
        """
        source: x
        tables:
          t:
            files: "*"
            entities:
              a:
                schema: Person
                id: no
                properties: {name: {column: on, lookup: {0: zero, no: never, 2022-01-01: then, 1: null}}}
        """,
    )
    rule = mapping.tables[0].entities[0].properties[0]
    assert mapping.tables[0].entities[0].id.column == "no"
    assert rule.text is not None
    assert rule.text.lookup == {"0": "zero", "no": "never", "2022-01-01": "then", "1": None}


HEAD = """
source: x
tables:
  t:
    files: "*.csv"
    entities:
      a:
        schema: Company
        id: nr
        properties:
          name: name
"""


def test_ends_of_transfers_that_nothing_is_said_of(ontology: Ontology, tmp_path: Path) -> None:
    bare = WHOLE.replace('        properties: {accountNumber: nr, bank: {id: "bank/{bank}"}}\n', "")
    assert fault(ontology, tmp_path, bare).startswith(
        "map.yaml:16: transfers start or end at 'payer', but no table says anything of a BankAccount"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("source: x", "sauce: x", "map.yaml:1: unknown key. Did you mean 'source'?"),
        ("source: x", "source: X y", "map.yaml:1: a name such as core-bank is expected here (got 'X y')"),
        ("tables:", "other: []\ntables:", "map.yaml:2: unknown key. Known: format, namespace"),
        ("files:", "file:", "map.yaml:4: unknown key. Did you mean 'files'?"),
        ("schema: Company", "schema: Compnay", "map.yaml:7: no such schema in the ontology (got 'Compnay'). Did you mean 'Company'?"),
        ("schema: Company", "schema: Thing", "map.yaml:7: schema Thing is abstract (got 'Thing'). Use one of:"),
        ("schema: Company", "schema: Transfer", "map.yaml:7: transfers are no entities; write them under 'transfers'"),
        ("schema: Company", "schema: Ownership", "map.yaml:10: schema Ownership has no such property (got 'name')"),
        ("          name: name", "          owner: {id: o}", "map.yaml:10: schema Company has no such property (got 'owner')"),
        ("name: name", "nmae: name", "map.yaml:10: schema Company has no such property (got 'nmae'). Did you mean 'name'?"),
        ("name: name", "parent: name", "map.yaml:10: property parent points to an entity (got 'name'). Write {entity: NAME}"),
        ("name: name", "parent: {entity: b}", "map.yaml:10: no such entity in this table (got 'b'). Known: a"),
        ("name: name", "name: {id: x}", "map.yaml:10: 'id' means nothing for property name, which is of type name"),
        ("name: name", "name: {column: x, format: '%Y'}", "map.yaml:10: 'format' means nothing for property name"),
        ("name: name", "name: {lookup: {a: b}}", "map.yaml:10: say where the value comes from"),
        ("name: name", "name: {column: x, otherwise: keep}", "map.yaml:10: otherwise and default go with a lookup"),
        ("name: name", 'name: "{x"', "map.yaml:10: a brace stands alone"),
        ("name: name", 'name: "{x|shout}"', "map.yaml:10: no such filter (got 'shout'). Known: alnum, digits"),
        ("name: name", "name: {column: x, split: ''}", "map.yaml:10: the separator of several values in one cell is expected here, and it is empty"),
        ("name: name", "name: {column: x, bad: ignore}", "map.yaml:10: not one of the words allowed here (got 'ignore')"),
        ("name: name", "incorporationDate: {column: x, format: dd/mm}", "map.yaml:10: not a date format (got 'dd/mm')"),
        ("name: name", "capital: {column: x, bad: keep}", "map.yaml:10: property capital must be a number (got 'keep')"),
        ("name: name", "name: a\n          name: b", "map.yaml:11: this key stands twice (got 'name')"),
        ("id: nr", "key: nr", "map.yaml:8: unknown key. Known: id, once, optional, properties, record, schema"),
        ("        id: nr\n", "", "map.yaml:6: needs 'id'"),
        ("id: nr", "id: {column: nr, when: x}", "map.yaml:8: unknown key. Known: column, constant, default, first_of"),
        ("id: nr", "id: $nr", "map.yaml:8: no such parameter (got '$nr')"),
        ("id: nr", "id: nr\n        when: {column: k, matches: '('}", "map.yaml:9: not a regular expression as RE2 takes it"),
        ("id: nr", "id: nr\n        when: {column: k}", "map.yaml:9: a condition has a column and one test"),
        ("id: nr", "id: nr\n        once: maybe", "map.yaml:9: true or false is expected here (got 'maybe')"),
        ('files: "*.csv"', 'files: "*.csv"\n    format: {delimiter: xx}', "map.yaml:5: a delimiter is one ASCII character"),
        ('files: "*.csv"', 'files: "*.csv"\n    format: {encoding: morse}', "map.yaml:5: no such encoding (got 'morse')"),
        ('files: "*.csv"', 'files: "*.csv"\n    format: {header: false}', "map.yaml:5: files without a header need columns"),
        ("    entities:", "    transfers: {}\n    entities:", "map.yaml:5: needs 'from'"),
        ("source: x", "source: x: y", "map.yaml:1: not well-formed YAML"),
    ],
)  # fmt: skip
def test_faults(ontology: Ontology, tmp_path: Path, old: str, new: str, message: str) -> None:
    text = HEAD.lstrip("\n")
    assert old in text
    assert fault(ontology, tmp_path, text.replace(old, new, 1)).startswith(message)


TRANSFER = """
source: x
tables:
  t:
    files: "*.csv"
    entities:
      a: {schema: BankAccount, id: f}
      o: {schema: Ownership, id: o, properties: {owner: {id: p}, asset: {entity: a}}}
    transfers:
      from: a
      to: a
      amount: {column: x, currency: EUR}
      instant: d
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("to: a", "to: b", "map.yaml:10: no such entity in this table (got 'b'). Known: a, o"),
        ("to: a", "to: o", "map.yaml:10: a transfer cannot start or end at a relation (got 'o')"),
        ("currency: EUR", "currency: euro", "map.yaml:11: not a currency code (got 'euro')"),
        ("amount: {column: x, currency: EUR}", "amount: {column: x}", "map.yaml:11: needs 'currency'"),
        ("amount: {column: x,", "amount: {column: x, thousands: '.',", "map.yaml:11: must be one character other than the decimal sign"),
        ("instant: d", "instant: {column: d, step: day}", "map.yaml:12: steps need a base"),
        ("instant: d", "instant: {column: d, step: day, epoch: second}", "map.yaml:12: epoch and step exclude each other"),
        ("instant: d", "instant: {column: d, format: '%d/%m/%y'}", "map.yaml:12: two digits of a year need their century (got '%d/%m/%y'). Add 'century: 1900', '2000', or 'pivot' for 1969 to 2068"),
        ("instant: d", "instant: {column: d, format: '%D'}", "map.yaml:12: two digits of a year need their century"),
        ("instant: d", "instant: {column: d, format: '%d/%m/%Y', century: 1900}", "map.yaml:12: century goes with a format that has %y"),
        ("instant: d", "instant: {column: d, format: '%d/%m/%y', century: 19}", "map.yaml:12: "),
        ("instant: d", "instant: {column: d, format: '%d/%m'}", "map.yaml:12: not a date format: it reads no year (got '%d/%m')"),
        ("instant: d", "instant: {column: d, timezone: Mars/Base}", "map.yaml:12: no such time zone (got 'Mars/Base')"),
        ("instant: d", "instant: d\n      empty_count: 1", "map.yaml:13: empty_count goes with count"),
        ("asset: {entity: a}", "asset: {entity: a}, percentage: {column: r, minimum: low}", "map.yaml:7: a number is expected here (got 'low')"),
        ("asset: {entity: a}", "asset: {entity: a}, startDate: {column: r, minimum: 1}", "map.yaml:7: 'minimum' means nothing for property startDate"),
        ("asset: {entity: a}", "role: r", "map.yaml:7: needs property 'asset', as every Ownership does"),
        ("owner: {id: p}", "owner: {entity: a}", "map.yaml:7: property owner points to a LegalEntity, but 'a' is a BankAccount"),
    ],
)  # fmt: skip
def test_faults_of_transfers_and_relations(
    ontology: Ontology, tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = TRANSFER.lstrip("\n")
    assert old in text
    assert fault(ontology, tmp_path, text.replace(old, new, 1)).startswith(message)


def test_files_that_are_no_mapping(ontology: Ontology, tmp_path: Path) -> None:
    assert fault(ontology, tmp_path, "") == "map.yaml: the mapping file is empty"
    assert fault(ontology, tmp_path, "just text").startswith(
        "map.yaml:1: keys and values are expected"
    )
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml", ontology)


def test_no_harm_in_yaml(ontology: Ontology, tmp_path: Path) -> None:
    text = "source: x\ntables: !!python/object/apply:os.system ['true']\n"
    assert fault(ontology, tmp_path, text).startswith("map.yaml:2: keys and values are expected")


def test_the_way_through_the_file_is_told(ontology: Ontology, tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        load(ontology, tmp_path, HEAD.replace("name: name", "name: [name, {columm: x}]"))
    assert (caught.value.line, caught.value.field) == (
        10,
        "tables.t.entities.a.properties.name.1.columm",
    )
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("Did you mean 'column'? Known: ")


@pytest.mark.parametrize("key", ["when", "valid_from", "once", "record"])
def test_a_key_with_nothing_behind_it_is_no_key_left_out(
    ontology: Ontology, tmp_path: Path, key: str
) -> None:
    assert "and nothing stands here" in fault(
        ontology, tmp_path, HEAD.replace("id: nr", f"id: nr\n        {key}:")
    )


def test_editors_get_a_schema_of_mappings() -> None:
    defs = json_schema(MappingFile)["$defs"]
    assert set(defs["TransferKeys"]["required"]) == {"from", "to", "amount", "instant"}
    assert "in" in defs["ConditionKeys"]["properties"]
