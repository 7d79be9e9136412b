"""Entities from tables: values by type, conditions, references, periods, and provenance."""

from __future__ import annotations

from datetime import date

from tests.ingest.tables.conftest import Bench


def test_values_are_normalised_by_their_type(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          format: {delimiter: ";"}
          record: id
          entities:
            person:
              schema: Person
              id: id
              properties:
                name: "{first} {middle} {last}"
                birthDate: born
                nationality: country
                gender: {column: sex, lookup: {F: female, M: male}}
                height: {column: height, decimal: ","}
                email: {column: mail, split: ","}
                country: {constant: de}
        """
    )
    report = bench.read(
        bench.write(
            "p.csv",
            """
            id;first;middle;last;born;country;sex;height;mail
            1; Ann ;;Lee;19 Mar 1957;Deutschland;F;1,75;A@X.org, b@y.org
            2;Bob;J.;Ray;1960;RUS;M;;
            """,
        )
    )
    assert (report.read, report.rejected) == (2, 0)
    assert bench.claims() == {
        ("1", "name", "Ann Lee"), ("1", "birthDate", "1957-03-19"), ("1", "nationality", "de"),
        ("1", "gender", "female"), ("1", "height", "1.75"), ("1", "email", "a@x.org"),
        ("1", "email", "b@y.org"), ("1", "country", "de"),
        ("2", "name", "Bob J. Ray"), ("2", "birthDate", "1960"), ("2", "nationality", "ru"),
        ("2", "gender", "male"), ("2", "country", "de"),
    }  # fmt: skip
    told = bench.rows(
        "SELECT prop, value, original, record, line, method FROM claims WHERE entity = 'test:1'"
        " AND prop IN ('name', 'nationality', 'gender', 'country', 'email') ORDER BY prop, value"
    )
    assert told == [
        ("country", "de", None, "id=1", 2, "constant"),
        ("email", "a@x.org", "A@X.org", "id=1", 2, "column"),
        ("email", "b@y.org", None, "id=1", 2, "column"),
        ("gender", "female", "F", "id=1", 2, "lookup"),
        ("name", "Ann Lee", None, "id=1", 2, "template"),
        ("nationality", "de", "Deutschland", "id=1", 2, "column"),
    ]


def test_empty_parts_of_a_text_take_their_separators_with_them(bench: Bench) -> None:
    bench.mapping(
        """
        places:
          files: "*.csv"
          format: {delimiter: ";"}
          entities:
            place:
              schema: Address
              id: id
              properties: {full: "{street}, {city}, {state} ({country})"}
        """
    )
    bench.read(
        bench.write(
            "p.csv",
            """
            id;street;city;state;country
            1;Main St 1;Oslo;Viken;Norway
            2;;Oslo;;Norway
            3;Main St 1;;;
            4;;;;
            """,
        )
    )
    assert bench.claims() == {
        ("1", "full", "Main St 1, Oslo, Viken (Norway)"),
        ("2", "full", "Oslo (Norway)"),
        ("3", "full", "Main St 1"),
    }


STRICT = """
people:
  files: "*.csv"
  format: {nulls: [n/a, "-"]}
  entities:
    person:
      schema: Person
      id: id
      properties:
        name: name
        birthDate: born
        createdAt: {column: since, format: "%d/%m/%Y"}
        nationality: country
        gender: sex
"""


def test_what_sets_a_record_aside_and_what_is_only_left_out(bench: Bench) -> None:
    bench.mapping(STRICT)
    report = bench.read(
        bench.write(
            "p.csv",
            """
            id,name,born,since,country,sex
            1,Ann,1957-03-19,01/02/2003,Narnia,robot
            2,Bob,03/04/1957,01/02/2003,Narnia,male
            3,Cid,1957,2003-02-01,France,male
            -,Dan,1957,01/02/2003,France,male
            5,n/a,-,-,n/a,-
            """,
        )
    )
    assert (report.read, report.kept, report.rejected) == (5, 4, 1)
    assert bench.rejects("line", "field", "value", "reason") == [
        (5, "id", None, "the key of the person is empty"),
    ]
    assert bench.claims() == {
        ("1", "name", "Ann"), ("1", "birthDate", "1957-03-19"), ("1", "createdAt", "2003-02-01"),
        ("2", "name", "Bob"), ("2", "createdAt", "2003-02-01"), ("2", "gender", "male"),
        ("3", "name", "Cid"), ("3", "birthDate", "1957"), ("3", "nationality", "fr"),
        ("3", "gender", "male"),
    }  # fmt: skip
    assert bench.warnings == (
        "Person.birthDate: not a valid date, left out: '03/04/1957' (p.csv:3)",
        "Person.createdAt: not a valid date, left out: '2003-02-01' (p.csv:4)",
        "Person.gender: not a valid gender, left out: 'robot' (p.csv:2)",
        "Person.nationality: not a valid country, left out: 'Narnia' (2×, first p.csv:2)",
    )


def test_a_record_may_be_set_aside_for_a_bad_value(bench: Bench) -> None:
    bench.mapping(
        STRICT.replace("born", "{column: born, bad: reject}").replace("%Y", '%Y", bad: "reject')
    )
    bench.read(bench.write("p.csv", "id,name,born,since,country,sex\n2,Bob,03/04/1957,,,\n"
                           "3,Cid,1957,2003-02-01,France,male\n"))  # fmt: skip
    assert bench.rejects("line", "field", "value", "reason") == [
        (2, "born", "03/04/1957", "not a date, or one that can be read in two ways"),
        (3, "since", "2003-02-01", "not a date of the format expected"),
    ]


def test_the_mapping_decides_what_becomes_of_bad_values(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person:
              schema: Person
              id: id
              properties:
                birthDate: {column: born, bad: drop}
                deathDate: {column: died, format: "%Y", bad: keep}
                nationality: {column: country, bad: reject}
        """
    )
    report = bench.read(
        bench.write("p.csv", "id,born,died,country\n1,x,soon,fr\n2,1950,1999,Narnia\n")
    )
    assert report.rejected == 1
    assert bench.rejects("line", "field", "value", "reason") == [
        (3, "country", "Narnia", "not a country")
    ]
    assert bench.claims() == {("1", "deathDate", "soon"), ("1", "nationality", "fr")}
    assert bench.warnings == (
        "Person.birthDate: not a valid date, left out: 'x' (p.csv:2)",
        "Person.deathDate: not a valid date, kept as it stands: 'soon' (p.csv:2)",
    )


