"""Which actors of a record may be the same: pairs with a score and reasons in words. Nothing is joined here.

Names are compared as weighted bags of words that may differ by a letter or two (soft TF-IDF: Cohen, Ravikumar and
Fienberg 2003, "A Comparison of String Distance Metrics for Name-Matching Tasks"). A rare word that two names share
counts for much, "forces" for little. One product of sparse matrices compares all names at once, so 4,000 actors take
seconds. Other evidence (countries, years, kind) then raises or lowers the score, by ``EVIDENCE``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from ..judgement import Pair, pair
from .actor_names import Name, consonants, initials
from .bags import Bags, bags, likenesses
from .profiles import Profile

__all__ = ["EVIDENCE", "MIN_SCORE", "RULE", "Proposal", "proposals"]

#: Pairs with a lower score are shown only on request. Chosen on the labelled pairs of tests/matching/labelled.py.
MIN_SCORE = 0.75
#: What each piece of evidence adds to the score of the names.
EVIDENCE = {
    "same country": 0.08,
    "other countries": -0.3,
    "years overlap": 0.02,
    "years apart": -0.35,
    "seen apart": -0.1,
    "same kind": 0.02,
    "other kind": -0.25,
}
RULE = """\
1.00  an identifier (Wikidata, UCDP, …) is the same
0.95  a name is the same, words in any order, in any script; 0.85 where it is an acronym, or one word
      names of the state: 0.93 its forces in other words, 0.82 its government and its forces
0.90  at most: names share rare words, or words that differ by a letter or two (soft TF-IDF)
      A country alone, or what somebody is ("Citizen", "Rebels"), does not count as shared; "Civilians" of no country
      are never proposed.
0.80  at most: names in two scripts share their consonants; 0.78: one is the initials of the other, 0.72 for three
      letters, 0.70 for two
0.70  a country and its government; 0.65 a country and a people ("Spain", "Spanish")
then  +0.08 active in the same country, -0.30 only in different ones; +0.02 years overlap, -0.35 the stated years do
      not overlap, -0.10 the acts are more than ten years apart; +0.02 same kind of actor, -0.25 kinds that exclude
      each other; 0.99 at most
