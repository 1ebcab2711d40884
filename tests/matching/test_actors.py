"""Which actors may be the same: on the real list of UCDP, on labelled pairs, and on odd names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff.matching.actor_names import names_in
from standoff.matching.actors import MIN_SCORE, Proposal, proposals
from standoff.matching.profiles import Profile, profiles
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import examples_folder, local_name
from tests.matching.labelled import DIFFERENT, SAME

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp" / "ucdp-actor-221.csv"


def profile(
    number: int,
    *names: str,
    document: str,
    country: str = "",
    kind: str = "Actor",
    years: tuple[int | None, int | None] | None = None,
) -> Profile:
    each = tuple({n.key: n for text in names for n in names_in(text)}.values())
    stated_years = years or next((n.years for n in each if n.years), None)
    return Profile(
        f"https://w3id.org/standoff/id/actor/a{number:05}",
        names[0],
        kind,
        each,
        frozenset(),
        frozenset({document}),
        stated_years,
        None,
        frozenset({f"@{country}"} if country else ()),
    )


def of_two(one: Profile, other: Profile, least: float = 0.0) -> float:
    return max((p.score for p in proposals([one, other], least)), default=0.0)


@pytest.fixture(scope="module")
def listed() -> Keeper:
    if not LIST.exists():
        pytest.skip("the shared list of actors is not on this machine")
    record = open_keeper()
    record.put([*read_input(examples_folder() / "khirbet-amo"), *read_input(LIST)])
    return record


def test_the_actors_of_the_example_are_found_in_the_list_of_ucdp(listed: Keeper) -> None:
    # By the list itself: 118 is Syria's government, 3 the USA's, 115 Turkey's, 57 Russia's, 6288 the SDF, 234 IS,
    # 366 Hezbollah of Lebanon.
    found = {(local_name(p.one), local_name(p.other)) for p in proposals(profiles(listed))}
    for ends in (
        ("sdf", "ucdp-6288"),
        ("isis", "ucdp-234"),
        ("syrian-government", "ucdp-118"),
        ("hezbollah", "ucdp-366"),
        ("syrian-government-forces", "ucdp-118"),
        ("turkish-government", "ucdp-115"),
        ("russian-government", "ucdp-57"),
        ("ucdp-3", "us-forces"),
        ("ucdp-3", "united-states"),
    ):
        assert ends in found, ends
    # None of the many actors of reports that no list of armed groups holds.
    assert not {"sana", "anha", "enab-baladi", "khirbet-amo-man"} & {end for ends in found for end in ends}


def test_actors_in_one_document_are_not_proposed(listed: Keeper) -> None:
    known = {p.iri: p.documents for p in profiles(listed)}
    assert not [p for p in proposals(profiles(listed), 0.3) if known[p.one] & known[p.other]]


def test_precision_and_recall_on_labelled_pairs() -> None:
    # docs/matching.md prints these figures. All pairs in one record, the first of each in one list, the second in the
    # other, so that each of the other 99 is a chance to be mistaken.
    known, right, wrong = [], set(), set()
    for number, (one, country, other, other_country) in enumerate([*SAME, *DIFFERENT]):
        pair = (
            profile(number, one, document="a", country=country),
            profile(number + 500, other, document="b", country=other_country),
        )
        known += pair
        (right if number < len(SAME) else wrong).add((pair[0].iri, pair[1].iri))
    names = {p.iri: p.label for p in known}
    found = {(p.one, p.other) for p in proposals(known)}
    missed = [(names[one], names[other]) for one, other in sorted(right - found)]
    mistaken = [(names[one], names[other]) for one, other in sorted(wrong & found)]
    precision, recall = len(right & found) / len((right | wrong) & found), len(right & found) / len(right)
    assert precision >= 0.95, mistaken
    assert recall >= 0.95, missed


def test_reasons_quote_the_names_of_the_two_they_are_of() -> None:
    # Three names with the same words: the reason for each pair quotes its own two names.
    known = [
        profile(n, name, document=str(n))
        for n, name in enumerate(("Government of Syria", "Syria, government", "Syrian Army"))
    ]
    reasons = {(known_by(known, p.one), known_by(known, p.other)): p.reasons[0] for p in proposals(known)}
    assert reasons["Government of Syria", "Syrian Army"].startswith("“Government of Syria” and “Syrian Army” are")
    assert reasons["Syria, government", "Syrian Army"].startswith("“Syria, government” and “Syrian Army” are")


def test_only_a_shared_identifier_scores_one(listed: Keeper) -> None:
    assert all(p.score < 1 or "both are http" in p.reasons[0] for p in proposals(profiles(listed)))


def test_an_identifier_decides_whatever_the_names() -> None:
    one, other = (profile(n, name, document=str(n)) for n, name in enumerate(("Alpha", "Omega")))
    wikidata = frozenset({"https://www.wikidata.org/entity/Q30"})
    one, other = (Profile(**{**vars(p), "identifiers": wikidata}) for p in (one, other))
    (found,) = proposals([one, other])
    assert found.score == 1 and "Q30" in found.reasons[0]


def test_stated_years_that_do_not_overlap_lower_the_score_and_are_given() -> None:
    one, other = (
        profile(n, f"Military Forces of Mali ({years})", document=str(n), country="mali")
        for n, years in enumerate(("2012-2020", "2021-"))
    )
    (found,) = proposals([one, other], 0.0)
    assert found.score < MIN_SCORE and "one of 2012–2020, the other of 2021–" in found.reasons


ODD = [
    "",
    " ",
    "🙂",
    "🙂🙂",
    "(",
    "((2000-)",
    ")",
    "a",
    "A",
    "é",
    "e\u0301",
    "@",
    "حزب",
    "ה",
    "名",
    "0",
    "(2000-)",
    "-",
    "\u202e",
]


def test_odd_names_neither_crash_nor_meet() -> None:
    known = [profile(n, name, document=str(n)) for n, name in enumerate(ODD)]
    met = {(known_by(known, p.one), known_by(known, p.other)) for p in proposals(known)}
    assert met == {("a", "A"), ("é", "e\u0301")}


def known_by(known: Iterable[Profile], iri: str) -> str:
    return next(p.label for p in known if p.iri == iri)


def test_ten_thousand_of_one_name_are_each_paired_once_or_twice() -> None:
    known = [profile(n, "Front of the Many", document=str(n % 2)) for n in range(10_000)]
    found = proposals(known)
    assert len(found) < 20_000
    assert {end for p in found for end in (p.one, p.other)} == {p.iri for p in known}


names = some.one_of(
    some.sampled_from([*ODD, *(name for pair in (*SAME, *DIFFERENT) for name in (pair[0], pair[2]))]),
    some.text(max_size=12),
)


@settings(max_examples=60)
@given(some.lists(names, min_size=2, max_size=8), some.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order(labels: list[str], chance: object) -> None:
    known = [profile(n, label, document=str(n)) for n, label in enumerate(labels)]
    shuffled = list(known)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    def scores(found: list[Proposal]) -> list[tuple[str, str, float]]:
        return [(p.one, p.other, p.score) for p in found]

    found = proposals(known, 0.3)
    assert scores(found) == scores(proposals(shuffled, 0.3))
    assert all(p.one < p.other and 0 <= p.score <= 1 and p.reasons for p in found)
