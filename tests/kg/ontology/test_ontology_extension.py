"""What users add to the ontology with files of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.ontology import IdentityKey, load_ontology

_OWN = """
groups:
  staff: {label: Staff, color: "#123abc", shape: square}
icons:
  badge: "M4 4h16v16H4z"
schemata:
  Customer:
    label: Customer
    extends: [Person]
    properties:
      segment: {label: Segment, examples: [retail, private]}
      advisor:
        label: Adviser
        type: entity
        range: Teller
        relation: ADVISED_BY
        reverse: {name: advises, label: Advises}
    identity:
      - {properties: [segment, idNumber]}
  Teller:
    label: Teller
    extends: [Person]
    group: staff
    icon: badge
  Lease:
    label: Lease
    plural: Leases of flats
    extends: [Interest]
    color: "#abcdef"
    shape: dotted
    edge: {source: tenant, target: flat, label: rents, type: RENTS}
    properties:
      tenant: {label: Tenant, type: entity, range: LegalEntity}
      flat: {label: Flat, type: entity, range: RealEstate}
extensions:
  Person:
    properties:
      riskAppetite: {label: Risk appetite, type: number}
    featured: [riskAppetite]
  BankAccount:
    properties:
      branchCode: {label: Branch code, type: identifier}
    identity:
      - {properties: [accountNumber, branchCode]}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(_OWN)
    return path


def test_new_schema_inherits(own: Path) -> None:
    ontology = load_ontology([own])
    customer = ontology.get("Customer")
    assert customer.labels == ("Customer", "Person", "LegalEntity", "Thing")
    assert customer.plural == "Customers"
    assert customer.own_properties == ("segment", "advisor")
    assert customer.properties["birthDate"].schema == "Person"
    assert customer.required == ("name",)
    assert customer.vocabulary == "riskweave"
    assert (customer.color, customer.icon, customer.shape) == ("#0B63C5", "person", "circle")
    assert IdentityKey(("leiCode",)) in customer.identity
    assert IdentityKey(("segment", "idNumber")) in customer.identity
    assert IdentityKey(("segment", "idNumber")) not in ontology.get("Person").identity
    assert "Customer" in ontology.node_labels
    assert "ADVISED_BY" in ontology.relationship_types


def test_new_group_and_icon(own: Path) -> None:
    teller = load_ontology([own]).get("Teller")
    assert (teller.color, teller.icon, teller.shape) == ("#123ABC", "badge", "square")


def test_new_edge(own: Path) -> None:
    ontology = load_ontology([own])
    lease = ontology.get("Lease")
    assert lease.is_edge
    assert (lease.plural, lease.color, lease.shape) == ("Leases of flats", "#ABCDEF", "dotted")
    assert lease.required == ("tenant", "flat")
    rents = ontology.relationships["RENTS"]
    assert (rents.sources, rents.targets, rents.reverse_label) == (
        ("LegalEntity",),
        ("RealEstate",),
        None,
    )


def test_new_property_reaches_descendants(own: Path) -> None:
    ontology = load_ontology([own])
    for schema in ("Person", "Customer", "Teller"):
        assert ontology.check_property(schema, "riskAppetite").type == "number"
    assert "riskAppetite" in ontology.get("Person").own_properties
    assert ontology.get("Person").featured[-1] == "riskAppetite"
    assert "riskAppetite" not in ontology.get("Company").properties


def test_new_identity_key(own: Path) -> None:
    account = load_ontology([own]).get("BankAccount")
    assert account.identity[-1] == IdentityKey(("accountNumber", "branchCode"))
    assert IdentityKey(("iban",)) in account.identity


def test_loading_leaves_the_shipped_ontology_alone(own: Path) -> None:
    before = load_ontology()
    load_ontology([own])
    after = load_ontology()
    assert before.version == after.version
    assert "Customer" not in after.schemata


def test_edge_may_be_narrowed(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "schemata:\n  Shareholding: {label: Shareholding, extends: [Ownership]}\n"
        "  Pledge:\n    label: Pledge\n    extends: [Ownership]\n"
        "    edge: {source: owner, target: asset, label: pledged, type: PLEDGED}\n"
    )
    ontology = load_ontology([path])
    narrowed = ontology.get("Shareholding").edge
    assert narrowed is not None
    assert narrowed.type == "OWNS"
    assert {"OWNS", "PLEDGED"} <= ontology.relationship_types
    assert ontology.relationships["OWNS"].edge_schema == "Ownership"


def test_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("extensions: {Branch: {properties: {size: {label: Size}}}}\n")
    (tmp_path / "a.yaml").write_text("schemata: {Branch: {label: Branch, extends: [Thing]}}\n")
    (tmp_path / "notes.txt").write_text("not read")
    assert "size" in load_ontology([tmp_path]).get("Branch").properties


def test_order_of_files_does_not_matter(tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    two = tmp_path / "two.yaml"
    one.write_text("schemata: {Branch: {label: Branch, extends: [Office]}}\n")
    two.write_text("schemata: {Office: {label: Office, extends: [Thing]}}\n")
    forwards, backwards = load_ontology([one, two]), load_ontology([two, one])
    assert forwards.version == backwards.version
    assert forwards.get("Branch") == backwards.get("Branch")
    assert forwards.get("Branch").labels == ("Branch", "Office", "Thing")


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("# nothing yet\n")
    assert load_ontology([path]).version == load_ontology().version


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(
        b"\xef\xbb\xbfschemata:\r\n  Branch:\r\n    label: Branch\r\n    extends: [Thing]\r\n"
    )
    assert load_ontology([path]).get("Branch").label == "Branch"


def test_anchors_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "schemata:\n  Branch:\n    label: Branch\n    extends: [Thing]\n    properties:\n"
        "      opened: &day {label: Day, type: date}\n      closed: *day\n"
    )
    branch = load_ontology([path]).get("Branch")
    assert {branch.properties[name].type for name in ("opened", "closed")} == {"date"}


def test_two_extensions_cannot_add_the_same_property(tmp_path: Path) -> None:
    text = "extensions: {Person: {properties: {segment: {label: Segment}}}}\n"
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_text(text)
    with pytest.raises(
        OntologyError,
        match=r"b\.yaml:1: field '.*segment': Person has this property already",
    ):
        load_ontology([tmp_path])


def test_markup_in_a_label_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "schemata:\n  Branch:\n    label: '<img src=x onerror=alert(1)> | a'\n"
        "    extends: [Thing]\n"
    )
    assert load_ontology([path]).get("Branch").label == "<img src=x onerror=alert(1)> | a"
