from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import Ambiguous, NotFound
from kg.model import Claim

CLAIMS = [
    ("bank:customer/17", "Person", "name", "Ann Lee"),
    ("bank:customer/18", "Person", "name", "Bo Lee"),
    ("bank:customer/19", "Person", "name", "bo lee"),
    ("bank:account/4", "BankAccount", "iban", "GB29NWBK60161331926819"),
    ("bank:account/4", "BankAccount", "accountNumber", "31926819"),
    ("bank:own/1", "Ownership", "owner", "bank:customer/17"),
    ("crm:20", "Company", "name", "ООО Ромашка 2"),
    ("crm:21", "Company", "registrationNumber", "2"),
    ("list:1", "Person", "name", "Nicolás MADURO MOROS"),
    ("list:1", "Person", "alias", "El Cóndor"),
    ("list:s1", "Sanction", "unscId", "QDi.998"),
    ("list:s1", "Sanction", "entity", "list:1"),
    ("list:p1", "Passport", "number", "K7741902"),
    ("list:v", "Vessel", "imoNumber", "IMO9074729"),
    ("list:p1", "Passport", "holder", "list:1"),
    ("crm:17", "Person", "name", "<img src=x onerror=alert(1)>"),
]


@pytest.fixture
def workspace(tmp_path: Path):
    with kg.init(tmp_path / "work") as made:
        with made.lake.write("bank", fingerprint="x", reader="test") as writer:
            writer.read = len(CLAIMS)
            writer.add_claims(Claim(*claim, "row 1", "f") for claim in CLAIMS)
        yield made


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("bank:customer/17", "bank:customer/17"),
        ("customer/17", "bank:customer/17"),
        ("GB29 NWBK 6016 1331 9268 19", "bank:account/4"),
        ("31926819", "bank:account/4"),
        ("ann LEE", "bank:customer/17"),
        (" Ann Lee ", "bank:customer/17"),
        ("ООО Ромашка 2", "crm:20"),
        ("2", "crm:21"),
        ("MADURO MOROS, Nicolas", "list:1"),
        ("QDi.998", "list:1"),
        ("k 7741902", "list:1"),
        ("list:p1", "list:p1"),
        ("9074729", "list:v"),
        ("IMO 9074729", "list:v"),
        ("<img src=x onerror=alert(1)>", "crm:17"),
    ],
)
def test_what_a_person_may_type(workspace: kg.Workspace, ref: str, found: str) -> None:
    assert workspace.resolve(ref) == found


def test_several_candidates_are_listed(workspace: kg.Workspace) -> None:
    with pytest.raises(Ambiguous, match="bank:customer/18, bank:customer/19"):
        workspace.resolve("Bo Lee")
    with pytest.raises(Ambiguous) as caught:
        workspace.resolve("17")
    assert caught.value.candidates == ("bank:customer/17", "crm:17")


@pytest.mark.parametrize(
    "ref", ["", "nobody", "own/1", "%", "' OR 1=1 --", "'; MATCH (n) DETACH DELETE n"]
)
def test_what_answers_to_nothing(workspace: kg.Workspace, ref: str) -> None:
    with pytest.raises(NotFound):
        workspace.resolve(ref)


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        ("Nikolas Maduro Moros", "Nicolás MADURO MOROS (list:1)"),
        ("Николас Мадуро Морос", "Nicolás MADURO MOROS (list:1)"),
        ("El Kondor", "Nicolás MADURO MOROS (list:1)"),
        ("K7741903", "Nicolás MADURO MOROS (list:1)"),
        ("31926818", "bank:account/4"),
    ],
)
def test_what_is_not_found_leads_to_what_is_near(
    workspace: kg.Workspace, ref: str, meant: str
) -> None:
    with pytest.raises(NotFound) as caught:
        workspace.resolve(ref)
    assert str(caught.value).endswith(f"Did you mean {meant}?")
