"""How each side is told from the others: a colour that is its own on every page, and letters for who cannot see it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ..queries.names import Names
from ..vocabulary import local_name

__all__ = ["COLOURS", "colours", "is_side", "sides_in"]

#: How many colours there are; ``page.css`` has them, light and dark.
COLOURS = 8
#: Sides that the examples have, so that none of them shares a colour. All others are spread by their names.
_OWN = {"damascus": 0, "us-led-coalition": 1, "moscow": 2, "autonomous-administration": 3, "ankara": 4, "hezbollah": 5}
_PLAIN = frozenset(("the", "of", "and", "side", "forces"))


def is_side(iri: str) -> bool:
    """Whether this is the IRI of a side."""
    return "/id/side/" in iri


@cache
def colours() -> tuple[str, ...]:
    """The colours of sides on light paper, by number, as the page's style sheet has them."""
    style = (Path(__file__).parent / "static" / "page.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--side-(\d): (#[0-9a-f]{6});", style.partition("prefers-color-scheme")[0]))
    return tuple(found[str(i)] for i in range(COLOURS))


def sides_in(sides: Iterable[str], names: Names) -> list[dict[str, Any]]:
    """Each side with its label, the number of its colour and its letters, by label.

    The colour depends on the side alone, unless another side of this page has the same one; then the next that is free.
    """
    ordered = sorted(sides, key=lambda side: (names.label(side), side))
    colours = _colours(ordered)
    taken: set[str] = set()
    found: list[dict[str, Any]] = []
    for side in ordered:
        label = names.label(side)
        letters = next((one for one in _letters(label) if one not in taken), str(len(found) + 1))
        taken.add(letters)
        found.append({"id": side, "label": label, "colour": colours[side], "letters": letters})
    return found


def _colours(sides: list[str]) -> dict[str, int]:
    """Sides with a colour of their own first, so that no other can take it from them."""
    colours: dict[str, int] = {}
    for side in sorted(sides, key=lambda side: (local_name(side) not in _OWN, side)):
        name = local_name(side)
        first = _OWN.get(name, int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % COLOURS)
        free = [(first + i) % COLOURS for i in range(COLOURS) if (first + i) % COLOURS not in colours.values()]
        colours[side] = free[0] if free else first
    return colours


def _letters(label: str) -> Iterable[str]:
    """Letters that may stand for a side: its first one, those of its words, its first two, …"""
    words = [word for word in re.findall(r"\w+", label) if word.lower() not in _PLAIN] or [label or "?"]
    yield words[0][0].upper()
    yield "".join(word[0] for word in words[:2]).upper()
    first = words[0]
    yield from (first[0].upper() + letter for letter in first[1:])
