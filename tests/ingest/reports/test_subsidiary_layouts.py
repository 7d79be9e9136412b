"""Lists of subsidiaries in the layouts of EDGAR, each read whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.reports.subsidiaries.exhibit21 import read_exhibit21

LAYOUTS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("subsidiary_layouts.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: str(layout["name"]))
def test_a_layout(layout: dict[str, Any]) -> None:
    html = layout["document"].startswith("<p>")
    document = f"<html><body>{layout['document']}</body></html>" if html else layout["document"]
    exhibit = read_exhibit21(document.encode(), "ex21")
    listed = exhibit.subsidiaries
    assert exhibit.registrant == layout["registrant"]
    assert [
        [
            one.name,
            one.jurisdiction,
            None if one.share is None else f"{one.share.normalize():f}",
            None if one.parent is None else listed[one.parent].name,
        ]
        for one in listed
    ] == layout["says"]
