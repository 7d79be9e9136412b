"""Transfers from tables: exact money, moments, ids, and what is set aside."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime

import pytest

from tests.ingest.tables.conftest import Bench

PAYMENTS = """
payments:
  files: "*.csv"
  entities:
    payer: {schema: BankAccount, id: from, record: account, properties: {accountNumber: from}}
    payee: {schema: BankAccount, id: to, record: account, properties: {accountNumber: to}}
  transfers:
    from: payer
    to: payee
    amount: {column: amount, currency: {column: currency}}
    instant: date
"""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def end_of(*day: int) -> datetime:
    return at(*day, 23, 59, 59, 999_999)


def test_a_row_of_the_ledger(bench: Bench) -> None:
    bench.mapping(PAYMENTS)
    file = bench.write(
        "p.csv",
        """
        from,to,amount,currency,date
        A,B,10.50,EUR,2024-03-01
        B,C,7,JPY,2024-03-01T10:00:00+02:00
        """,
    )
    report = bench.read(file)
    assert (report.read, report.kept, report.rejected, report.transfers) == (2, 2, 0, 2)
    assert bench.ledger(
        "from_account", "to_account", "amount", "currency", "instant", "count", "until",
        "received_amount", "channel", "outcome", "file", "record", "line",
    ) == [
        ("test:A", "test:B", 1050, "EUR", at(2024, 3, 1), 1, end_of(2024, 3, 1), None, None, None,
         "p.csv", "row 1", 2),
        ("test:B", "test:C", 7, "JPY", at(2024, 3, 1, 8), 1, None, None, None, None, "p.csv",
         "row 2", 3),
    ]  # fmt: skip


def test_accounts_are_claimed_once_with_a_record(bench: Bench) -> None:
    bench.mapping(PAYMENTS)
    bench.read(
        bench.write(
            "p.csv",
            """
            from,to,amount,currency,date
            A,B,1,EUR,2024-03-01
            B,A,1,EUR,2024-03-01
            A,B,2,EUR,2024-03-02
            """,
        )
    )
    found = bench.rows(
        "SELECT entity, schema, prop, value, record, line, method FROM claims ORDER BY entity"
    )
    assert found == [
        ("test:A", "BankAccount", "accountNumber", "A", "account=A", 2, "column"),
        ("test:B", "BankAccount", "accountNumber", "B", "account=B", 3, "column"),
    ]


BAD = [
    ("A,B,x,EUR,2024-03-01", "the amount is not a number: 'x' in it", "amount", "x"),
    ("A,B,1.005,EUR,2024-03-01", "the amount has more decimals than its currency", "amount",
     "1.005"),
    ("A,B,1.5,JPY,2024-03-01", "the amount has more decimals than its currency", "amount", "1.5"),
    ("A,B,-1,EUR,2024-03-01", "the amount is negative", "amount", "-1"),
    ("A,B,,EUR,2024-03-01", "the amount is empty", "amount", None),
    ("A,B,1e30,EUR,2024-03-01", "the amount is too large", "amount", "1e30"),
    ("A,B,1_000,EUR,2024-03-01", "the amount is not a number: '_' in it", "amount", "1_000"),
    ("A,B,NaN,EUR,2024-03-01", "the amount is not a number: 'NaN' in it", "amount", "NaN"),
    ("A,B,1,EURO,2024-03-01", "unknown currency", "currency", "EURO"),
    ("A,B,1,eux,2024-03-01", "unknown currency", "currency", "eux"),
    ("A,B,1,,2024-03-01", "the currency is empty", "currency", None),
    ("A,B,1,EUR,2024-02-30", "not a date of the format expected", "date", "2024-02-30"),
    ("A,B,1,EUR,01/03/2024", "not a date of the format expected", "date", "01/03/2024"),
    ("A,B,1,EUR,epoch", "not a date of the format expected", "date", "epoch"),
    ("A,B,1,EUR,0024-03-01", "a date outside 1901-01-01 to 2199-12-31", "date", "0024-03-01"),
    ("A,B,1,EUR,", "the date is empty", "date", None),
    (",B,1,EUR,2024-03-01", "the key of the payer is empty", "from", None),
    ("A,\u00a0 ,1,EUR,2024-03-01", "the key of the payee is empty", "to", None),
    (f"{'A' * 501},B,1,EUR,2024-03-01", "a key of more than 500 bytes", "from", "A" * 80),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason", "field", "value"), BAD)
def test_a_bad_value_sets_its_record_aside(
    bench: Bench, line: str, reason: str, field: str, value: str | None
) -> None:
    bench.mapping(PAYMENTS)
    good = "A,B,1,EUR,2024-03-01"
    file = bench.write("p.csv", f"from,to,amount,currency,date\n{good}\n{line}\n{good}\n")
    report = bench.read(file)
    assert (report.read, report.kept, report.rejected, report.transfers) == (3, 2, 1, 2)
    assert bench.rejects("file", "record", "line", "field", "value", "reason") == [
        ("p.csv", "row 2", 3, field, value, reason)
    ]


def test_currencies_are_read_in_small_letters(bench: Bench) -> None:
    bench.mapping(PAYMENTS)
    bench.read(
        bench.write("p.csv", "from,to,amount,currency,date\nA,B,1.5,eur,2024-03-01\nA,B,1.5,Jpy,\n")
    )
    assert bench.ledger("amount", "currency") == [(150, "EUR")]
    assert bench.rejects("reason") == [("the amount has more decimals than its currency",)]


def test_all_that_is_bad_at_once_stays_counted(bench: Bench) -> None:
    bench.mapping(PAYMENTS)
    lines = [line for line, *_ in BAD]
    broken = ["A,B,1", "A,B,1,EUR,2024-03-01,x", '"A"x,B,1,EUR,2024-03-01']
    good = [f"A,B,{n},EUR,2024-03-01" for n in range(20)]
    every = [*good, *lines, *broken]
    random.Random(3).shuffle(every)
    report = bench.read(
        bench.write("p.csv", "\n".join(["from,to,amount,currency,date", *every]) + "\n")
    )
    assert (report.read, report.kept) == (len(every), len(good))
    assert report.rejected == len(lines) + len(broken)
    places = dict(bench.rejects("line", "reason"))
    assert set(places) == {n for n, line in enumerate(every, start=2) if line not in good}
    wanted = {line: reason for line, reason, *_ in BAD}
    for line, reason in places.items():
        text = every[line - 2]
        if text in wanted:
            assert reason == wanted[text]
    kept = {line: int(amount) for line, amount in bench.ledger("line", "amount")}
    assert kept == {
        n: int(line.split(",")[2]) * 100 for n, line in enumerate(every, start=2) if line in good
    }


def money(bench: Bench, cells: list[str], options: str) -> tuple[list[int], list[str]]:
    """Amounts kept and reasons, of amounts in euros written in those ways."""
    bench.mapping(
        f"""
        payments:
          files: "*.csv"
          format: {{delimiter: ";"}}
          entities:
            payer: {{schema: BankAccount, id: from, properties: {{accountNumber: from}}}}
            payee: {{schema: BankAccount, id: to, properties: {{accountNumber: to}}}}
          transfers:
            from: payer
            to: payee
            amount: {{column: amount, currency: EUR{options}}}
            instant: date
        """
    )
    lines = [f"A{n};B;{cell};2024-03-01" for n, cell in enumerate(cells)]
    bench.read(bench.write("p.csv", "\n".join(["from;to;amount;date", *lines]) + "\n"))
    return [row[0] for row in bench.ledger("amount")], [r[0] for r in bench.rejects("reason")]


def test_numbers_as_simulators_write_them(bench: Bench) -> None:
    cells = ["5.689852347E7", "100000", "88.03", "1e3", "0.10", ".5", "+7", "1.500", "4E-2"]
    amounts, reasons = money(bench, cells, "")
    assert amounts == [5689852347, 10000000, 8803, 100000, 10, 50, 700, 150, 4]
    assert not reasons


def test_numbers_as_europeans_write_them(bench: Bench) -> None:
    amounts, reasons = money(bench, ["1.234,56", "7", "1,5"], ", decimal: ',', thousands: '.'")
    assert amounts == [123456, 700, 150]
    assert not reasons


@pytest.mark.parametrize(
    ("style", "good", "minor", "bad"),
    [
        ("thousands: ','", ["1,234.5", "12,34,567", "-1,234"], [123450, 123456700, -123400],
         ["1,80", "12,34,5.5", "1,2345", "1,,234"]),
        ("decimal: ',', thousands: '.'", ["1.234,5", "1234,5"], [123450, 123450],
         ["12.5", "1.5", "1,234.5"]),
        ("thousands: ' '", ["1 234.5", "7"], [123450, 700], ["12 5"]),
        ("thousands: \"'\"", ["1'234'567"], [123456700], ["1'2"]),
    ],
)  # fmt: skip
def test_a_separator_that_parts_no_thousands_makes_no_number(
    bench: Bench, style: str, good: list[str], minor: list[int], bad: list[str]
) -> None:
    amounts, reasons = money(bench, [*good, *bad], f", negative: flip, {style}")
    assert amounts == [abs(number) for number in minor]
    sign = style[-2]
    assert reasons == [f"the amount is not a number: {sign!r} in it"] * len(bad)


def test_a_point_is_no_decimal_comma(bench: Bench) -> None:
    amounts, reasons = money(bench, ["1,50", "1.50"], ", decimal: ','")
    assert amounts == [150]
    assert reasons == ["the amount is not a number: '.' in it"]


def test_rounding_only_where_it_is_asked_for(bench: Bench) -> None:
    amounts, reasons = money(bench, ["1.005", "1.0049", "0.001"], ", decimals: round")
    assert amounts == [101, 100, 0]
    assert not reasons


def test_a_negative_amount_may_turn_the_transfer_round(bench: Bench) -> None:
    amounts, reasons = money(bench, ["5", "-5"], ", negative: flip")
    assert amounts == [500, 500]
    assert not reasons
    assert bench.ledger("from_account", "to_account") == [
        ("test:A0", "test:B"),
        ("test:B", "test:A1"),
    ]


def test_the_largest_amount(bench: Bench) -> None:
    amounts, reasons = money(bench, ["92233720368547758.07", "92233720368547758.08"], "")
    assert amounts == [2**63 - 1]
    assert reasons == ["the amount is too large"]


def moments(bench: Bench, cells: list[str], instant: str) -> tuple[list[datetime], list[str]]:
    bench.mapping(
        f"""
        payments:
          files: "*.csv"
          format: {{delimiter: ";"}}
          entities:
            payer: {{schema: BankAccount, id: from, properties: {{accountNumber: from}}}}
            payee: {{schema: BankAccount, id: to, properties: {{accountNumber: to}}}}
          transfers:
            from: payer
            to: payee
            amount: {{column: amount, currency: EUR}}
            instant: {instant}
        """
    )
    lines = [f"A;B;1;{cell}" for cell in cells]
    bench.read(bench.write("p.csv", "\n".join(["from;to;amount;t", *lines]) + "\n"))
    return [row[0] for row in bench.ledger("instant")], [r[0] for r in bench.rejects("value")]


def test_moments_by_format(bench: Bench) -> None:
    found, bad = moments(
        bench,
        ["Mar 5, 2015", "2022/09/01 00:20", "2022-09-01", "infinity"],
        '{column: t, format: ["%b %d, %Y", "%Y/%m/%d %H:%M"]}',
    )
    assert found == [at(2015, 3, 5), at(2022, 9, 1, 0, 20)]
    assert bad == ["2022-09-01", "infinity"]


def test_moments_in_a_time_zone(bench: Bench) -> None:
    found, bad = moments(
        bench,
        ["2022-07-01", "2022-07-01 10:00", "2022-01-01T10:00:00", "2022-07-01T10:00:00Z"],
        "{column: t, timezone: Europe/Paris}",
    )
    assert found == [at(2022, 6, 30, 22), at(2022, 7, 1, 8), at(2022, 1, 1, 9), at(2022, 7, 1, 10)]
    assert not bad


def test_steps(bench: Bench) -> None:
    found, bad = moments(
        bench,
        ["1", "25", "0", "-24", "2.0", "2.5", "99999999"],
        '{column: t, step: hour, base: "2017-01-01", first: 1}',
    )
    assert found == [
        at(2017, 1, 1), at(2017, 1, 2), at(2016, 12, 31, 23), at(2016, 12, 30, 23),
        at(2017, 1, 1, 1),
    ]  # fmt: skip
    assert bad == ["2.5", "99999999"]


def test_epochs(bench: Bench) -> None:
    found, bad = moments(bench, ["1600000000", "1600000000.5", "x"], "{column: t, epoch: second}")
    assert found == [at(2020, 9, 13, 12, 26, 40), at(2020, 9, 13, 12, 26, 40, 500000)]
    assert bad == ["x"]
    found, _ = moments(bench, ["1600000000123"], "{column: t, epoch: millisecond}")
    assert found == [at(2020, 9, 13, 12, 26, 40, 123000)]


FULL = """
payments:
  files: "*.csv"
  record: nr
  optional: [label]
  entities:
    payer: {schema: BankAccount, id: from, properties: {accountNumber: from}}
    payee: {schema: BankAccount, id: to, properties: {accountNumber: to}}
  transfers:
    id: nr
    from: payer
    to: payee
    amount: {column: paid, currency: {column: paid_in, lookup: {US Dollar: USD, Yen: JPY}}}
    received: {column: got, currency: {column: got_in, lookup: {US Dollar: USD, Yen: JPY}}}
    instant: begin
    until: end
    count: n
    empty_count: 1
    channel: channel
    purpose: "{purpose} {text}"
    outcome: {column: label, lookup: {"1": laundering, "0": null}}
