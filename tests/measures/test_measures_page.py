"""docs/measures.md is what the code writes, and names every measure."""

from __future__ import annotations

import doctest
import re

from standoff.measures.catalogue import MEASURES
from tests.measures.known import ROOT, shared
from tools.measures_page import SAMPLE, example_page, with_sample

PAGE = ROOT / "docs" / "measures.md"
AGAIN = "run: python -m tools.measures_page ../shared/data/ucdp/ged_global_23.1_sample1000_49col.csv"


def test_the_page_is_what_the_code_writes():
    page = re.sub(rf"\n{SAMPLE}\n.*?(?=\n## |\Z)", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert page == example_page(), AGAIN
    assert all(f"## {name.replace('_', '-')}\n" in page for name in MEASURES)


def test_the_example_on_a_graph_of_your_own_runs():
    [block] = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    example = doctest.DocTestParser().get_doctest(block, {}, "measures.md", str(PAGE), 0)
    assert len(example.examples) == 7 and doctest.DocTestRunner().run(example) == (0, 7)


def test_the_answers_on_the_sample_are_what_the_code_gives():
    sample = shared("data/ucdp/ged_global_23.1_sample1000_49col.csv")
    assert PAGE.read_text(encoding="utf-8") == with_sample(sample), AGAIN
