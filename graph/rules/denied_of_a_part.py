"""What is denied of some of those to whom something was done, and told of all of them.

"One of the dead was killed by a gas bottle, not by a shell" denies that four were killed by shells, if he is one of
them: a cause or a means denied of a part is denied of the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ..vocabulary import ST
from .background import Background
from .words import ActTestimony, Statement, Word, tellers_of, tells

__all__ = ["denied_of_a_part"]

_OF_EACH = frozenset(ST + name for name in ("causedBy", "means"))


def denied_of_a_part(
    statements: dict[str, list[Statement]], acts: Mapping[str, ActTestimony], known: Background
) -> None:
    """Give a cause or means that is denied of an act, and told by nobody of it, to the acts of which it is told.

    Their kinds are the same, and all to whom the first was done belong, on anybody's word, to those to whom the other
    was. The denial then stands there alone.
    """
    told: dict[tuple[str, Any], list[Statement]] = defaultdict(list)
    denied: list[Statement] = []
    for about, mine in statements.items():
        for one in mine:
            if one.prop in _OF_EACH and about in acts and one.part is None:
                if any(word.relation == "asserts" for word in one.words):
                    told[one.prop, one.value].append(one)
                elif any(word.relation == "denies" for word in one.words):
                    denied.append(one)
    for one in denied:
        wholes = [each for each in told[one.prop, one.value] if _is_part(acts[one.about], acts[each.about], known)]
        for whole in wholes:
            tellers = tellers_of(whole)
            denials = (word for word in one.words if word.relation == "denies" and not tells(tellers, word.telling))
            whole.words += [Word(word.telling, "denies") for word in denials]
        if wholes and all(word.relation == "denies" for word in one.words):
            statements[one.about].remove(one)


def _is_part(act: ActTestimony, whole: ActTestimony, known: Background) -> bool:
    some, every = (
        {end for version in each.versions for end in version.core.targets} - known.within.keys()
        for each in (act, whole)
    )
    kinds, others = ({version.coder_kind for version in each.versions} - {None} for each in (act, whole))
    return bool(some and every and kinds & others) and all(
        any(end != other and other in known.belongs_to_by_anyone(end) for other in every) for end in some
    )
