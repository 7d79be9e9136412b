"""Labels of concepts: made-up taxonomies beside made-up documents, and two of Apple's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.reports.reader import labels_of, read_facts, taxonomy_files
from ingest.reports.report_kinds import kind_of
from ingest.reports.xbrl.facts import Problem
from ingest.reports.xbrl.labels import Labels, is_taxonomy_file
from kg.errors import BadFile
from tests.ingest.reports.filing_samples import TEN_K
from tests.ingest.reports.taxonomy_samples import (
    INSTANCE,
    SCHEMA,
    TERSE,
    arc,
    label,
    linkbase,
    locator,
    write_filing,
)


def labels(folder: Path) -> Labels:
    path = folder / "own-2024.xml"
    return labels_of(path, read_facts(path))


def called(folder: Path) -> dict[str, str]:
    return {one.concept: one.text for one in labels(folder).by_concept.values()}


def test_the_schema_names_the_linkbase_that_gives_the_labels(tmp_path: Path) -> None:
    write_filing(tmp_path)
    found = labels(tmp_path)
    assert called(tmp_path) == {
        "us-gaap:Assets": "Assets, all of them", "own:RailCars": "Rail cars",
    }  # fmt: skip
    cars = found.by_concept["own:RailCars"]
    assert (cars.language, cars.file) == ("en-US", "own-2024_lab.xml")
    assert found.text("us-gaap:Revenues") is None
    assert found.files == ("own-2024.xsd", "own-2024_lab.xml")
    assert found.problems == ()


def test_an_inline_document_names_its_schema_too(tmp_path: Path) -> None:
    write_filing(tmp_path)
    reference = (
        '<ix:references><link:schemaRef xmlns:link="http://www.xbrl.org/2003/linkbase"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple"'
        ' xlink:href="own-2024.xsd"/></ix:references><ix:resources>'
    )
    main = TEN_K.format(cik="42", name="Own Rails").replace("<ix:resources>", reference)
    path = tmp_path / "own-10k.htm"
    path.write_text(main.replace("us-gaap:Cash", "us-gaap:Assets"), encoding="utf-8")
    report = read_facts(path)
    assert labels_of(path, report).text("us-gaap:Assets") == "Assets, all of them"
    assert [one.name for one in taxonomy_files(path)] == ["own-2024.xsd", "own-2024_lab.xml"]


def test_without_its_files_a_document_has_no_labels(tmp_path: Path) -> None:
    write_filing(tmp_path)
    (tmp_path / "own-2024_lab.xml").unlink()
    assert (called(tmp_path), labels(tmp_path).files) == ({}, ("own-2024.xsd",))
    (tmp_path / "own-2024.xsd").unlink()
    assert labels(tmp_path) == Labels()


def test_a_broken_linkbase_is_a_problem_and_no_refusal(tmp_path: Path) -> None:
    write_filing(tmp_path, linkbase="<link:linkbase")
    found = labels(tmp_path)
    (problem,) = found.problems
    assert (problem.document, problem.reason.partition(":")[0]) == (
        "own-2024_lab.xml", "not well-formed XML",
    )  # fmt: skip
    assert found.by_concept == {}
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><link:linkbase>&a;</link:linkbase>'
    write_filing(tmp_path, linkbase=bomb)
    assert labels(tmp_path).problems == (
        Problem("own-2024_lab.xml", "", "declares entities, which are not read"),
    )


@pytest.mark.parametrize(
    "href",
    [
        "../own-2024.xsd", "%2e%2e/own-2024.xsd", "/etc/hosts", "..\\own-2024.xsd",
        "http://www.example.com/own-2024.xsd", "file:///own-2024.xsd", "own%00.xsd", "", ".",
    ],
)  # fmt: skip
def test_only_files_beside_the_document_are_read(tmp_path: Path, href: str) -> None:
    write_filing(tmp_path)
    folder = tmp_path / "inside"
    folder.mkdir()
    write_filing(folder, instance=INSTANCE.replace('href="own-2024.xsd"', f'href="{href}"'))
    for name in ("own-2024.xsd", "own-2024_lab.xml"):
        (folder / name).unlink()
    assert labels(folder) == Labels()


def test_a_link_to_a_file_elsewhere_is_not_followed(tmp_path: Path) -> None:
    write_filing(tmp_path)
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "own-2024.xml").write_text(INSTANCE, encoding="utf-8")
    (folder / "own-2024.xsd").symlink_to(tmp_path / "own-2024.xsd")
    assert labels(folder) == Labels()


def test_a_name_may_be_written_as_a_relative_address(tmp_path: Path) -> None:
    write_filing(tmp_path, instance=INSTANCE.replace("own-2024.xsd", "./own%2D2024.xsd"))
    assert called(tmp_path)["own:RailCars"] == "Rail cars"


def test_a_schema_takes_in_another_one_and_neither_is_read_twice(tmp_path: Path) -> None:
    outer = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://x">'
        '<xs:include schemaLocation="outer.xsd"/><xs:import schemaLocation="own-2024.xsd"/>'
        "</xs:schema>"
    )
    write_filing(tmp_path, instance=INSTANCE.replace("own-2024.xsd", "outer.xsd"))
    (tmp_path / "outer.xsd").write_text(outer, encoding="utf-8")
    assert called(tmp_path)["own:RailCars"] == "Rail cars"
    assert labels(tmp_path).files == ("outer.xsd", "own-2024.xsd", "own-2024_lab.xml")


def test_a_linkbase_may_stand_in_the_schema(tmp_path: Path) -> None:
    inside = linkbase(
        locator("#odd-id", "l"), label("r", "Rail  cars"), arc("l", "r")
    )  # fmt: skip
    schema = SCHEMA.replace("<!-- more -->", inside)
    write_filing(tmp_path, schema=schema)
    (tmp_path / "own-2024_lab.xml").unlink()
    assert called(tmp_path) == {"own:RailCars": "Rail cars"}
    assert labels(tmp_path).by_concept["own:RailCars"].file == "own-2024.xsd"


def test_a_concept_is_known_by_its_namespace_whatever_its_prefix(tmp_path: Path) -> None:
    instance = INSTANCE.replace("own:", "mine:").replace("xmlns:own", "xmlns:mine")
    write_filing(tmp_path, instance=instance)
    assert called(tmp_path)["mine:RailCars"] == "Rail cars"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # English, also where another language comes first and whatever the English.
        ([("de", "Waggons"), ("en-GB", "Railway waggons")], "Railway waggons"),
        ([("EN", "Rail cars"), ("en-US", "Cars")], "Rail cars"),
        # The only language there is.
        ([("de", "Waggons"), ("de-AT", "Wagen")], "Waggons"),
        ([("", "Rail cars")], "Rail cars"),
        # Two languages, neither of which is English.
        ([("de", "Waggons"), ("fr", "Wagons")], None),
    ],
)
def test_english_is_preferred(
    tmp_path: Path, texts: list[tuple[str, str]], expected: str | None
) -> None:
    parts = [locator("own-2024.xsd#odd-id", "l")]
    for number, (language, text) in enumerate(texts):
        parts += [label(f"r{number}", text, language), arc("l", f"r{number}")]
    write_filing(tmp_path, linkbase=linkbase(*parts))
    assert labels(tmp_path).text("own:RailCars") == expected


def test_prohibited_long_blank_and_other_labels_are_none(tmp_path: Path) -> None:
    prohibited = arc("l", "old") + arc("l", "old", 'use="prohibited" priority="1"')
    content = linkbase(
        locator("own-2024.xsd#odd-id", "l"),
        label("old", "Waggons") + prohibited,
        label("long", "x" * 1001) + arc("l", "long"),
        label("blank", "  ") + arc("l", "blank"),
        label("terse", "Cars", role=TERSE) + arc("l", "terse"),
    )
    write_filing(tmp_path, linkbase=content)
    assert called(tmp_path) == {}
    # An arc of a higher priority than the prohibition stands.
    write_filing(
        tmp_path, linkbase=content.replace(arc("l", "old"), arc("l", "old", 'priority="2"'))
    )
    assert called(tmp_path) == {"own:RailCars": "Waggons"}


def test_a_renamed_linkbase_is_known_by_what_it_labels(tmp_path: Path) -> None:
    write_filing(tmp_path)
    (tmp_path / "own-2024.xsd").unlink()
    other = linkbase(
        locator("own-2023.xsd#own_RailCars", "l"), label("r", "Last year's"), arc("l", "r")
    )
    (tmp_path / "own-2023_lab.xml").write_text(other, encoding="utf-8")
    (tmp_path / "own-2024_lab.xml").rename(tmp_path / "own-filed_lab.xml")
    found = labels(tmp_path)
    assert found.files == ("own-filed_lab.xml",)
    # Without the schema, "odd-id" is the id of nothing known.
    assert found.text("us-gaap:Assets") == "Assets, all of them"


def test_files_of_a_taxonomy_are_no_documents(tmp_path: Path) -> None:
    write_filing(tmp_path)
    assert is_taxonomy_file(tmp_path / "own-2024.xsd")
    assert is_taxonomy_file(tmp_path / "own-2024_lab.xml")
    assert not is_taxonomy_file(tmp_path / "own-2024.xml")
    with pytest.raises(BadFile, match=r"part of a taxonomy.*keep this file beside it"):
        kind_of(tmp_path / "own-2024_lab.xml")


# Apple's taxonomies


@pytest.mark.shared
@pytest.mark.parametrize(
    ("document", "assets", "own", "files"),
    [
        (
            "aapl_10k_2010/aapl-20100925.xml",
            "Consolidated assets",
            ("aapl:EntityWideDisclosureOnGeographicAreasLongLivedAssetsTotal", "Long-lived assets"),
            # The archive renamed schema and linkbases after the day of filing.
            ("aapl-20101027_lab.xml",),
        ),
        (
            "aapl_10k_2023/aapl-20230930_htm.xml",
            "Assets",
            ("aapl:NumberOfCustomersWithSignificantAccountsReceivableBalance",
             "Number Of Customers With Significant Accounts Receivable Balance"),
            ("aapl-20230930.xsd", "aapl-20230930_lab.xml"),
        ),
    ],
)  # fmt: skip
def test_labels_of_apple(
    reports: Path, document: str, assets: str, own: tuple[str, str], files: tuple[str, ...]
) -> None:
    """Texts as they stand in the linkbases, read by eye."""
    path = reports / "xbrl" / document
    report = read_facts(path)
    found = labels_of(path, report)
    assert found.files == files
    assert found.text("us-gaap:Assets") == assets
    assert found.text(own[0]) == own[1]
    assert {fact.concept for fact in report.facts} <= found.by_concept.keys()
