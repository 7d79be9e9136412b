"""The ready mappings, on small files in the published formats."""
# ruff: noqa: E501 (lines of tables)

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ingest
from kg.lake import RunReport
from tests.ingest.tables.conftest import Bench


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def read(bench: Bench, source: str, *paths: Path, **settings: str) -> RunReport:
    report = ingest.run(bench.workspace, source, *paths, params=settings)
    assert not [text for text in report.warnings if "not mapped" in text]
    return report


def ledger(bench: Bench, *columns: str) -> list[tuple[Any, ...]]:
    return bench.ledger(*columns)


def test_amlsim_as_it_writes_now(bench: Bench) -> None:
    bench.write(
        "in/accounts.csv",
        """
        acct_id,dsply_nm,type,acct_stat,acct_rptng_crncy,prior_sar_count,branch_id,open_dt,close_dt,initial_deposit,tx_behavior_id,bank_id,first_name,last_name,street_addr,city,state,country,zip,gender,birth_date,ssn,lon,lat
        0,C_0,I,A,USD,false,1,2017-01-01T00:00:00Z,4754-11-29T00:00:00Z,69210.67,1,bank_a,Jo,Day,1 Elm St,Reno,NV,US,89501,Female,1961-07-06,575-32-9175,-119.8,39.5
        1,C_1,I,A,USD,true,1,2017-01-01T00:00:00Z,,5.00,1,,,,,,,,,,,,,
        """,
    )
    bench.write(
        "in/transactions.csv",
        """
        tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id
        1,0,1,TRANSFER,479.61,2017-01-01T00:00:00Z,False,-1
        2,1,0,TRANSFER,82.10,2017-03-02T00:00:00Z,True,14
        """,
    )
    bench.write(
        "in/alert_accounts.csv",
        """
        alert_id,alert_type,acct_id,acct_name,is_sar,model_id,start,end,schedule_id,bank_id
        14,fan_in,1,1,True,3,0,100,2,bank_a
        """,
    )
    folder = bench.write("in/alert_transactions.csv", "alert_id\n14\n").parent
    report = read(bench, "amlsim", folder)
    assert (report.read, report.rejected, report.transfers) == (5, 0, 2)
    assert report.warnings == (
        "alert_transactions.csv: not read, no table of the mapping wants it",
    )
    assert ledger(bench, "id", "from_account", "to_account", "amount", "instant", "outcome", "format") == [
        ("1", "amlsim:0", "amlsim:1", 47961, at(2017, 1, 1), None, "TRANSFER"),
        ("2", "amlsim:1", "amlsim:0", 8210, at(2017, 3, 2), "laundering", "TRANSFER"),
    ]  # fmt: skip
    assert bench.claims("BankAccount") == {
        ("0", "accountNumber", "0"), ("0", "name", "C_0"), ("0", "accountType", "I"),
        ("0", "currency", "USD"), ("0", "balance", "69210.67"), ("0", "openingDate", "2017-01-01"),
        ("0", "closingDate", "4754-11-29"), ("0", "bank", "amlsim:bank/bank_a"),
        ("1", "accountNumber", "1"), ("1", "name", "C_1"), ("1", "accountType", "I"),
        ("1", "currency", "USD"), ("1", "balance", "5.00"), ("1", "openingDate", "2017-01-01"),
        ("1", "outcome", "fraud"),
    }  # fmt: skip
    assert ("party/0", "address", "1 Elm St, Reno, NV 89501") in bench.claims("Person")
    assert ("holding/0", "owner", "amlsim:party/0") in bench.claims("Ownership")


