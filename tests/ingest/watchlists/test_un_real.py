"""The consolidated list of 27 February 2026: counts found with grep, entries read by eye."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Reading

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def un(
    read_into: Callable[..., Reading],
    watchlists: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Reading:
    folder = tmp_path_factory.mktemp("staging")
    return read_into(folder, "un", watchlists / "un_2026-02-27")


def test_every_record_is_counted_and_kept(un: Reading) -> None:
    assert un.counts == (730 + 273, 730 + 273, 0)
    kinds = Counter(s for e, s in un.schemata().items() if e.removeprefix("un:").isdigit())
    assert kinds == {"Person": 730, "Organization": 273}


def test_claims_by_kind(un: Reading, watchlists: Path) -> None:
    text = (watchlists / "un_2026-02-27" / "UN_consolidated.xml").read_text(encoding="utf-8")
    aliases = re.findall(
        r"<QUALITY>(?P<quality>[^<]+)</QUALITY>\s*<ALIAS_NAME>(?P<name>[^<]+)</ALIAS_NAME>", text
    )
    assert len(aliases) == 594 + 1_524 + 615 + 19
    kinds = {"Good": "alias", "a.k.a.": "alias", "Low": "weakAlias", "f.k.a.": "previousName"}
    stated = {(kinds[quality], " ".join(name.split())) for quality, name in aliases}
    claimed = {(c.prop, c.original or c.value) for c in un.claims if c.method == "un-alias"}
    assert stated - claimed == set()
    scripts = {c.entity for c in un.claims if c.method == "un-original-script"}
    assert len(scripts) >= 378
    listed = [c for c in un.claims if c.prop == "listingDate"]
    assert len(listed) == 1_003
    assert all(c.valid_from is not None and c.valid_from.isoformat() == c.value for c in listed)


def test_documents_are_made_or_reported(un: Reading) -> None:
    # grep finds 468 types of document.
    made = [c for c in un.claims if c.prop == "holder"]
    assert len(made) + un.warnings["document without a number: kept as a note"] == 468
    assert un.warnings == {"document without a number: kept as a note": 2}


def test_al_zawahiri(un: Reading) -> None:
    (sanction,) = [c.entity for c in un.claims if c.prop == "unscId" and c.value == "QDi.006"]
    said = un.said(un.said(sanction)["entity"][0])
    assert "أيمن محمد ربيع الظواهري" in said["alias"]
    assert "Ayman Al-Zawahari" in said["alias"]
    assert said["nationality"] == ["eg"]
    assert said["title"] == ["Doctor", "Dr."]
    assert un.said(sanction)["listingDate"] == ["2001-01-25"]
    assert un.said(sanction)["modifiedAt"] == ["2025-03-11"]


def test_great_lakes_business_company(un: Reading) -> None:
    said = un.said("un:6908026")
    assert said["name"] == ["COMPAGNIE AERIENNE DES GRANDS LACS (CAGL)"]
    assert said["alias"] == ["CAGL", "GREAT LAKES BUSINESS COMPANY (GLBC)"]
    assert said["country"] == ["cd", "rw"]
