"""Sources who may have one witness: who describe one picture, or have one caller, and count as independent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..judgement import pair
from ..rules.echoes import OWN_WITNESS
from ..rules.testimony import ActTestimony, Version, Word
from ..vocabulary import CODES, ST, local_name
from .desk import Advice, Desk

__all__ = ["one_caller", "one_picture"]

#: What a source looks at, and what it is called.
_PICTURES = {f"{CODES}basis/photo": "photo", f"{CODES}basis/video": "video"}
#: Who is known by what he sent or by his call alone.
_CALLER = re.compile(r"(?i)\b(?:caller|call|phoned?|telephone|voice message|recording|leaflet|letter|e-?mail)\b")


def one_picture(desk: Desk) -> Iterator[Advice]:
    """Independent groups that tell one thing of an act from a photo or a video each, and nobody says whose it is; once
    for each act.
    """
    for act in desk.acts:
        for basis, noun in _PICTURES.items():
            found = _of_one_basis(act, basis, desk)
            if found:
                yield _asked(*found, noun, desk)


def _of_one_basis(act: ActTestimony, basis: str, desk: Desk) -> tuple[Version, list[Word]] | None:
    """The version that most groups tell from pictures of which nobody says whose they are, with their words."""
    best: tuple[int, Version, list[Word]] | None = None
    for version in act.versions:
        words = {
            word.group: word
            for word in version.words
            if word.relation in ("asserts", "narrower") and word.telling.replaced_on is None
            if _looks_at(basis, word, desk)
        }
        if len(words) > 1 and (best is None or len(words) > best[0]):
            best = len(words), version, list(words.values())
    return best[1:] if best else None


def _looks_at(basis: str, word: Word, desk: Desk) -> bool:
    """Whether a word rests on a picture of which nobody says whose it is, and on no witness of the speaker's own."""
    bases = desk.bases.get(word.row["said"], set())
    return basis in bases and not bases & OWN_WITNESS and not word.row.get("drawn_from")


def _asked(version: Version, words: list[Word], noun: str, desk: Desk) -> Advice:
    row = desk.first(word.row for word in words)
    message = (
        f"“{desk.sentence(version)}” is told from a {noun} by {len(words)} who count as independent "
        f"({desk.said(words, row)}). If it is one and the same {noun}, it is one witness: say in each claim whose it "
        f"is, `drawn_from:` with the id of who made or first showed it (an `unnamed-source`, label “a {noun} of …”, if "
        f"nobody says who). If each has another {noun}, name each, or leave it."
    )
    return Advice(desk.spot(row), message, "one witness", row["said"])


def one_caller(desk: Desk) -> Iterator[Advice]:
    """Unnamed callers and senders whom several publishers heard, who tell one thing of an act, and are not judged."""
    asked: set[tuple[str, str]] = set()
    for act in desk.acts:
        for version in act.versions:
            calling = [word for word in desk.asserting(version) if _is_caller(word.said_by, desk)]
            for one, other in combinations(sorted(calling, key=lambda w: (desk.spot(w.row), w.said_by)), 2):
                two = pair(one.said_by, other.said_by)
                if one.group == other.group or two in asked or two in desk.judged:
                    continue
                asked.add(two)
                row, ids = one.row, [local_name(word.said_by) for word in (one, other)]
                message = (
                    f"“{desk.sentence(version)}” is told by {desk.label(one.said_by)} "
                    f"({desk.claim(row, row)}) and by {desk.label(other.said_by)} ({desk.claim(other.row, row)}), who "
                    "count as independent. If a text says that they are one, he is one witness: `same_actor` under "
                    f"`that:` of {ids[0]}; if they are two, `not_same_actor`; if no text tells, leave it."
                )
                yield Advice(desk.spot(row), message, "one witness", row["said"])


def _is_caller(source: str, desk: Desk) -> bool:
    return desk.known.kind.get(source) == ST + "UnnamedSource" and bool(_CALLER.search(desk.label(source)))