def test_amlsim_as_it_once_wrote(bench: Bench) -> None:
    bench.write(
        "in/accounts.csv",
        """
        ACCOUNT_ID,CUSTOMER_ID,INIT_BALANCE,COUNTRY,ACCOUNT_TYPE,IS_FRAUD,TX_BEHAVIOR_ID
        0,C_0,184.44,US,I,false,1
        1,C_1,175.80,US,I,true,1
        """,
    )
    bench.write(
        "in/transactions.csv",
        """
        TX_ID,SENDER_ACCOUNT_ID,RECEIVER_ACCOUNT_ID,TX_TYPE,TX_AMOUNT,TIMESTAMP,IS_FRAUD,ALERT_ID
        1,0,1,TRANSFER,465.05,0,False,-1
        82,1,0,TRANSFER,4.85,3,True,193
        """,
    )
    folder = bench.write(
        "in/alerts.csv",
        """
        ALERT_ID,ALERT_TYPE,IS_FRAUD,TX_ID,SENDER_ACCOUNT_ID,RECEIVER_ACCOUNT_ID,TX_TYPE,TX_AMOUNT,TIMESTAMP
        193,fan_in,True,82,1,0,TRANSFER,4.85,3
        """,
    ).parent
    report = read(bench, "amlsim", folder, base_date="2022-01-01", currency="EUR")
    assert (report.read, report.rejected, report.warnings) == (5, 0, ())
    assert ledger(bench, "id", "amount", "currency", "instant", "outcome") == [
        ("1", 46505, "EUR", at(2022, 1, 1), None),
        ("82", 485, "EUR", at(2022, 1, 4), "laundering"),
    ]
    outcomes = {(e, v) for e, prop, v in bench.claims("BankAccount") if prop == "outcome"}
    assert outcomes == {("0", "fraud"), ("1", "fraud")}
    assert ("holding/1", "owner", "amlsim:party/C_1") in bench.claims("Ownership")


AMLWORLD_HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
)


def test_amlworld(bench: Bench) -> None:
    transfers = bench.write(
        "HI-Tiny_Trans.csv",
        "\n".join(
            [
                AMLWORLD_HEADER,
                "2022/09/01 00:20,010,8000EBD30,010,8000EBD30,3697.34,US Dollar,3697.34,US Dollar,Reinvestment,0",
                "2022/09/01 00:06,001,8000F4580,010,8000EBD30,0.000015,Bitcoin,0.18,US Dollar,Bitcoin,1",
                "2022/09/01 00:07,001,8000F4580,010,8000EBD30,17897.27,Yen,17897.27,Yen,ACH,0",
                "2022/09/01 00:08,001,8000F4580,010,8000EBD30,5.00,Kroner,5.00,Kroner,ACH,0",
                "2022/09/01 00:07,001,8000F4580,010,8000EBD30,17897.27,Yen,17897.27,Yen,ACH,0",
            ]
        ),
    )
    accounts = bench.write(
        "HI-Tiny_accounts.csv",
        """
        Bank Name,Bank ID,Account Number,Entity ID,Entity Name
        Portugal Bank #10,10,8000EBD30,80062E240,Sole Proprietorship #50438
        First Bank,1,8000F4580,80062E3A0,Individual #7
        First Bank,1,8000F4590,80062E3B0,Country #2
        """,
    )
    report = read(bench, "amlworld", transfers, accounts)
    assert (report.read, report.rejected) == (8, 1)
    assert bench.rejects("line", "field", "value", "reason", source="amlworld") == [
        (5, "Payment Currency", "Kroner", "unknown currency")
    ]
    assert ledger(
        bench, "line", "from_account", "to_account", "amount", "currency", "received_amount",
        "received_currency", "format", "outcome",
    ) == [
        (2, "amlworld:10/8000EBD30", "amlworld:10/8000EBD30", 369734, "USD", None, None,
         "Reinvestment", None),
        (3, "amlworld:1/8000F4580", "amlworld:10/8000EBD30", 18, "USD", 1500, "BTC", "Bitcoin",
         "laundering"),
        (4, "amlworld:1/8000F4580", "amlworld:10/8000EBD30", 17897, "JPY", None, None, "ACH", None),
        (6, "amlworld:1/8000F4580", "amlworld:10/8000EBD30", 17897, "JPY", None, None, "ACH", None),
    ]  # fmt: skip
    identifiers = [row[0] for row in ledger(bench, "id")]
    assert identifiers[3] == f"{identifiers[2]}-2"
    assert bench.claims("BankAccount") == {
        ("10/8000EBD30", "accountNumber", "8000EBD30"), ("10/8000EBD30", "bank", "amlworld:bank/10"),
        ("1/8000F4580", "accountNumber", "8000F4580"), ("1/8000F4580", "bank", "amlworld:bank/1"),
        ("1/8000F4590", "accountNumber", "8000F4590"), ("1/8000F4590", "bank", "amlworld:bank/1"),
    }  # fmt: skip
    assert bench.claims("Person") == {("entity/80062E3A0", "name", "Individual #7")}
    assert bench.claims("LegalEntity") == {("entity/80062E3B0", "name", "Country #2")}
    assert bench.claims("Company") == {
        ("bank/10", "name", "Portugal Bank #10"), ("bank/10", "name", "Bank 10"),
        ("bank/1", "name", "First Bank"), ("bank/1", "name", "Bank 1"),
        ("entity/80062E240", "name", "Sole Proprietorship #50438"),
    }  # fmt: skip


