"""The shipped ontology, and what it promises the rest of the code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import kg.ontology
from kg.errors import NotFound, UsageError
from kg.ontology import IdentityKey, Ontology, load_ontology
from kg.ontology.schema import RESERVED_PROPERTIES


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def test_public_names() -> None:
    assert kg.ontology.__all__ == [
        "RESERVED_LABELS",
        "RESERVED_PROPERTIES",
        "TRANSFER",
        "VOCABULARIES",
        "EdgeSpec",
        "Group",
        "Icon",
        "IdentityKey",
        "Ontology",
        "Property",
        "PropertyType",
        "Relationship",
        "Reverse",
        "Schema",
        "load_ontology",
        "reference_markdown",
    ]
    assert all(hasattr(kg.ontology, name) for name in kg.ontology.__all__)


@pytest.mark.parametrize(
    ("schema", "source", "type_", "target"),
    [
        ("Ownership", "owner", "OWNS", "asset"),
        ("Control", "controller", "CONTROLS", "controlled"),
        ("Directorship", "director", "DIRECTOR_OF", "organization"),
        ("Employment", "employee", "EMPLOYED_BY", "employer"),
        ("Membership", "member", "MEMBER_OF", "organization"),
        ("Family", "person", "FAMILY_OF", "relative"),
        ("Associate", "person", "ASSOCIATED_WITH", "associate"),
        ("Representation", "agent", "REPRESENTS", "client"),
        ("UnknownLink", "subject", "LINKED", "object"),
        ("Usage", "user", "USES", "instrument"),
        ("Guarantee", "guarantor", "GUARANTEES", "debtor"),
        ("Debt", "debtor", "OWES", "creditor"),
        ("Payment", "payer", "PAID", "beneficiary"),
        ("Transfer", "payer", "TRANSFER", "payee"),
        ("Succession", "predecessor", "SUCCEEDED_BY", "successor"),
        ("Occupancy", "holder", "HOLDS_POSITION", "post"),
        ("CourtCaseParty", "party", "PARTY_TO", "case"),
        ("ContractAward", "contract", "AWARDED_TO", "supplier"),
    ],
)
def test_edge_schemata(
    ontology: Ontology, schema: str, source: str, type_: str, target: str
) -> None:
    edge = ontology.get(schema).edge
    assert edge is not None
    assert (edge.source, edge.type, edge.target) == (source, type_, target)
    assert {source, target} <= set(ontology.get(schema).required)
    assert ontology.get(schema).labels == ()
    assert not ontology.get(schema).is_node


@pytest.mark.parametrize("schema", ["Family", "Associate", "UnknownLink", "Documentation"])
def test_edges_without_direction(ontology: Ontology, schema: str) -> None:
    edge = ontology.get(schema).edge
    assert edge is not None
    assert not edge.directed


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        ("Person", ("Person", "LegalEntity", "Thing")),
        ("Company", ("Company", "Organization", "LegalEntity", "Asset", "Thing")),
        ("BankAccount", ("BankAccount", "Asset", "Thing")),
        ("Vessel", ("Vessel", "Vehicle", "Asset", "Thing")),
        ("Passport", ("Passport", "Identification")),
        ("Sanction", ("Sanction",)),
        ("Complaint", ("Complaint", "Event", "Thing")),
        ("Filing", ("Filing", "Thing")),
        ("Loan", ("Loan", "Asset", "Thing")),
    ],
)
def test_labels(ontology: Ontology, schema: str, labels: tuple[str, ...]) -> None:
    assert ontology.get(schema).labels == labels


@pytest.mark.parametrize(
    ("schema", "prop", "relation", "target"),
    [
        ("BankAccount", "bank", "HELD_AT", "Organization"),
        ("CryptoWallet", "holder", "HELD_BY", "LegalEntity"),
        ("PaymentCard", "account", "DRAWS_ON", "BankAccount"),
        ("Person", "addressEntity", "LOCATED_AT", "Address"),
        ("Sanction", "entity", "SANCTION_ON", "Thing"),
        ("Passport", "holder", "IDENTIFIES", "LegalEntity"),
        ("Loan", "borrower", "BORROWED_BY", "LegalEntity"),
        ("Provision", "regulation", "PROVISION_OF", "Regulation"),
        ("Obligation", "provision", "IMPOSED_BY", "Provision"),
        ("InternalControl", "implements", "IMPLEMENTS", "Obligation"),
        ("InternalControl", "mitigates", "MITIGATES", "Typology"),
        ("Filing", "filer", "FILED_BY", "LegalEntity"),
        ("Figure", "filing", "REPORTED_IN", "Filing"),
        ("Complaint", "accused", "COMPLAINT_AGAINST", "LegalEntity"),
        ("Login", "device", "LOGIN_FROM", "Device"),
        ("EmployeeAction", "employee", "PERFORMED_BY", "Person"),
        ("MarketEvent", "affected", "AFFECTS", "Thing"),
        ("Finding", "subject", "FOUND_ON", "Thing"),
        ("Alert", "member", "HAS_MEMBER", "Thing"),
        ("Case", "alert", "GATHERS", "Alert"),
    ],
)
def test_relations_of_nodes(
    ontology: Ontology, schema: str, prop: str, relation: str, target: str
) -> None:
    found = ontology.check_property(schema, prop)
    assert (found.relation, found.range) == (relation, target)
    assert relation in ontology.relationship_types


@pytest.mark.parametrize(
    ("schema", "properties", "identifies"),
    [
        ("Person", ("leiCode",), None),
        ("Company", ("registrationNumber", "jurisdiction"), None),
        ("PublicBody", ("taxNumber", "country"), None),
        ("BankAccount", ("iban",), None),
        ("BankAccount", ("accountNumber", "bic"), None),
        ("BankAccount", ("accountNumber", "bank"), None),
        ("Vessel", ("imoNumber",), None),
        ("Passport", ("number", "country"), "holder"),
        ("Identification", ("number", "country", "type"), "holder"),
        ("Address", ("street", "city", "country"), None),
        ("PhoneNumber", ("phone",), None),
        ("EmailAddress", ("email",), None),
    ],
)
def test_identity_keys(
    ontology: Ontology, schema: str, properties: tuple[str, ...], identifies: str | None
) -> None:
    assert IdentityKey(properties, identifies) in ontology.get(schema).identity


@pytest.mark.parametrize(
    ("schema", "properties"),
    [
        # A phone that one bank calls device-1 is not another bank's device-1.
        ("Device", ("deviceId",)),
        # The number of an organisation, not of a ship, has the same name and form.
        ("Organization", ("imoNumber",)),
        # Cards are stored masked.
        ("PaymentCard", ("cardNumber",)),
        # Branches share the code of their bank.
        ("LegalEntity", ("swiftBic",)),
    ],
)
def test_weak_identifiers_are_no_keys(
    ontology: Ontology, schema: str, properties: tuple[str, ...]
) -> None:
    assert properties not in {key.properties for key in ontology.get(schema).identity}


def test_transfer_has_what_the_graph_writes(ontology: Ontology) -> None:
    transfer = ontology.get(kg.ontology.TRANSFER)
    assert set(transfer.properties) == {
        "payer",
        "payee",
        "amount",
        "currency",
        "count",
        "date",
        "first",
        "last",
        "channel",
        "format",
        "purpose",
        "source",
    }


def test_edges_inherit_no_relations(ontology: Ontology) -> None:
    assert ontology.get("Interval").properties["proof"].relation == "EVIDENCED_BY"
    assert ontology.get("Ownership").properties["proof"].relation is None


def test_every_entity_property_is_an_end_or_a_relation(ontology: Ontology) -> None:
    for schema in ontology.schemata.values():
        for prop in schema.properties.values():
            assert (prop.range is not None) == prop.is_entity
            if schema.is_node:
                assert (prop.relation is not None) == prop.is_entity, (schema.name, prop.name)
            elif schema.is_edge:
                assert prop.relation is None, (schema.name, prop.name)


def test_graph_names(ontology: Ontology) -> None:
    assert {"Person", "Thing", "Asset", "Finding"} <= ontology.node_labels
    assert not {"Interval", "Value", "Analyzable", "Ownership"} & ontology.node_labels
    assert {"OWNS", "HELD_AT", "TRANSFER"} <= ontology.relationship_types
    for schema in ontology.schemata.values():
        assert not RESERVED_PROPERTIES & set(schema.properties)


def test_relationship_of_an_edge_schema(ontology: Ontology) -> None:
    owns = ontology.relationships["OWNS"]
    assert (owns.label, owns.reverse_label, owns.directed) == ("owns", "Owned by", True)
    assert (owns.edge_schema, owns.sources, owns.targets) == (
        "Ownership",
        ("LegalEntity",),
        ("Asset",),
    )
    assert owns.properties == ()


def test_relationship_of_properties(ontology: Ontology) -> None:
    held_by = ontology.relationships["HELD_BY"]
    assert held_by.label == "held by"
    assert held_by.edge_schema is None
    assert set(held_by.properties) == {
        ("CryptoWallet", "holder"),
        ("UserAccount", "owner"),
        ("PaymentCard", "holder"),
    }
    assert held_by.targets == ("LegalEntity",)


def test_is_a(ontology: Ontology) -> None:
    company = ontology.get("Company")
    assert company.is_a("Company")
    assert company.is_a("LegalEntity")
    assert company.is_a("Asset")
    assert company.is_a("Value")
    assert not company.is_a("Person")
    assert not company.is_a("Compan")


def test_descendants(ontology: Ontology) -> None:
    assert set(ontology.descendants("Organization")) == {"Organization", "Company", "PublicBody"}
    with pytest.raises(NotFound):
        ontology.descendants("Organisation")


def test_rdf_classes(ontology: Ontology) -> None:
    assert ontology.get("Person").rdf == "https://schema.followthemoney.tech/#Person"
    assert ontology.get("Guarantee").rdf == "https://riskweave.org/ns#Guarantee"


def test_inherited_lists_come_from_the_nearest_that_has_one(ontology: Ontology) -> None:
    assert ontology.get("LegalEntity").required == ("name",)
    assert ontology.get("BankAccount").required == ()
    assert ontology.get("Complaint").required == ()
    assert ontology.get("PublicBody").caption[0] == "name"


def test_personal_data_is_marked(ontology: Ontology) -> None:
    for schema, prop in (
        ("Person", "birthDate"),
        ("Person", "religion"),
        ("Passport", "number"),
        ("BankAccount", "iban"),
        ("Login", "ipAddress"),
        ("CryptoWallet", "privateKey"),
        ("UserAccount", "password"),
    ):
        assert ontology.check_property(schema, prop).sensitive, (schema, prop)
    assert not ontology.check_property("Company", "leiCode").sensitive


def test_several_values(ontology: Ontology) -> None:
    assert ontology.check_property("Person", "nationality").multiple
    assert ontology.check_property("Person", "birthDate").multiple
    assert not ontology.check_property("BankAccount", "iban").multiple
    assert not ontology.check_property("Company", "leiCode").multiple


def test_unknown_schema_names_near_ones(ontology: Ontology) -> None:
    with pytest.raises(UsageError, match=r"Did you mean .*BankAccount"):
        ontology.get("BankAcount")
    with pytest.raises(UsageError, match=r"Did you mean Person"):
        ontology.get("person")
    with pytest.raises(NotFound) as caught:
        ontology.get("Zzzzzz")
    assert caught.value.hint is None
    assert str(caught.value) == "field 'schema': no such schema in the ontology (got 'Zzzzzz')"


def test_unknown_property_names_near_ones(ontology: Ontology) -> None:
    assert ontology.check_property("Company", "name").schema == "Thing"
    with pytest.raises(UsageError, match=r"schema Person has no such property.*birthDate"):
        ontology.check_property("Person", "birthdate")
    with pytest.raises(UsageError, match="no such schema"):
        ontology.check_property("Nobody", "name")


def test_identifier_formats(ontology: Ontology) -> None:
    formats = {
        (schema, prop): ontology.check_property(schema, prop).format
        for schema, prop in (
            ("BankAccount", "iban"),
            ("BankAccount", "bic"),
            ("Company", "leiCode"),
            ("Vessel", "imoNumber"),
            ("Person", "name"),
        )
    }
    assert list(formats.values()) == ["iban", "bic", "lei", "imo", None]


def test_control_is_the_edge_of_followthemoney(ontology: Ontology) -> None:
    assert ontology.get("Control").is_edge
    assert ontology.get("InternalControl").is_node
    assert ontology.get("Email").is_a("Document")
    assert ontology.get("EmailAddress").is_node


def test_same_files_same_version(ontology: Ontology) -> None:
    assert len(ontology.version) == 16
    assert load_ontology().version == ontology.version


def test_version_follows_content_not_layout(ontology: Ontology, tmp_path: Path) -> None:
    first = tmp_path / "first.yaml"
    second = tmp_path / "second.yaml"
    third = tmp_path / "third.yaml"
    first.write_text("extensions: {Person: {properties: {segment: {label: Segment}}}}\n")
    second.write_text(
        "# The same, laid out differently\nextensions:\n  Person:\n    properties:\n"
        "      segment:\n        label:   Segment\n"
    )
    third.write_text("extensions: {Person: {properties: {segment: {label: Class}}}}\n")
    versions = [load_ontology([path]).version for path in (first, second, third)]
    assert versions[0] == versions[1]
    assert versions[1] != versions[2]
    assert ontology.version not in versions


def test_without_libyaml(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.yaml_nodes._Loader", yaml.SafeLoader)
    assert load_ontology().version == ontology.version


@pytest.mark.parametrize(
    ("value", "admitted"),
    [
        ("0", True), ("100", True), ("51,5 %", True), ("25-50", True), ("a half", True),
        ("100.1", False), ("-1", False), ("151 %", False),
    ],
)  # fmt: skip
def test_bounds_of_a_share(value: str, *, admitted: bool) -> None:
    share = load_ontology().get("Ownership").properties["percentage"]
    assert (share.minimum, share.maximum) == (Decimal(0), Decimal(100))
    assert share.admits(value) is admitted


def test_what_tells_entities_apart() -> None:
    person = load_ontology().get("Person").properties
    apart = {
        name
        for name in ("name", "birthDate", "gender", "alias", "phone")
        if person[name].tells_apart
    }
    assert apart == {"name", "birthDate", "gender"}
    assert person["birthDate"].multiple
