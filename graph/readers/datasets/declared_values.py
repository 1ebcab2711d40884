"""Single values of a declaration's YAML file, each converted or refused with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from math import isfinite

from ...errors import did_you_mean
from ...vocabulary import ACTOR_KINDS

__all__ = ["actor_kind", "choice", "codes_of_scheme", "finite_number", "iso_day", "whole_km"]


def choice(known: Iterable[str]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in known:
            hint = did_you_mean(text, known)
            raise ValueError(f'"{text}" is not one of {", ".join(known)}.{hint}')
        return text

    return convert


def actor_kind(text: str) -> str:
    return choice(tuple(ACTOR_KINDS))(text)


def iso_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f'"{text}" is not a day such as 1989-01-01.') from None


def whole_km(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 20_000:
        raise ValueError(f'"{text}" is not a radius in whole kilometres, 20000 at most.')
    return int(text)


def finite_number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a number such as 0.5.') from None
    if not isfinite(found):
        raise ValueError(f'"{text}" is not a number such as 0.5.')
    return found


def codes_of_scheme(scheme: str) -> dict[str, str]:
    """The event types by their code in another scheme; of several with the same code, the broadest."""
    return _by_notation(choice(("ucdpCode", "acledCode", "cameoCode"))(scheme))


@cache
def _by_notation(scheme: str) -> dict[str, str]:
    from pyoxigraph import NamedNode

    from ...record.vocabulary_triples import vocabulary_triples
    from ...vocabulary import PREFIXES, ST

    above: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    for triple in vocabulary_triples():
        if triple.predicate.value == PREFIXES["skos"] + "broader" and isinstance(triple.object, NamedNode):
            above.setdefault(str(triple.subject.value), set()).add(triple.object.value)  # type: ignore[union-attr]
        if triple.predicate.value == ST + scheme:
            codes.setdefault(triple.object.value, set()).add(triple.subject.value)  # type: ignore[union-attr]

    def depth(concept: str) -> int:
        return 1 + max((depth(up) for up in above.get(concept, ())), default=0)

    return {code: min(concepts, key=lambda c: (depth(c), c)) for code, concepts in sorted(codes.items())}