def test_paysim(bench: Bench) -> None:
    file = bench.write(
        "PS_20174392719_1491204439457_log.csv",
        """
        step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,newbalanceDest,isFraud,isFlaggedFraud
        1,PAYMENT,9839.64,C1231006815,170136.0,160296.36,M1979787155,0.0,0.0,0,0
        1,TRANSFER,181.0,C1305486145,181.0,0.0,C553264065,0.0,0.0,1,0
        24,CASH_IN,143236.26,C1862994526,0.0,143236.26,C1688019098,608932.17,97263.78,0,0
        """,
    )
    report = read(bench, "paysim", file)
    assert (report.read, report.rejected, report.warnings) == (3, 0, ())
    assert ledger(bench, "from_account", "to_account", "amount", "instant", "format", "outcome") == [
        ("paysim:C1231006815", "paysim:M1979787155", 983964, at(2017, 1, 1, 1), "PAYMENT", None),
        ("paysim:C1305486145", "paysim:C553264065", 18100, at(2017, 1, 1, 1), "TRANSFER", "fraud"),
        ("paysim:C1688019098", "paysim:C1862994526", 14323626, at(2017, 1, 2), "CASH_IN", None),
    ]  # fmt: skip
    assert ("M1979787155", "accountNumber", "M1979787155") in bench.claims("BankAccount")


def test_fincen_files(bench: Bench) -> None:
    flows = bench.write(
        "download_transactions_map.csv",
        """
        id,icij_sar_id,filer_org_name_id,filer_org_name,begin_date,end_date,originator_bank_id,originator_bank,originator_bank_country,originator_iso,beneficiary_bank_id,beneficiary_bank,beneficiary_bank_country,beneficiary_iso,number_transactions,amount_transactions
        223254,3297,bny,The Bank of New York,"Mar 25, 2015","Sep 25, 2015",cimb,CIMB Bank ,Singapore,SGP,barclays,Barclays,United Kingdom,GBR,68,5.689852347E7
        223255,3297,bny,The Bank of New York,"Jul 5, 2012","Jul 5, 2012",barclays,Barclays,United Kingdom,GBR,cimb,CIMB Bank,Singapore,SGP,,5000
        223256,3297,bny,The Bank of New York,,,barclays,Barclays,United Kingdom,GBR,cimb,CIMB Bank,Singapore,SGP,1,1
        """,
    )
    connections = bench.write(
        "download_bank_connections.csv",
        """
        icij_sar_id,filer_org_name_id,filer_org_name,entity_b_id,entity_b,entity_b_country,entity_b_iso_code
        4132,bny,The Bank of New York,habib,Habib Bank,Pakistan,PAK
        """,
    )
    report = read(bench, "fincen-files", flows, connections)
    assert (report.read, report.rejected) == (4, 1)
    assert bench.rejects("record", "field", "reason", source="fincen-files") == [
        ("id=223256", "begin_date", "the date is empty")
    ]
    assert ledger(bench, "id", "from_account", "to_account", "amount", "count", "instant", "until") == [
        ("223254", "fincen-files:cimb", "fincen-files:barclays", 5689852347, 68,
         at(2015, 3, 25), at(2015, 9, 25, 23, 59, 59, 999_999)),
        ("223255", "fincen-files:barclays", "fincen-files:cimb", 500000, 1, at(2012, 7, 5),
         at(2012, 7, 5, 23, 59, 59, 999_999)),
    ]  # fmt: skip
    assert bench.claims("Company") == {
        ("cimb", "name", "CIMB Bank"), ("cimb", "country", "sg"),
        ("barclays", "name", "Barclays"), ("barclays", "country", "gb"),
        ("bny", "name", "The Bank of New York"), ("habib", "name", "Habib Bank"),
        ("habib", "country", "pk"),
    }  # fmt: skip
    subjects = {(e, v) for e, prop, v in bench.claims("Filing") if prop == "subject"}
    assert subjects == {
        ("sar/3297", "fincen-files:cimb"), ("sar/3297", "fincen-files:barclays"),
        ("sar/4132", "fincen-files:habib"),
    }  # fmt: skip
    assert ("sar/4132/bny/habib", "object", "fincen-files:habib") in bench.claims("UnknownLink")
