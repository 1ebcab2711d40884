"""Loose ends: acts alike only in that no kind fits, accounts without a kind, corrections that miss a claim."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules.implication import exclude
from ..rules.tellings import ASSERTS, COUNTS, DENIES, TYPE, WITHDRAWS, Telling
from ..rules.testimony import ActTestimony, Version, Word
from ..rules.words import single_values
from ..vocabulary import CODES, ST
from .desk import Advice, Desk

__all__ = [
    "accounts_without_a_kind",
    "alike_in_nothing",
    "corrected_by_nobody_who_may",
    "numbers_left_standing",
    "others_corrected",
    "withdrawn_beside_another_act",
]

_OTHER = CODES + "event-type/other"
#: The circumstances that are an account of what happened.
_ACCOUNT = tuple(ST + name for name in ("causedBy", "means", "intent"))
_NUMBERS = frozenset(kind + "Best" for kind in COUNTS)


def alike_in_nothing(desk: Desk) -> Iterator[Advice]:
    """Acts in which independent sources meet only in telling an act of another kind."""
    for act in desk.acts:
        shared = [version for version in act.versions if len({word.group for word in _telling_it(version)}) > 1]
        if not shared or any(version.kind != _OTHER for version in shared):
            continue
        words = _telling_it(shared[0])
        row = desk.first(word.row for word in words)
        message = (
            f"In “{desk.label(act.event)}” independent sources agree only on an act of another kind "
            f"({desk.said(words, row)}), which may be anything: it is shown as reported alike. Give each the kind that "
            "it tells of (`type:` knows the words of articles), or an event of its own where no kind fits."
        )
        yield Advice(desk.spot(row), message, "another kind", act.event)


def _telling_it(version: Version) -> list[Word]:
    told = (word for word in version.words if word.relation in ("asserts", "narrower"))
    return [word for word in told if word.telling.replaced_on is None]


def accounts_without_a_kind(desk: Desk) -> Iterator[Advice]:
    """Sources that deny an act which others tell, and say by what it was caused, or with what, but not what it was."""
    acts = {act.event: act for act in desk.acts}
    by_source: dict[tuple[str, str], list[Telling]] = {}
    for telling in desk.tellings:
        if telling.row["about"] in acts and telling.replaced_on is None and not telling.is_opinion:
            by_source.setdefault((telling.row["about"], telling.said_by), []).append(telling)
    for (event, source), tellings in by_source.items():
        denials = [t for t in tellings if t.stance == DENIES and _is_of_the_act(t)]
        told = [t for t in tellings if t.stance == ASSERTS]
        accounts = [t for t in told if any(prop in t.says for prop in _ACCOUNT)]
        if not denials or not accounts or any(TYPE in telling.says for telling in told):
            continue
        if not _is_told_by_others(acts[event], source):
            continue
        row = desk.first(telling.row for telling in accounts)
        first = next(telling for telling in accounts if telling.row is row)
        denied = desk.first(telling.row for telling in denials)
        given = [desk.in_words(prop, v) for prop in _ACCOUNT for v in sorted(first.says.get(prop, ()), key=str)]
        message = (
            f"{desk.label(source)} denies the act “{desk.label(event)}” ({desk.claim(denied, row)}) and tells of it "
            f"only: {', '.join(given)} ({desk.claim(row, row)}). So it is shown as told of what is denied. If the "
            "source says that something else happened, write its kind there, such as `type: explosion` or `accident`."
        )
        yield Advice(desk.spot(row), message, "no kind", row["said"])


def _is_of_the_act(denial: Telling) -> bool:
    """Whether a denial is of an act, and not of a number or another circumstance of it."""
    return denial.core is not None


def _is_told_by_others(act: ActTestimony, source: str) -> bool:
    return any(word.said_by != source for version in act.versions for word in _telling_it(version))


def numbers_left_standing(desk: Desk) -> Iterator[Advice]:
    """Corrections of a number that the same source gives in another claim, which is not corrected."""
    for telling in desk.tellings:
        if telling.stance != ASSERTS or not telling.corrects or telling.replaced_on is not None:
            continue
        new = single_values(telling)
        for before in telling.corrects:
            old = single_values(before)
            for prop in sorted(_NUMBERS & new.keys() & old.keys()):
                if new[prop] != old[prop]:
                    yield from _standing(telling, before, prop, desk)


def _standing(telling: Telling, before: Telling, prop: str, desk: Desk) -> Iterator[Advice]:
    bounds = COUNTS[prop.removesuffix("Best")]
    old = {(bound, value) for bound in bounds for value in before.says.get(bound, ())}
    (now,) = single_values(telling)[prop]
    for other in desk.tellings:
        if other is telling or other.stance != ASSERTS or other.replaced_on is not None or other.is_opinion:
            continue
        is_his = desk.ledger.rows.corrections.is_one_speaker(telling, other)
        if not is_his or other.row["about"] != telling.row["about"]:
            continue
        same = [(bound, value) for bound, value in sorted(old) if value in other.says.get(bound, ())]
        if not same or not exclude(prop, now, next(iter(single_values(other)[prop])), desk.known):
            continue
        row = telling.row
        message = (
            f"{desk.claim(row, row)} corrects {desk.claim(before.row, row)}, and the same number stands in "
            f"{desk.claim(other.row, row)} of the same speaker ({desk.in_words(*same[0])}). If it is taken back there "
            f"too, write a second claim with `corrects: {desk.claim(other.row, row)}`."
        )
        yield Advice(desk.spot(row), message, "correction", row["said"])


def others_corrected(desk: Desk) -> Iterator[Advice]:
    """Corrections of what somebody else said, whose words then no longer count; not withdrawals by whoever passed them
    on.
    """
    corrections = desk.ledger.rows.corrections
    for telling in desk.tellings:
        if telling.stance not in (ASSERTS, DENIES, WITHDRAWS):
            continue
        for before in telling.corrects:
            if corrections.speaks_for_one_another(telling, before):
                continue
            if (telling.stance == WITHDRAWS or before.misquoted_by) and corrections.only_carried(telling, before):
                continue
            row, them = telling.row, desk.label(before.said_by)
            message = (
                f"{desk.claim(row, row)} corrects {desk.claim(before.row, row)}, which {desk.label(telling.said_by)} "
                f"did not say, but {them}: from then on nobody is shown as having said it. If {them} took it back, "
                "give them as the speaker; if not, leave `corrects:` out, and what both say stands side by side."
            )
            yield Advice(desk.spot(row), message, "correction", row["said"])


def corrected_by_nobody_who_may(desk: Desk) -> Iterator[Advice]:
    """Corrections of a word in another publisher's report by somebody who neither said nor passed it on."""
    by_name: dict[str, list[Telling]] = {}
    for telling in desk.tellings:
        by_name.setdefault(f"{telling.row['document']}#{telling.row['coded_as']}", []).append(telling)
    for telling in desk.tellings:
        earlier = by_name.get(desk.ledger.rows.corrections.names.get(telling.row["said"], ""), [])
        if telling.corrects or not earlier or earlier == [telling]:
            continue
        row, old = telling.row, earlier[0].row
        them = desk.label(old["said_by"])
        message = (
            f"{desk.claim(row, row)} corrects {desk.claim(old, row)}, which {desk.label(telling.said_by)} neither "
            f"said, nor passed on, nor published, but {them}: the correction has no effect, and both words count. If "
            f"{them} took it back, give them as the speaker, or write `works_for:` of whoever speaks for the other, or "
            "`same_actor:`, in actors.yaml, if a source without a name is who later gives it; if not, leave "
            "`corrects:` out."
        )
        yield Advice(desk.spot(row), message, "correction", row["said"])


