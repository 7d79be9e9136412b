"""To whom something is told, sent or given, worked out by hand."""

from __future__ import annotations

import pytest

from ingest.regulations.extraction import extract


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("The bank shall inform the consumer of the fee.", "the consumer"),
        (
            "Competent authorities shall notify ESMA and the Commission without delay.",
            "ESMA and the Commission",
        ),
        ("The payee shall disclose the report to the payer.", "the payer"),
        ("The controller shall inform the data subject thereof.", "the data subject"),
        ("Member States shall notify those rules to the Commission.", "the Commission"),
        ("Member States shall notify to the Commission the provisions of law.", "the Commission"),
        (
            "Member States shall notify the Commission of the designated competent authorities.",
            "the Commission",
        ),
        ("The provider shall provide the consumer with a receipt.", "the consumer"),
        ("A bank shall file a report with FinCEN.", "FinCEN"),
        (
            "EBA shall report to the European Parliament, to the Council and to the Commission.",
            "the European Parliament, to the Council and to the Commission",
        ),
        (
            "It shall send it to the competent authorities of the host Member State.",
            "the competent authorities of the host Member State",
        ),
    ],
)
def test_whom_it_is_told_or_given_to(text: str, recipient: str) -> None:
    (one,) = extract(text).obligations
    assert one.recipient == recipient


@pytest.mark.parametrize(
    "text",
    [
        "The bank shall provide services to clients.",
        "It shall disclose the amount in EUR to the state.",
        "The bank may disclose information provided to the client.",
        "A financial institution shall comply with the Board.",
        "The bank shall notify the JON.",
        "The bank shall notify significant changes in overdraft service.",
    ],
)
def test_no_recipient(text: str) -> None:
    (one,) = extract(text).obligations
    assert one.recipient is None