def test_identifiers_are_checked_where_they_have_check_digits(bench: Bench) -> None:
    bench.mapping(
        """
        accounts:
          files: "*.csv"
          entities:
            account:
              schema: BankAccount
              id: id
              properties: {iban: iban, accountNumber: number}
        """
    )
    bench.read(
        bench.write(
            "p.csv",
            "id,iban,number\n1,DE89 3704 0044 0532 0130 00,0532-0130\n2,DE00370400440532013000,7\n",
        )
    )
    assert bench.claims() == {
        ("1", "iban", "DE89370400440532013000"), ("1", "accountNumber", "0532-0130"),
        ("2", "accountNumber", "7"),
    }  # fmt: skip
    assert bench.warnings == (
        "BankAccount.iban: not a valid iban, left out: 'DE00370400440532013000' (p.csv:3)",
    )


def test_money_and_instants(bench: Bench) -> None:
    bench.mapping(
        """
        loans:
          files: "*.csv"
          format: {delimiter: ";"}
          entities:
            loan:
              schema: Loan
              id: id
              properties:
                outstanding: {column: rest, currency: {column: ccy}, thousands: ",", bad: reject}
                amount: amount
                createdAt: {column: at, with_time: true, timezone: Europe/Berlin}
        """
    )
    report = bench.read(
        bench.write(
            "l.csv",
            """
            id;rest;ccy;amount;at
            1;1,200.50;EUR;1.2E3;2024-07-01 12:00
            2;7;XYZ;;
            3;seven;EUR;;
            """,
        )
    )
    assert bench.rejects("line", "field", "value", "reason") == [
        (3, "ccy", "XYZ", "unknown currency"),
        (4, "rest", "seven", "not a number"),
    ]
    assert report.rejected == 2
    assert bench.claims() == {
        ("1", "outstanding", "1200.50 EUR"), ("1", "amount", "1200"),
        ("1", "createdAt", "2024-07-01T10:00Z"),
    }  # fmt: skip


