"""Who stands on both sides of a dispute, in words, with the days on which he said the one and the other.

What was said at first and what later is often the story: "on 8 June it denied it; on 21 June 2024 it said so".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..noun_phrases import is_plural, joined
from ..rules.background import Row
from ..rules.both_sides import BothSides, both_sides
from ..rules.tellings import COUNTS, Telling
from ..rules.testimony import Version, Word
from ..rules.weighing import Weighed
from .act_sentences import LONG_QUOTE, Sentences, in_own_words, is_quote
from .deed_sentences import OTHER
from .time_in_words import day_in_words

__all__ = ["both_in_words"]

#: A day (ISO 8601), and whether it is only that of a report in which others have the word.
Day = tuple[str, bool]
#: So many words of a quote say what happened.
_A_SENTENCE = 3
UNDATED: Day = ("", False)


def both_in_words(those: Iterable[Weighed], sentences: Sentences) -> list[str]:
    """A sentence for each source that is quoted for both, and for those of one side or body who contradict each other.

    It says what each said, with the days where they tell the two apart: that on which it was said, or on which its own
    report came out. Of what others report without a day it is the day of the report, and says so.
    """
    every = list(those)
    return [_in_words(both, every, sentences) for both in both_sides(every, sentences.known)]


def _in_words(both: BothSides, every: list[Weighed], sentences: Sentences) -> str:
    said = [each for source in both.sources for each in _said(every, source, sentences)]
    days = sorted({day for day, _, _ in said})
    if both.group is not None:
        return _of_one_body(both, said, days, isinstance(every[0].subject, Version), sentences)
    (source,) = both.sources
    name = sentences.within(source)
    first = f"{_begun(name)} {'are' if is_plural([name]) else 'is'} quoted for both"
    of_days: dict[str, set[Day]] = {}
    for at, _, what in said:
        of_days.setdefault(what, set()).add(at)
    are_apart = UNDATED not in days and len(days) == len(of_days) > 1
    if not are_apart and not isinstance(every[0].subject, Version):
        # His name stands with each answer, and the days tell no more.
        return f"{first}."
    runs = [joined(dict.fromkeys(what for at, _, what in said if at == day)) for day in days]
    return f"{first}: {'; '.join(_dated(days, runs))}." if runs else f"{first}."


def _of_one_body(
    both: BothSides, said: list[tuple[Day, str, str]], days: list[Day], of_acts: bool, sentences: Sentences
) -> str:
    """Those of one side or body who contradict each other, each by name: "the minister said …, the army denied …; both
    of the government of Z".
    """
    group = str(both.group)
    names = [sentences.within(source) for source in both.sources if source != group]
    if group in both.sources:
        of = f"{joined(names)} {'count' if is_plural(names) else 'counts'} with {sentences.within(group)}"
    else:
        body = sentences.label(group) if "/id/side/" in group else sentences.within(group)
        of = f"{'both' if len(names) == 2 else 'all'} of {body}"
    if not of_acts and len(days) < 2:
        # Each name stands with its answer.
        return f"{_begun(of if group in both.sources else f'{joined(names)} are {of}')}."
    runs = []
    for day in days:
        here = [(who, what) for at, who, what in said if at == day]
        by = {who: joined(dict.fromkeys(w for other, w in here if other == who)) for who, _ in here}
        link = " " if of_acts else ": "
        runs.append(", ".join(f"{sentences.within(who)}{link}{what}" for who, what in by.items()))
    return f"{_begun('; '.join(_dated(days, runs)))}; {of}."


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _dated(days: list[Day], runs: list[str]) -> list[str]:
    """What was said, after the day on which it was, where there are several."""
    return [f"{day} {run}" for day, run in zip(_in_a_list(days), runs, strict=True)] if len(days) > 1 else runs


def _said(every: list[Weighed], source: str, sentences: Sentences) -> list[tuple[Day, str, str]]:
    """What a source told and denied of these, each with its day.

    Who only changes a number said the rest when he said it first.
    """
    found: list[tuple[Day, str, str]] = []
    for one in every:
        for relation in ("denies", "asserts"):
            for word in one.of(relation):
                if word.said_by != source:
                    continue
                telling, before = word.telling, word.telling
                earlier = telling.corrects[0] if telling.corrects else None
                if relation == "asserts" and earlier and earlier.core == telling.core and not earlier.misquoted_by:
                    before = earlier
                    numbers = sentences.circumstances(_numbers(telling), word.row["about"]).removeprefix(", ")
                    old = sentences.circumstances(_numbers(before), word.row["about"]).removeprefix(", ")
                    changed = f"changed the number: {numbers}, before: {old}" if numbers != old else ""
                    if not changed and (quote := in_own_words([word], LONG_QUOTE)):
                        changed = f"said the same, corrected: {quote}"
                    found += [(_day(telling.row, sentences), source, changed)] if changed else []
                found.append((_day(before.row, sentences), source, _what(one, word, sentences)))
    # What he says again later is said once.
    own = {day for (day, is_of_report), _, _ in found if not is_of_report}
    found = [((day, is_of_report and day not in own), who, what) for (day, is_of_report), who, what in found]
    first: dict[str, tuple[Day, str, str]] = {}
    for each in sorted(found, key=lambda each: each[0]):
        first.setdefault(each[2], each)
    return list(first.values())


def _what(one: Weighed, word: Word, sentences: Sentences) -> str:
    """What a word says of a version or statement: "denied that Army A fired", "a civilian"."""
    if isinstance(one.subject, Version):
        if word.relation == "denies":
            denied = sentences.denial(word, one.version.coder_kind)
            return f"denied{':' if is_quote(denied) else ''} {denied}"
        quote = in_own_words([word], LONG_QUOTE)
        if len(quote.split()) >= _A_SENTENCE:
            return f"said {quote}"
        if one.version.kind == OTHER:
            return f"spoke of {sentences.act(word.row['about'])}"
        return f"said that {sentences.that(one.version.core, one.version.coder_kind)}"
    statement = one.statement
    words = sentences.circumstance(statement.prop, statement.value, statement.about)
    words = re.sub("^(was|were) ", "", words)
    return f"not {words}" if word.relation == "denies" else words


def _numbers(telling: Telling) -> dict[str, frozenset[Any]]:
    bounds = frozenset().union(*COUNTS.values())
    return {prop: values for prop, values in telling.says.items() if prop in bounds}


def _day(row: Row, sentences: Sentences) -> Day:
    if row["said_on"] or not row["published"]:
        return str(row["said_on"] or ""), False
    return str(row["published"]), sentences.facts_of(row["document"]).get("publisher") != row["said_by"]


def _in_a_list(days: list[Day]) -> list[str]:
    """Days in words, the year after the last of those that share it."""
    said = [day_in_words(day) for day, _ in days]
    following = [*(day[:4] for day, _ in days[1:]), ""]
    return [
        f"{'in a report of' if is_of_report else 'on'} {each.removesuffix(f' {day[:4]}') if day[:4] == after else each}"
        if day
        else "undated,"
        for each, (day, is_of_report), after in zip(said, days, following, strict=True)
    ]
