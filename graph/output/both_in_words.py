"""Who stands on both sides of a dispute, in words, with the days on which he said the one and the other.

What was said at first and what later is often the story: "denied on 8 June, said on 21 June 2024".
"""

from __future__ import annotations

from collections.abc import Iterable

from ..noun_phrases import is_plural, joined
from ..rules.background import Row
from ..rules.both_sides import BothSides, both_sides
from ..rules.testimony import Word
from ..rules.weighing import Weighed
from .act_sentences import Sentences
from .time_in_words import day_in_words

__all__ = ["both_in_words"]


def both_in_words(those: Iterable[Weighed], sentences: Sentences) -> list[str]:
    """A sentence for each source that is quoted for both, and for each side of which some say the one, some the other.

    A day stands there where it tells the two apart: that on which it was said, or on which its own report came out. Of
    what others report without a day it is the day of the report, and says so; what they only repeat has none.
    """
    every = list(those)
    return [_in_words(both, every, sentences) for both in both_sides(every, sentences.known)]


def _in_words(both: BothSides, every: list[Weighed], sentences: Sentences) -> str:
    if both.group is None:
        (source,) = both.sources
        name, first = sentences.within(source), sentences.within(source)[:1].upper()
        said = f"{first}{name[1:]} {'are' if is_plural([name]) else 'is'} quoted for both"
        denied = _days(every, source, sentences, denying=True)
        told = _days(every, source, sentences, denying=False)
        later = [day for day in told if day not in denied]
        if not denied or not later:
            return f"{said}."
        order = sorted([(day, "denied") for day in denied] + [(day, "said") for day in later])
        in_words = _in_a_list([day for day, _ in order])
        return f"{said}: {', '.join(f'{what} {day}' for day, (_, what) in zip(in_words, order, strict=True))}."
    days = {source: _days(every, source, sentences) for source in both.sources}
    if len({tuple(each) for each in days.values()}) < 2 or not all(days.values()):
        names = joined(_named(both.sources, sentences))
    else:
        of_day = {
            day: [s for s in both.sources if day in days[s]] for day in sorted({d for s in days.values() for d in s})
        }
        names = "; ".join(
            f"{day} {joined(_named(sources, sentences))}"
            for day, sources in zip(_in_a_list(list(of_day)), of_day.values(), strict=True)
        )
    return f"One side says two things: {names} ({sentences.label(both.group)})."


def _named(sources: Iterable[str], sentences: Sentences) -> list[str]:
    return sorted(map(sentences.within, sources), key=str.casefold)


def _days(
    every: list[Weighed], source: str, sentences: Sentences, *, denying: bool | None = None
) -> list[tuple[str, bool]]:
    """The days on which a source denied or told any of these, sorted; both if it is not said which. Each says whether
    it is only the day of a report by others.
    """
    words: list[Word] = []
    for one in every:
        words += one.of("denies") if denying is not False else []
        words += one.asserted if not denying else []
    rows = [word.row for word in words if word.said_by == source]
    dated = [(row["claim"], row["stance"], *day) for row in rows if (day := _day(row, sentences))]
    found = {
        (day, reported)
        for claim, stance, day, reported in dated
        if not reported or not any(one[:2] == (claim, stance) and one[2] < day for one in dated)
    }
    return sorted(each for each in found if not each[1] or (each[0], False) not in found)


def _day(row: Row, sentences: Sentences) -> tuple[str, bool] | None:
    if row["said_on"]:
        return str(row["said_on"]), False
    publisher = sentences.facts_of(row["document"]).get("publisher")
    return (str(row["published"]), publisher != row["said_by"]) if row["published"] else None


def _in_a_list(days: list[tuple[str, bool]]) -> list[str]:
    """Days in words, the year after the last of those that share it."""
    said = [day_in_words(day) for day, _ in days]
    following = [*(day[:4] for day, _ in days[1:]), ""]
    return [
        f"{'in a report of' if reported else 'on'} {each.removesuffix(f' {day[:4]}') if day[:4] == after else each}"
        for each, (day, reported), after in zip(said, days, following, strict=True)
    ]