def corrected_elsewhere(desk: Desk) -> Iterator[Advice]:
    """Corrections of what was said of another act or actor: what was said of that one is then withdrawn as a whole."""
    for telling in desk.tellings:
        if telling.stance not in (ASSERTS, DENIES):
            continue
        for before in telling.corrects:
            row, old = telling.row, before.row
            if old["about"] == row["about"]:
                continue
            message = (
                f"{desk.claim(row, row)} is of “{desk.label(row['about'])}” and corrects {desk.claim(old, row)}, which "
                f"is of “{desk.label(old['about'])}”: from then on nobody is shown as having said it. If it was "
                f"taken back, write `corrects: {desk.claim(old, row)}` in a claim of its own, with `event:` as there; "
                "if this is another matter, leave `corrects:` out."
            )
            yield Advice(desk.spot(row), message, "correction", row["said"])


def withdrawn_beside_another_act(desk: Desk) -> Iterator[Advice]:
    """Withdrawals of one's own denial of an act, with nothing in its place, beside a word on another act in the same
    paragraph: "no aircraft was up", and later "a drone was over the town".
    """
    for telling in desk.tellings:
        if telling.stance != WITHDRAWS or telling.row["paragraph"] is None:
            continue
        for before in telling.corrects:
            row, old = telling.row, before.row
            beside = [
                other.row
                for other in desk.tellings
                if other.stance == ASSERTS
                and other.source_and_report == telling.source_and_report
                and other.row["paragraph"] == row["paragraph"]
                and other.row["event"]
                and other.row["about"] != old["about"]
            ]
            if before.said_by != telling.said_by or before.stance != DENIES or not old["event"] or not beside:
                continue
            other = desk.first(beside)
            message = (
                f"{desk.claim(row, row)} takes back what {desk.label(telling.said_by)} said of "
                f"“{desk.label(old['about'])}” ({desk.claim(old, row)}), and the same paragraph tells of "
                f"“{desk.label(other['about'])}” ({desk.claim(other, row)}). A word on another act takes nothing "
                "back of this one: if the text does not say that it was withdrawn, remove the claim, and what was said "
                "stands."
            )
            yield Advice(desk.spot(row), message, "correction", row["said"])
