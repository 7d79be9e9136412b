from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.desk import Desk, Judgement, Verdict
from kg.identity import Identity, IdentityChange
from kg.lake import Lake
from kg.model import Claim
from kg.ontology import Ontology, load_ontology

# Published examples: the LEI of ISO 17442's issuer list, the IBAN of the SWIFT registry.
LEI = "529900T8BM49AURSDO55"
IBAN = "GB29NWBK60161331926819"


class Desktop:
    """Lake, identity and desk in one folder."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self.lake = Lake(folder / "lake")
        self.identity = Identity(folder / "identity")
        self.desk = Desk(folder / "desk.sqlite")
        self.ontology = ontology

    def put(self, source: str, *claims: tuple[str, str, str, str]) -> None:
        with self.lake.write(source, fingerprint="x", reader="test") as writer:
            writer.read = len(claims)
            writer.add_claims(Claim(*claim, f"row {i}", "f") for i, claim in enumerate(claims))

    def resolve(self) -> IdentityChange:
        with self.lake.connect() as con:
            return self.identity.resolve(con, self.ontology, self.desk)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture
def desktop(tmp_path: Path, ontology: Ontology):
    made = Desktop(tmp_path, ontology)
    yield made
    made.desk.close()


def test_one_lei_is_one_company_however_it_is_written(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "LegalEntity", "leiCode", f"{LEI[:4]} {LEI[4:].lower()}"))
    assert desktop.resolve().moved == 1
    assert desktop.identity.canonical("gleif:9") == "bank:1"
    assert desktop.identity.members("bank:1") == ("bank:1", "gleif:9")
    [judgement] = desktop.desk.judgements()
    assert (judgement.verdict, judgement.reason) == ("same", f"leiCode = {LEI}")


def test_wrong_check_digits_name_nothing(desktop: Desktop) -> None:
    wrong = IBAN[:-1] + "8"
    desktop.put("one", ("one:1", "BankAccount", "iban", wrong))
    desktop.put("two", ("two:1", "BankAccount", "iban", wrong))
    assert desktop.resolve().moved == 0


def test_an_account_number_needs_its_bank(desktop: Desktop) -> None:
    for source, bic in (("one", "NWBKGB2L"), ("two", "NWBKGB2L"), ("three", "DEUTDEFF")):
        desktop.put(
            source,
            (f"{source}:1", "BankAccount", "accountNumber", "31926819"),
            (f"{source}:1", "BankAccount", "bic", bic),
        )
    desktop.put("four", ("four:1", "BankAccount", "accountNumber", "31926819"))
    desktop.resolve()
    assert desktop.identity.members("one:1") == ("one:1", "two:1")
    assert desktop.identity.canonical("three:1") == "three:1"
    assert desktop.identity.canonical("four:1") == "four:1"


def test_a_passport_names_its_holder(desktop: Desktop) -> None:
    for source, country in (("one", "ir"), ("two", "ir"), ("three", "cu")):
        desktop.put(
            source,
            (f"{source}:p", "Person", "name", "Somebody"),
            (f"{source}:doc", "Passport", "number", "A 123-456"),
            (f"{source}:doc", "Passport", "country", country),
            (f"{source}:doc", "Passport", "holder", f"{source}:p"),
        )
    desktop.resolve()
    assert desktop.identity.members("one:p") == ("one:p", "two:p")
    assert desktop.identity.canonical("three:p") == "three:p"


def test_what_contradicts_itself_is_unsure_and_stays_apart(desktop: Desktop) -> None:
    for source, born in (("one", "1970-01-02"), ("two", "1971-01-02"), ("three", "1970")):
        desktop.put(
            source,
            (f"{source}:p", "Person", "taxNumber", "77001234"),
            (f"{source}:p", "Person", "country", "de"),
            (f"{source}:p", "Person", "birthDate", born),
        )
    desktop.put(
        "four",
        ("four:c", "Company", "taxNumber", "77001234"),
        ("four:c", "Company", "country", "de"),
    )
    change = desktop.resolve()
    assert desktop.identity.members("one:p") == ("one:p", "three:p")
    assert desktop.identity.canonical("two:p") == "two:p"
    assert desktop.identity.canonical("four:c") == "four:c"
    reasons = " | ".join(judgement.reason for judgement in change.unsure)
    assert "a Company and the other a Person" in reasons
    assert "born" in reasons


def test_names_without_a_word_in_common_stay_apart(desktop: Desktop) -> None:
    for source, name in (("one", "ACME LTD"), ("two", "Acme Holding"), ("three", "Umbra SA")):
        desktop.put(
            source,
            (f"{source}:c", "Company", "registrationNumber", "503586"),
            (f"{source}:c", "Company", "jurisdiction", "ir"),
            (f"{source}:c", "Company", "name", name),
        )
    change = desktop.resolve()
    assert desktop.identity.members("one:c") == ("one:c", "two:c")
    assert desktop.identity.canonical("three:c") == "three:c"
    assert ["no telling word in common" in j.reason for j in change.unsure] == [True]


def test_withdrawing_a_source_splits_again_and_the_moves_are_on_record(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    desktop.resolve()
    desktop.lake.withdraw("gleif")
    assert desktop.resolve().moved == 1
    assert desktop.identity.canonical("gleif:9") == "gleif:9"
    moves = [(m["entity"], m["new_canonical"]) for m in desktop.desk.identity_changes()]
    assert moves == [("gleif:9", "bank:1"), ("gleif:9", "gleif:9")]
    assert desktop.desk.judgements() == []
    assert [j.verdict for j in desktop.desk.judgements(retracted=True)] == ["same"]


def test_a_persons_word_goes_before_the_rule_and_can_be_taken_back(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    now = datetime.now(UTC)
    word = Judgement("bank:1", "gleif:9", "different", "ann", "typed wrongly at the source", now)
    desktop.desk.judge(word)
    change = desktop.resolve()
    assert desktop.identity.canonical("gleif:9") == "gleif:9"
    assert len(change.refused) == 1
    desktop.desk.retract(word.id)
    desktop.resolve()
    assert desktop.identity.canonical("gleif:9") == "bank:1"


def test_every_move_is_on_record_also_the_same_one_again(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    for _ in range(2):
        desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
        desktop.resolve()
        desktop.lake.withdraw("gleif")
        desktop.resolve()
    moves = [m["new_canonical"] for m in desktop.desk.identity_changes()]
    assert moves == ["bank:1", "gleif:9", "bank:1", "gleif:9"]


def test_a_move_noted_before_a_crash_is_not_noted_twice(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))

    def crash(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Identity, "_save", crash)
        with pytest.raises(OSError, match="no space"):
            desktop.resolve()
    assert desktop.identity.canonical("gleif:9") == "gleif:9"
    assert desktop.resolve().moved == 1
    assert len(desktop.desk.identity_changes()) == 1


def test_what_another_process_resolved_is_seen(
    desktop: Desktop, tmp_path: Path, ontology: Ontology
) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.resolve()
    assert desktop.identity.canonical("gleif:9") == "gleif:9"
    before = desktop.identity.digest
    other = Desktop(tmp_path, ontology)
    other.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    assert other.resolve().moved == 1
    other.desk.close()
    assert desktop.identity.canonical("gleif:9") == "bank:1"
    assert desktop.identity.members("bank:1") == ("bank:1", "gleif:9")
    assert desktop.identity.digest == other.identity.digest != before
    with desktop.lake.connect() as con:
        desktop.identity.create_view(con)
        assert con.execute("SELECT entity FROM canonical ORDER BY 1").fetchall() == [
            ("bank:1",),
            ("gleif:9",),
        ]


def test_a_merge_by_another_process_is_undone_when_its_source_goes(
    desktop: Desktop, tmp_path: Path, ontology: Ontology
) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.resolve()
    assert desktop.identity.members("bank:1") == ("bank:1",)
    other = Desktop(tmp_path, ontology)
    other.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    other.resolve()
    desktop.lake.withdraw("gleif")
    assert desktop.resolve().moved == 1
    assert Identity(tmp_path / "identity").canonical("gleif:9") == "gleif:9"
    assert other.identity.canonical("gleif:9") == "gleif:9"
    other.desk.close()


def test_the_newest_word_wins_and_can_be_changed_back(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "name", "Acme"))
    desktop.put("gleif", ("gleif:9", "Company", "name", "Acme"))

    def say(verdict: Verdict) -> IdentityChange:
        now = datetime.now(UTC)
        desktop.desk.judge(Judgement("bank:1", "gleif:9", verdict, "ann", "looked at it", now))
        return desktop.resolve()

    # The last repeats the first, word for word.
    for verdict, moved in (("different", 0), ("same", 1), ("different", 1)):
        change = say(verdict)
        assert (change.moved, change.refused) == (moved, ())


def test_a_rules_judgement_that_a_person_took_back_stays_so(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    desktop.resolve()
    [judgement] = desktop.desk.judgements()
    desktop.desk.retract(judgement.id, by="ann")
    for moved in (1, 0):
        assert desktop.resolve().moved == moved
        assert desktop.desk.judgements() == []
    [kept] = desktop.desk.judgements(retracted=True)
    assert (kept.id, kept.retracted_by) == (judgement.id, "ann")
    # Where the rule itself had lost its grounds, it may find them again.
    desktop.put("other", ("other:3", "Company", "leiCode", LEI))
    desktop.resolve()
    desktop.lake.withdraw("other")
    desktop.resolve()
    desktop.put("other", ("other:3", "Company", "leiCode", LEI))
    desktop.resolve()
    assert [(j.left, j.right) for j in desktop.desk.judgements()] == [("bank:1", "other:3")]


def test_resolving_twice_changes_nothing(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "leiCode", LEI))
    desktop.put("gleif", ("gleif:9", "Company", "leiCode", LEI))
    desktop.resolve()
    digest, judgements = desktop.identity.digest, desktop.desk.judgements()
    assert desktop.resolve().moved == 0
    assert (desktop.identity.digest, desktop.desk.judgements()) == (digest, judgements)
    assert len(desktop.desk.identity_changes()) == 1
