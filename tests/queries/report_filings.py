"""Filings with figures, stated as claims: what a reader of reports would put into a lake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.queries.worlds import World

GAAP = "us-gaap:"


@dataclass
class Filer:
    """A company that files reports. Its id is `w:` and the name in lower case."""

    world: World
    name: str = "Acme"

    def __post_init__(self) -> None:
        self.id = self.world.company(self.name)

    def files(self, form: str, end: str, filed: str = "", **properties: str) -> str:
        """A filing for a period that ends on a day."""
        if filed:
            properties["filingDate"] = filed
        return self.world.entity(
            f"f:{self.name}-{form}-{end}",
            "Filing",
            filingType=form,
            endDate=end,
            filer=self.id,
            **properties,
        )

    def says(
        self,
        filing: str,
        concept: str,
        value: str | int,
        end: str,
        start: str = "",
        *,
        unit: str = "USD",
        decimals: str = "0",
        dimension: str = "",
        label: str = "",
    ) -> str:
        """A figure; without a start it is of an instant. A plain concept is of us-gaap."""
        concept = concept if ":" in concept else f"{GAAP}{concept}"
        properties = {"startDate": start, "endDate": end} if start else {"date": end}
        if dimension:
            properties["dimension"] = dimension
        else:
            properties["reporter"] = self.id
        if label:
            properties["label"] = label
        return self.world.entity(
            f"{filing}/{concept}/{start}/{end}/{unit}/{value}/{dimension}",
            "Figure",
            concept=concept,
            value=str(value),
            unit=unit,
            decimals=decimals,
            filing=filing,
            **properties,
        )

    def says_all(
        self, filing: str, figures: Mapping[str, str | int], end: str, start: str = "", **how: str
    ) -> None:
        """Several figures of one period."""
        for concept, value in figures.items():
            unit = "shares" if "Shares" in concept else how.get("unit", "USD")
            self.says(filing, concept, value, end, start, unit=unit)


def acme(world: World) -> Filer:
    """A made-up company with one annual report for 2025: two years, and assets at three ends."""
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31", "2026-03-02")
    filer.says_all(
        filing,
        {
            "Revenues": 800, "CostOfRevenue": 480, "SellingGeneralAndAdministrativeExpense": 80,
            "OperatingIncomeLoss": 150, "NetIncomeLoss": 120, "Depreciation": 100,
            "NetCashProvidedByUsedInOperatingActivities": 100,
            "DepreciationDepletionAndAmortization": 105,
        },
        "2025-12-31", "2025-01-01",
    )  # fmt: skip
    filer.says_all(
        filing,
        {
            "Revenues": 640, "CostOfRevenue": 320, "SellingGeneralAndAdministrativeExpense": 64,
            "OperatingIncomeLoss": 110, "NetIncomeLoss": 80, "Depreciation": 100,
            "NetCashProvidedByUsedInOperatingActivities": 90,
        },
        "2024-12-31", "2024-01-01",
    )  # fmt: skip
    filer.says_all(
        filing,
        {
            "Assets": 1000, "AssetsCurrent": 400, "LiabilitiesCurrent": 200, "Liabilities": 400,
            "StockholdersEquity": 600, "RetainedEarningsAccumulatedDeficit": 300,
            "AccountsReceivableNetCurrent": 100, "PropertyPlantAndEquipmentNet": 500,
            "LongTermDebtNoncurrent": 100, "CommonStockSharesOutstanding": 50,
            "CashAndCashEquivalentsAtCarryingValue": 50, "DebtCurrent": 20,
            "AccruedIncomeTaxesCurrent": 15,
        },
        "2025-12-31",
    )  # fmt: skip
    filer.says_all(
        filing,
        {
            "Assets": 800, "AssetsCurrent": 320, "LiabilitiesCurrent": 160,
            "AccountsReceivableNetCurrent": 64, "PropertyPlantAndEquipmentNet": 400,
            "LongTermDebtNoncurrent": 80, "CommonStockSharesOutstanding": 50,
            "CashAndCashEquivalentsAtCarryingValue": 40, "DebtCurrent": 10,
            "AccruedIncomeTaxesCurrent": 10,
        },
        "2024-12-31",
    )  # fmt: skip
    filer.says(filing, "Assets", 640, "2023-12-31")
    return filer


def apple_2024(world: World) -> Filer:
    """Figures of Apple's annual reports for 2023 and 2024, in millions as they print them."""
    filer = Filer(world, "Apple")
    filing = filer.files("10-K", "2024-09-28", "2024-11-01")

    def year(end: str, start: str, **figures: int) -> None:
        for concept, value in figures.items():
            filer.says(filing, concept, value * 10**6, end, start, decimals="-6")

    def balance(end: str, **figures: int) -> None:
        for concept, value in figures.items():
            filer.says(filing, concept, value * 10**6, end, decimals="-6")

    year(
        "2024-09-28", "2023-10-01",
        RevenueFromContractWithCustomerExcludingAssessedTax=391_035,
        CostOfGoodsAndServicesSold=210_352, SellingGeneralAndAdministrativeExpense=26_097,
        OperatingIncomeLoss=123_216, NetIncomeLoss=93_736, Depreciation=8_200,
        DepreciationDepletionAndAmortization=11_445,
        NetCashProvidedByUsedInOperatingActivities=118_254,
    )  # fmt: skip
    year(
        "2023-09-30", "2022-09-25",
        RevenueFromContractWithCustomerExcludingAssessedTax=383_285,
        CostOfGoodsAndServicesSold=214_137, SellingGeneralAndAdministrativeExpense=24_932,
        OperatingIncomeLoss=114_301, NetIncomeLoss=96_995, Depreciation=8_500,
        DepreciationDepletionAndAmortization=11_519,
        NetCashProvidedByUsedInOperatingActivities=110_543,
    )  # fmt: skip
    balance(
        "2024-09-28",
        Assets=364_980, AssetsCurrent=152_987, LiabilitiesCurrent=176_392, Liabilities=308_030,
        StockholdersEquity=56_950, RetainedEarningsAccumulatedDeficit=-19_154,
        AccountsReceivableNetCurrent=33_410, PropertyPlantAndEquipmentNet=45_680,
        LongTermDebtNoncurrent=85_750, LongTermDebtCurrent=10_912, CommercialPaper=9_967,
        CashAndCashEquivalentsAtCarryingValue=29_943, MarketableSecuritiesCurrent=35_228,
        AccruedIncomeTaxesCurrent=26_601,
    )  # fmt: skip
    balance(
        "2023-09-30",
        Assets=352_583, AssetsCurrent=143_566, LiabilitiesCurrent=145_308, Liabilities=290_437,
        StockholdersEquity=62_146, RetainedEarningsAccumulatedDeficit=-214,
        AccountsReceivableNetCurrent=29_508, PropertyPlantAndEquipmentNet=43_715,
        LongTermDebtNoncurrent=95_281, LongTermDebtCurrent=9_822, CommercialPaper=5_985,
        CashAndCashEquivalentsAtCarryingValue=29_965, MarketableSecuritiesCurrent=31_590,
        AccruedIncomeTaxesCurrent=8_819,
    )  # fmt: skip
    balance("2022-09-24", Assets=352_755)
    for end, shares in (("2024-09-28", 15_116_786_000), ("2023-09-30", 15_550_061_000)):
        filer.says(filing, "CommonStockSharesOutstanding", shares, end, unit="shares")
    return filer
