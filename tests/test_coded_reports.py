"""The coded reports of the examples against the articles they were read in, where those lie beside the checkout."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal

from standoff.claim import Attribution, Reading
from standoff.readers.quotes import MAX_WORDS, quote_check
from standoff.readers.report import read_reports
from standoff.vocabulary import PREFIXES, local_name, st

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = [ROOT / "examples" / name for name in ("khirbet-amo", "derik-2020")]
FILES = sorted(path for folder in EXAMPLES for path in folder.iterdir())
RULES = ROOT / "docs" / "coding.md"
SHARED = ROOT.parent / "shared"

#: Each report and the text it was coded from. An article's first line is its address.
ARTICLES = {
    "enab-baladi-2020-02-13": "seed/article.txt",
    "syriacpress-2020-02-12": "articles/03.txt",
    "dfns-2020-02-12": "articles/06.txt",
    "defence-point-2020-02-12": "articles/08.txt",
    "al-manar-2020-02": "articles/09.txt",
    "event-sy-2020-02": "articles/14.txt",
    "syrcenter-2020-02": "articles/15.txt",
    "zvezda-2020-02-12": "articles/17.txt",
    "southfront-2020-05-23": "articles/18.txt",
    "southfront-2020-05-13": "articles/20.txt",
    "uawire-undated": "articles/22.txt",
    "syrializm-undated": "articles/23.txt",
    "smopo-2020-02": "articles/40.txt",
    "good-morning-america-2020-08": "articles/47.txt",
    "socialstatus24-2020-08": "articles/48.txt",
    "xinhua-2020-08-26": "articles/49.txt",
    "al-masdar-2020-08": "articles/50.txt",
}
#: Their first paragraph is number 1; a headline that only the address gives is number 0.
WITHOUT_HEADLINE = {
    "al-manar-2020-02",
    "event-sy-2020-02",
    "zvezda-2020-02-12",
    "syrializm-undated",
    "smopo-2020-02",
    "al-masdar-2020-08",
}
CODED = sorted(path.stem for path in FILES if path.stem in ARTICLES)
LANGUAGES = {"event-sy-2020-02": "ar", "zvezda-2020-02-12": "ru", "smopo-2020-02": "de"}


@cache
def readings() -> dict[str, Reading]:
    every = (reading for folder in EXAMPLES for reading in read_reports(folder))
    return {local_name(reading.document.value): reading for reading in every}


@cache
def text_of(report: str) -> str:
    path = SHARED / ARTICLES[report]
    if not path.is_file():
        pytest.skip(f"{path} is not at hand")
    return path.read_text(encoding="utf-8")


def quoted(report: str) -> list[Attribution]:
    said = (said for said in readings()[report].attributions if said.quote)
    return sorted(said, key=lambda said: said.coded_as or "")


def fact(report: str, predicate: str) -> Literal | None:
    reading = readings()[report]
    document = next(thing for thing in reading.entities if thing.iri == reading.document)
    values = (value for prop, value in document.facts if prop.value == predicate)
    return next((value for value in values if isinstance(value, Literal)), None)


def runs(text: str, length: int = 13) -> set[tuple[str, ...]]:
    """Every run of so many words that follow each other in the text, letter case and punctuation apart.

    >>> runs("“One, two” three.", 2) == {("one", "two"), ("two", "three")}
    True
    """
    words = (re.sub(r"^\W+|\W+$", "", word) for word in unicodedata.normalize("NFC", text).casefold().split())
    kept = [word for word in words if word]
    return {tuple(kept[i : i + length]) for i in range(len(kept) - length + 1)}


def test_every_article_is_coded() -> None:
    assert sorted(ARTICLES) == CODED


@pytest.mark.parametrize("report", CODED)
def test_report_is_named_as_its_file_and_says_something(report: str) -> None:
    assert readings()[report].attributions
    assert all(said.quote and said.paragraph is not None and said.coded_as for said in readings()[report].attributions)


@pytest.mark.parametrize("report", CODED)
def test_header_gives_title_language_and_address(report: str) -> None:
    title = fact(report, PREFIXES["dcterms"] + "title")
    tag = fact(report, PREFIXES["dcterms"] + "language")
    url = fact(report, st("url").value)
    assert title and title.value != report and len(title.value.split()) <= MAX_WORDS
    assert tag and tag.value == LANGUAGES.get(report, "en")
    first = text_of(report).splitlines()[0]
    # The seed article and Xinhua's came without an address.
    assert (url.value if url else None) == (first if first.startswith("http") else None)


@pytest.mark.parametrize("report", CODED)
def test_quotes_stand_in_the_article_and_are_short(report: str) -> None:
    check = quote_check(text_of(report))
    problems = {said.coded_as: check(said.quote.value) for said in quoted(report) if said.quote}
    assert {name: problem for name, problem in problems.items() if problem} == {}
    assert [said.coded_as for said in quoted(report) if said.quote and len(said.quote.value.split()) > MAX_WORDS] == []


@pytest.mark.parametrize("report", [name for name in CODED if ARTICLES.get(name, "").startswith("articles/")])
def test_quotes_stand_in_the_paragraph_that_is_given(report: str) -> None:
    lines = (line for line in text_of(report).splitlines() if line.strip())
    # The line with the time of issue is no paragraph.
    address, *body = (line for line in lines if not line.startswith("Published :"))
    paragraphs = [address, *body] if report in WITHOUT_HEADLINE else body
    elsewhere = [
        said.coded_as
        for said in quoted(report)
        if said.quote and said.paragraph is not None and quote_check(paragraphs[said.paragraph])(said.quote.value)
    ]
    assert elsewhere == []


@pytest.mark.parametrize("report", CODED)
def test_quotes_in_other_languages_have_an_english_gloss(report: str) -> None:
    foreign = LANGUAGES.get(report)
    for said in quoted(report):
        assert said.quote and said.quote.language == foreign, said.coded_as
        assert (said.gloss is not None) == (foreign is not None), said.coded_as


@pytest.mark.parametrize("file", [*FILES, RULES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_sentence_of_an_article_is_copied(file: Path) -> None:
    ours = runs(file.read_text(encoding="utf-8"))
    for report in ARTICLES:
        assert not ours & runs(text_of(report)), report