"""
FULL_HEADER = "nr,from,to,paid,paid_in,got,got_in,begin,end,n,channel,purpose,text,label"


def full(bench: Bench, *lines: str) -> None:
    bench.mapping(FULL)
    bench.read(bench.write("p.csv", "\n".join([FULL_HEADER, *lines]) + "\n"))


def test_both_sides_period_count_and_texts(bench: Bench) -> None:
    full(
        bench,
        "1,A,B,10.00,US Dollar,1500,Yen,2024-01-01,2024-01-31,12,web,rent,June,1",
        "2,A,B,10.00,US Dollar,10.0,US Dollar,2024-01-01,2024-01-01,,,,,0",
        "3,A,B,10.00,US Dollar,,,2024-01-01,,2,,rent,,",
    )
    assert not bench.rejects("reason")
    assert bench.ledger(
        "id", "record", "amount", "currency", "received_amount", "received_currency", "until",
        "count", "channel", "purpose", "outcome",
    ) == [
        ("1", "nr=1", 1000, "USD", 1500, "JPY", end_of(2024, 1, 31), 12, "web", "rent June",
         "laundering"),
        ("2", "nr=2", 1000, "USD", None, None, end_of(2024, 1, 1), 1, None, None, None),
        ("3", "nr=3", 1000, "USD", None, None, end_of(2024, 1, 1), 2, None, "rent", None),
    ]  # fmt: skip


def test_what_is_wrong_with_the_rest(bench: Bench) -> None:
    full(
        bench,
        "1,A,B,1,US Dollar,1,Yen,2024-01-01,2023-12-31,1,,,,0",
        "2,A,B,1,US Dollar,1.5,Yen,2024-01-01,,1,,,,0",
        "3,A,B,1,US Dollar,1,Dong,2024-01-01,,1,,,,0",
        "4,A,B,1,US Dollar,-1,US Dollar,2024-01-01,,1,,,,0",
        "5,A,B,1,US Dollar,1,Yen,2024-01-01,tomorrow,1,,,,0",
        "6,A,B,1,US Dollar,1,Yen,2024-01-01,,0,,,,0",
        "7,A,B,1,US Dollar,1,Yen,2024-01-01,,1.5,,,,0",
        "8,A,B,1,US Dollar,1,Yen,2024-01-01,,1,,,,2",
        ",A,B,1,US Dollar,1,Yen,2024-01-01,,1,,,,0",
    )
    assert bench.rejects("record", "field", "value", "reason") == [
        ("nr=1", "end", "2023-12-31", "the period ends before it begins"),
        ("nr=2", "got", "1.5", "the received amount has more decimals than its currency"),
        ("nr=3", "got_in", "Dong", "a value that the lookup lacks"),
        ("nr=4", "got", "-1", "the received amount is negative"),
        ("nr=5", "end", "tomorrow", "not a date of the format expected"),
        ("nr=6", "n", "0", "the count is not a whole number above zero"),
        ("nr=7", "n", "1.5", "the count is not a whole number above zero"),
        ("nr=8", "label", "2", "a value that the lookup lacks"),
        ("row 9", "nr", None, "the key of the transfer is empty"),
    ]


def test_an_id_used_twice_sets_the_later_record_aside(bench: Bench) -> None:
    line = "{},A,B,1,US Dollar,1,US Dollar,2024-01-01,,1,,,,0"
    bench.mapping(FULL)
    first = bench.write(
        "a.csv", "\n".join([FULL_HEADER, line.format(1), line.format(2), line.format(1)]) + "\n"
    )
    second = bench.write("b.csv", "\n".join([FULL_HEADER, line.format(3), line.format(2)]) + "\n")
    report = bench.read(first, second)
    assert (report.kept, report.rejected) == (3, 2)
    assert bench.rejects("file", "line", "value", "reason") == [
        ("a.csv", 4, "1", "another record has this id"),
        ("b.csv", 3, "2", "another record has this id"),
    ]
    assert [row[0] for row in bench.ledger("id")] == ["1", "2", "3"]


def ids(bench: Bench, *files: list[str]) -> list[str]:
    bench.mapping(PAYMENTS)
    header = "from,to,amount,currency,date"
    paths = [
        bench.write(f"p{n}.csv", "\n".join([header, *lines]) + "\n")
        for n, lines in enumerate(files)
    ]
    bench.read(*paths)
    return [row[0] for row in bench.ledger("id")]


LINES = [
    "A,B,1,EUR,2024-03-01",
    "A,B,1.00,EUR,2024-03-01T00:00:00Z",
    "A,B,2,EUR,2024-03-01",
    "B,A,1,EUR,2024-03-01",
    "A,B,1,EUR,2024-03-01",
]


def test_ids_come_of_what_the_row_says(bench: Bench) -> None:
    found = ids(bench, LINES)
    content = "\x1f".join(["A", "B", "100", "EUR", "1709251200000000"])
    base = hashlib.md5(content.encode()).hexdigest()[:24]  # noqa: S324
    assert found[0] == base
    assert sorted([found[0], found[1], found[4]]) == sorted([base, f"{base}-2", f"{base}-3"])
    assert len(set(found)) == 5


def test_ids_do_not_depend_on_the_order_of_rows_or_files(bench: Bench) -> None:
    found = sorted(ids(bench, LINES))
    assert sorted(ids(bench, LINES[::-1])) == found
    assert sorted(ids(bench, LINES[3:], LINES[:3])) == found


def test_reading_again_gives_the_same_ids(bench: Bench) -> None:
    found = ids(bench, LINES)
    bench.workspace.lake.withdraw("test")
    assert ids(bench, LINES) == found


def test_equal_rows_with_different_labels_are_told_apart_by_the_label(bench: Bench) -> None:
    bench.mapping(
        PAYMENTS.rstrip() + "\n    outcome: {column: label, lookup: {'1': fraud, '0': null}}"
    )
    header = "from,to,amount,currency,date,label"
    one, other = "A,B,1,EUR,2024-03-01,1", "A,B,1,EUR,2024-03-01,0"
    bench.read(bench.write("p.csv", "\n".join([header, one, other]) + "\n"))
    found = set(bench.ledger("id", "outcome"))
    bench.read(bench.write("p.csv", "\n".join([header, other, one]) + "\n"))
    assert set(bench.ledger("id", "outcome")) == found
    assert len(found) == 2


def test_one_row_may_be_one_of_several_kinds_of_transfer(bench: Bench) -> None:
    bench.mapping(
        """
        moves:
          files: "*.csv"
          entities:
            account: {schema: BankAccount, id: account, properties: {accountNumber: account}}
            till: {schema: BankAccount, id: {constant: till}}
          transfers:
            - {from: account, to: till, amount: {column: amount, currency: EUR}, instant: date,
               when: {column: kind, equals: out}}
            - {from: till, to: account, amount: {column: amount, currency: EUR}, instant: date,
               when: [{column: kind, in: [in, IN]}, {column: amount, above: 1}]}
        """
    )
    report = bench.read(
        bench.write(
            "p.csv",
            """
            account,kind,amount,date
            A,out,1,2024-01-01
            A,in,2,2024-01-01
            A,in,1,x
            A,other,x,x
            """,
        )
    )
    assert (report.read, report.kept, report.rejected) == (4, 2, 2)
    assert bench.ledger("line", "from_account", "amount") == [
        (2, "test:A", 100), (3, "test:till", 200),
    ]  # fmt: skip
    assert report.rejects == ("no rule of table 'moves' applies (2×, first 'in' at p.csv:4)",)