Actors that appear in the same document are never proposed, since its coder kept them apart. Pairs already judged are
left out."""

#: Many names share two or three initials, so these need a country or a kind as further evidence.
_INITIALS = {2: 0.7, 3: 0.72}
_NEAR = 0.92  # Jaro-Winkler similarity of two words that differ by a letter or two
_COMMON = 100  # of more actors with one name than this, each is paired only with the first
_STATE = {
    "government": "government",
    "forces": "forces",
    "military": "forces",
    "armed": "forces",
    "army": "forces",
    "police": "police",
}
_FAMILIES = {
    "Force": "armed",
    "Militia": "armed",
    "NonStateGroup": "armed",
    "Coalition": "armed",
    "StateForce": "state",
    "MilitaryPolice": "state",
    "Government": "state",
    "MediaOutlet": "media",
    "Person": "person",
    "Population": "people",
}


@dataclass(frozen=True, order=True)
class Proposal:
    """Two nodes that may be the same; ``one`` sorts before ``other``; ``score`` in [0, 1]; ``reasons`` in words."""

    score: float
    one: str
    other: str
    reasons: tuple[str, ...]


def proposals(known: list[Profile], min_score: float = MIN_SCORE, judged: Iterable[Pair] = ()) -> list[Proposal]:
    """The pairs of actors that may be the same, best first, with a score of at least ``min_score``.

    Pairs in ``judged`` are left out.
    """
    done = set(judged)
    best: dict[tuple[int, int], tuple[float, str]] = {}

    def consider(a: int, b: int, score: float, reason: str) -> None:
        ends = (a, b) if a < b else (b, a)
        if a != b and score > best.get(ends, (0.0, ""))[0] and not known[a].documents & known[b].documents:
            best[ends] = (score, reason)

    for a, b, score, reason in _candidates(known):
        consider(a, b, score, reason)
    proposed = []
    for (a, b), (score, reason) in best.items():
        ends = pair(known[a].iri, known[b].iri)
        if ends in done:
            continue
        reasons = [reason]
        if score < 1:
            for name, words in _evidence(known[a], known[b]):
                score += EVIDENCE[name]
                reasons.append(words)
            score = min(max(score, 0.0), 0.99)
        score = round(score, 3)
        if score >= min_score:
            proposed.append(Proposal(score, *ends, tuple(reasons)))
    return sorted(proposed, key=lambda p: (-p.score, p.one, p.other))


def _candidates(known: list[Profile]) -> Iterator[tuple[int, int, float, str]]:
    """(actor, actor, score of what they share, reason) from each method of finding pairs; pairs may appear twice."""
    by_identifier: dict[str, list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    names: dict[str, Name] = {}
    written: dict[tuple[str, int], str] = {}
    for number, profile in enumerate(known):
        for identifier in profile.identifiers:
            by_identifier[identifier].append(number)
        for name in profile.names:
            names.setdefault(name.key, name)
            by_key[name.key].append(number)
            written.setdefault((name.key, number), name.written)
    for identifier, those in sorted(by_identifier.items()):
        yield from ((a, b, 1.0, f"both are {identifier}") for a, b in _pairs(those, known))
    for key, those in by_key.items():
        if names[key].category and not names[key].countries:
            continue  # "Civilians", "Rebels": it does not say whose
        score, what = _sameness(names[key])
        for a, b in _pairs(those, known):
            one, other = written[key, a], written[key, b]
            if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
                yield a, b, score, f"{what} “{one}”"
            else:
                # "Spain" and "Spanish" share a country but not a name.
                yield a, b, score if names[key].own else 0.65, f"“{one}” is “{other}” in other words"
    for one, other, score, reason in _alike(names):
        for a in by_key[one][:_COMMON]:
            for b in by_key[other][:_COMMON]:
                # Quote the name as each actor has it.
                yield a, b, score, reason.format(f"“{written[one, a]}”", f"“{written[other, b]}”")


def _pairs(those: list[int], known: list[Profile]) -> Iterator[tuple[int, int]]:
    """Every pair of these actors; for very many, only each with the first and with the first from another document,
    which links them all just as well.
    """
    unique = list(dict.fromkeys(those))
    if len(unique) <= _COMMON:
        yield from combinations(unique, 2)
        return
    first = unique[0]
    elsewhere = next((n for n in unique if not known[n].documents & known[first].documents), first)
    for centre in dict.fromkeys((first, elsewhere)):
        yield from ((centre, other) for other in unique if other != centre)


def _sameness(name: Name) -> tuple[float, str]:
    if name.acronym and len(name.written) <= 6:
        return 0.85, "both are called by the acronym"
    if len(name.words) == 1:
        return 0.85, "both are called by the one word"
    return 0.95, "both are called"


def _alike(names: Mapping[str, Name]) -> Iterator[tuple[str, str, float, str]]:
    """(key, key, score, reason) for names that are similar but not equal; the reason has a slot for each name."""
    keys = list(names)
    for one, other, share in _soft_tf_idf([names[key].words for key in keys]):
        a, b = names[keys[one]], names[keys[other]]
        if not _state(a, b) and _speaks_of_both(a, b):
            yield keys[one], keys[other], 0.9 * share, "{} is like {}"
    acronyms = {n.written.replace("-", "").replace("/", "").lower(): key for key, n in names.items() if n.acronym}
    for key, name in names.items():
        for letters in sorted(initials(name) & acronyms.keys()):
            short = acronyms[letters]
            if short != key:
                yield key, short, _INITIALS.get(len(letters), 0.78), "{1} are the initials of {0}"
    by_country: dict[str, list[str]] = defaultdict(list)
    for key, name in names.items():
        if _role(name) is not None:
            by_country[min(name.countries)].append(key)
    for these in by_country.values():
        for one_key, other_key in combinations(these, 2):
            state = _state(names[one_key], names[other_key])
            if state:
                yield one_key, other_key, *state
    yield from _across_scripts(names)


def _speaks_of_both(a: Name, b: Name) -> bool:
    """Whether two similar names share more than a country or a kind of people.

    "Haiti" is not the "National Front of Haiti", and "Citizen (Mali)" is not the "Government of Mali". If one name only
    says what somebody is, the other must say the same, up to a letter or two.
    """
    from rapidfuzz.distance import JaroWinkler

    if a.countries and b.countries and not a.countries & b.countries:
        return False

    def near(one: str, other: str) -> bool:
        return one == other or JaroWinkler.similarity(one, other) >= _NEAR

    shared = [word for word in a.own if any(near(word, other) for other in b.own)]
    if a.category or b.category:
        return bool(a.countries) and a.countries == b.countries and len(shared) == len(a.own) == len(b.own)
    return bool(shared)


def _soft_tf_idf(words: list[tuple[str, ...]], least: float = 0.55) -> Iterator[tuple[int, int, float]]:
    """(name, name, similarity in [0, 1]) for every two names whose similarity is at least ``least``."""
    import numpy as np

    vocabulary = {word: n for n, word in enumerate(sorted({word for each in words for word in each}))}
    if not vocabulary:
        return
    rows = np.repeat(np.arange(len(words)), [len(set(each)) for each in words])
    columns = np.array([vocabulary[word] for each in words for word in sorted(set(each))])
    counts = np.bincount(columns, minlength=len(vocabulary))
    weights = np.log1p(len(words) / counts)[columns]
    norms = np.sqrt(np.bincount(rows, weights**2, minlength=len(words)))
    names = bags(rows, columns, weights / norms[rows], (len(words), len(vocabulary)))
    yield from likenesses(names, _near_words(list(vocabulary)), least)


def _near_words(words: list[str]) -> Bags:
    """The similarity of every two words: 1 with itself, above 0.9 if they differ by a letter or two, else 0."""
    import numpy as np
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cdist

    near = [(number, number, 1.0) for number in range(len(words))]
    by_start: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        # In short words every letter matters, and countries with similar names are still different countries.
        if len(word) >= 5 and not word.startswith("@") and not word.isdigit():
            by_start[word[0]].append(number)
    for numbers in by_start.values():
        these = [words[n] for n in numbers]
        likeness = cdist(these, these, scorer=JaroWinkler.similarity, score_cutoff=_NEAR, workers=1)
        for one, other in zip(*np.nonzero(likeness), strict=True):
            if one != other and abs(len(these[one]) - len(these[other])) <= 2:
                near.append((numbers[one], numbers[other], float(likeness[one, other])))
    rows, columns, values = map(np.array, zip(*near, strict=True))
    return bags(rows, columns, values, (len(words), len(words)))


def _across_scripts(names: Mapping[str, Name]) -> Iterator[tuple[str, str, float, str]]:
    """Names written in two scripts that share their consonants."""
    import numpy as np
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cdist

    bare = {key: " ".join(sorted(consonants(name.words).split())) for key, name in names.items()}
    foreign = [key for key, name in names.items() if not name.latin and len(bare[key]) >= 6]
    latin = [key for key, name in names.items() if name.latin and len(bare[key]) >= 6]
    if not foreign or not latin:
        return
    targets = [bare[k] for k in latin]
    for start in range(0, len(foreign), 500):  # in bands, like the bags of words
        band = foreign[start : start + 500]
        likeness = cdist([bare[k] for k in band], targets, scorer=ratio, score_cutoff=80, workers=1)
        for one, other in zip(*np.nonzero(likeness), strict=True):
            a, b = names[band[one]], names[latin[other]]
            yield a.key, b.key, 0.8 * float(likeness[one, other]) / 100, "{} has the consonants of {}"


def _state(a: Name, b: Name) -> tuple[float, str] | None:
    """The score and reason for two names of the same state: "Government of Syria", "Syrian government forces"."""
    roles = [_role(name) for name in (a, b)]
    if None in roles or a.countries != b.countries:
        return None
    if frozenset() in roles and frozenset({"government"}) not in roles:
        return None
    one, other = (role or frozenset() for role in roles)
    if not one or not other:
        return 0.7, "{} is the country of {}" if not one else "{1} is the country of {0}"
    said = "{} and {} are the state of one country"
    if "police" in one | other and one != other:
        return 0.4, said + ", one of them its police"
    if one == other or "forces" in one & other:
        return 0.93, said
    return 0.82, said + ": its government and its forces"


def _role(name: Name) -> frozenset[str] | None:
    """Which parts of a state a name means: its government, forces or police; none for a bare country.

    None if it is not the name of a state.
    """
    if len(name.countries) != 1 or not name.own <= _STATE.keys():
        return None
    return frozenset(_STATE[word] for word in name.own) - ({"forces"} if "police" in name.own else set())


def _evidence(a: Profile, b: Profile) -> Iterator[tuple[str, str]]:
    """(key of ``EVIDENCE``, words) for everything known about both actors besides their names."""
    named = [frozenset(c for name in each.names for c in name.countries) for each in (a, b)]
    # A country that is only part of a name ("Syrian Democratic Forces") is evidence for it, not against another.
    if (a.countries or named[0]) and (b.countries or named[1]):
        common = (a.countries | named[0]) & (b.countries | named[1])
        if common:
            yield "same country", f"both in {_countries(common)}"
        elif a.countries and b.countries:
            yield "other countries", f"one in {_countries(a.countries)}, the other in {_countries(b.countries)}"
    yield from _years(a, b)
    kinds = (_FAMILIES.get(a.kind), _FAMILIES.get(b.kind))
    if a.kind == b.kind and kinds[0]:
        yield "same kind", f"both a {_kind(a.kind)}"
    elif None not in kinds and kinds[0] != kinds[1]:
        yield "other kind", f"one a {_kind(a.kind)}, the other a {_kind(b.kind)}"


def _years(a: Profile, b: Profile) -> Iterator[tuple[str, str]]:
    if a.stated_years and b.stated_years:
        if _overlap(a.stated_years, b.stated_years):
            yield "years overlap", f"stated years {_span(a.stated_years)} and {_span(b.stated_years)}"
        else:
            yield "years apart", f"one of {_span(a.stated_years)}, the other of {_span(b.stated_years)}"
    elif (a.stated_years or a.active_years) and (b.stated_years or b.active_years):
        one, other = a.stated_years or a.active_years, b.stated_years or b.active_years
        assert one and other
        if _overlap(one, other):
            yield "years overlap", f"active {_span(one)} and {_span(other)}"
        elif not _overlap(one, other, 10):
            yield "seen apart", f"one active {_span(one)}, the other {_span(other)}"


Span = tuple[int | None, int | None]


def _overlap(one: Span, other: Span, gap: int = 0) -> bool:
    def before(x: Span, y: Span) -> bool:
        return x[1] is not None and y[0] is not None and x[1] + gap < y[0]

    return not before(one, other) and not before(other, one)


def _span(years: Span) -> str:
    first, last = years
    return f"{first}" if first == last else f"{first or ''}–{last or ''}"


def _countries(marks: frozenset[str]) -> str:
    short = {"usa", "uk", "uae", "drc", "car"}
    shown = sorted(m[1:].upper() if m[1:] in short else m[1:].replace("_", " ").title() for m in marks)
    return " and ".join([", ".join(shown[:2]), f"{len(shown) - 2} more"]) if len(shown) > 3 else ", ".join(shown)


def _kind(name: str) -> str:
    return {
        "NonStateGroup": "non-state group",
        "StateForce": "state force",
        "MediaOutlet": "media outlet",
        "MilitaryPolice": "military police",
    }.get(name, name.lower())