OWNERSHIP = """
shares:
  files: "*.csv"
  entities:
    owner: {schema: Person, id: "p/{owner}", once: true, optional: true, properties: {name: owner}}
    company: {schema: Company, id: "c/{company}", once: true, properties: {name: company}}
    share:
      schema: Ownership
      id: "{owner}-{company}"
      when: {column: owner, empty: false}
      valid_from: since
      valid_to: {column: until, format: "%d.%m.%Y"}
      properties:
        owner: {entity: owner}
        asset: {entity: company}
        percentage: share
"""


def test_relations_and_periods(bench: Bench) -> None:
    bench.mapping(OWNERSHIP)
    report = bench.read(
        bench.write(
            "s.csv",
            """
            owner,company,share,since,until
            Ann,Acme,51,2020-05,31.12.2022
            Bob,Acme,49,,
            ,Zeta,,,
            """,
        )
    )
    assert (report.kept, report.rejected) == (3, 0)
    assert bench.claims("Ownership") == {
        ("Ann-Acme", "owner", "test:p/Ann"), ("Ann-Acme", "asset", "test:c/Acme"),
        ("Ann-Acme", "percentage", "51"),
        ("Bob-Acme", "owner", "test:p/Bob"), ("Bob-Acme", "asset", "test:c/Acme"),
        ("Bob-Acme", "percentage", "49"),
    }  # fmt: skip
    assert bench.claims("Company") == {("c/Acme", "name", "Acme"), ("c/Zeta", "name", "Zeta")}
    assert set(
        bench.rows("SELECT entity, valid_from, valid_to FROM claims WHERE schema = 'Ownership'")
    ) == {
        ("test:Ann-Acme", date(2020, 5, 1), date(2022, 12, 31)),
        ("test:Bob-Acme", None, None),
    }
    ((original, method),) = set(
        bench.rows("SELECT original, method FROM claims WHERE prop = 'owner' AND value LIKE '%Ann'")
    )
    assert (original, method) == (None, "reference")


def test_a_bad_period_sets_the_record_aside(bench: Bench) -> None:
    bench.mapping(OWNERSHIP)
    bench.read(
        bench.write(
            "s.csv",
            "owner,company,share,since,until\nA,X,1,soon,\nB,X,1,,2022-12-31\nC,X,1,2001,\n",
        )
    )
    assert bench.rejects("line", "field", "value") == [
        (2, "since", "soon"),
        (3, "until", "2022-12-31"),
    ]


def test_filters_and_first_filled_column(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person:
              schema: Person
              id: "{bank|strip_zeros}/{nr|alnum}/{code|upper}"
              properties:
                name: {first_of: [nick, name]}
                phone: "{tel|digits}"
        """
    )
    bench.read(
        bench.write(
            "p.csv",
            "bank,nr,code,nick,name,tel\n007,a-1 b,xy,,Ann,+47 (22) 1\n000,2,z,Bo,Bob,none\n",
        )
    )
    assert bench.claims() == {
        ("7/A1B/XY", "name", "Ann"), ("7/A1B/XY", "phone", "47221"), ("0/2/Z", "name", "Bo"),
    }  # fmt: skip


def test_one_property_of_several_columns_and_the_same_entity_in_many_files(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          record: id
          entities:
            person:
              schema: Person
              id: id
              properties: {alias: [a, b, {column: c, when: {column: use, equals: "yes"}}]}
        """
    )
    first = bench.write("1.csv", "id,a,b,c,use\n7,x,y,z,yes\n8,x,x,z,no\n")
    second = bench.write("2.csv", "id,a,b,c,use\n7,x,y,z,yes\n")
    report = bench.read(first, second)
    assert report.read == 3
    assert bench.claims() == {
        ("7", "alias", "x"), ("7", "alias", "y"), ("7", "alias", "z"), ("8", "alias", "x"),
    }  # fmt: skip
    assert report.claims == 4


