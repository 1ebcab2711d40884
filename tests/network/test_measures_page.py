"""docs/measures.md is what the code writes, and names every measure."""

from __future__ import annotations

from graph.network import MEASURES
from graph.views.measures_page import example_page
from tests.network.known import ROOT


def test_the_page_is_as_the_code_writes_it():
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert page == example_page(), "run: python -m graph.views.measures_page"
    assert all(f"## {name.replace('_', '-')}\n" in page for name in MEASURES)