def test_a_namespace_joins_what_several_mappings_say(bench: Bench) -> None:
    bench.mapping(STRICT, head="namespace: bank\n")
    bench.read(bench.write("p.csv", "id,name,born,since,country,sex\n1,Ann,,,,\n"))
    assert bench.rows("SELECT entity FROM claims") == [("bank:1",)]


def test_columns_nobody_mentions_are_named_aloud(bench: Bench) -> None:
    bench.mapping(STRICT.rstrip() + "\n  ignore: [internal_*]")
    bench.read(
        bench.write("p.csv", "id,name,born,since,country,sex,internal_1,mood\n1,A,,,,,x,y\n")
    )
    assert bench.warnings == (
        "p.csv: column 'mood' is not mapped; map it, or name it under 'ignore'",
    )


def test_a_table_of_nothing_is_named_aloud(bench: Bench) -> None:
    bench.mapping(STRICT)
    report = bench.read(bench.write("p.csv", "id,name,born,since,country,sex\n"))
    assert (report.read, report.claims) == (0, 0)
    assert bench.warnings == ("p.csv: has no records",)


BANKS = """
payments:
  files: "*.csv"
  entities:
    payer: {schema: BankAccount, id: "{fb}/{fa}", record: a, properties: {accountNumber: fa}}
    payee: {schema: BankAccount, id: "{tb}/{ta}", record: a, properties: {accountNumber: ta}}
    sender:
      schema: Company
      id: fb
      once: true
      properties: {name: fb, notes: {constant: sends}}
    receiver:
      schema: Company
      id: tb
      once: true
      properties: {name: tb, notes: {constant: receives}}
  transfers: {from: payer, to: payee, amount: {column: x, currency: EUR}, instant: d}
"""


def test_what_is_said_once_is_still_said_in_every_role(bench: Bench) -> None:
    bench.mapping(BANKS)
    files = [
        bench.write(f"{n}.csv", f"fb,fa,tb,ta,x,d\n{line},1,2024-01-01\n")
        for n, line in enumerate(["X,A,Y,B", "Y,B,X,A", "X,A,Y,B"])
    ]
    bench.read(*files)
    assert bench.claims("Company") == {
        (bank, prop, value)
        for bank in "XY"
        for prop, value in (("name", bank), ("notes", "sends"), ("notes", "receives"))
    }
    assert bench.claims("BankAccount") == {
        ("X/A", "accountNumber", "A"),
        ("Y/B", "accountNumber", "B"),
    }


def test_a_birth_told_as_several_dates_is_each_of_them(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person:
              schema: Person
              id: id
              properties: {birthDate: {column: born, day_first: true}, deathDate: died}
        """
    )
    report = bench.read(
        bench.write(
            "p.csv",
            """
            id,born,died
            1,00/00/1965,
            2,1976 or 1977,1999
            3,(1) 04/05/1971. (2) 04/05/1972.,
            4,1976 or 2999,
            5,soon,
            """,
        )
    )
    assert report.rejected == 0
    assert bench.claims() == {
        ("1", "birthDate", "1965"),
        ("2", "birthDate", "1976"),
        ("2", "birthDate", "1977"),
        ("2", "deathDate", "1999"),
        ("3", "birthDate", "1971-05-04"),
        ("3", "birthDate", "1972-05-04"),
    }
    assert bench.warnings == (
        "Person.birthDate: in the future, left out: '1976 or 2999' (p.csv:5)",
        "Person.birthDate: not a valid date, left out: 'soon' (p.csv:6)",
    )
