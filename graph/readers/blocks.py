"""Take apart the blocks of a report: claims that share their speaker, paragraph or act, written once above them.

- said_by: coalition
  said_on: 2020-02-12
  claims:
    - {id: 12a, event: killing, denies: {actor: us-forces, victim: khirbet-amo-man}}
    - {id: 12b, said_by: us-forces, event: returned-fire, that: {actor: us-forces}}     # its own key goes before
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .entry import Entry
from .yaml import Marked

__all__ = ["SHARED", "unfolded"]

#: The keys that a block gives to each of its claims.
SHARED = (
    "said_by",
    "said_on",
    "relayed_by",
    "paragraph",
    "basis",
    "drawn_from",
    "hedged",
    "opinion",
    "lang",
    "event",
    "about",
)


def unfolded(entries: Iterable[Entry], own: Collection[str]) -> tuple[list[Entry], list[Entry]]:
    """The claims among the entries under ``claims:`` and in their blocks, in order, with what they share; and what each
    block shares as an entry of its own, to be checked too: its claims may have their own values for all of it.

    ``own`` are the keys of a claim that a block cannot have.
    """
    claims: list[Entry] = []
    blocks: list[Entry] = []
    for entry in (entry for entry in entries if entry.is_mapping):
        if "claims" not in entry:
            claims.append(entry)
            continue
        shared = _shared(entry, own)
        inner, deeper = unfolded(_inside(entry), own)
        for claim in inner:
            _give(claim, shared)
        entry.close((*SHARED, "claims"))
        claims += inner
        blocks += [Entry(Marked(shared, entry.line), entry.problems, "The block"), *deeper]
    return claims, blocks


def _inside(block: Entry) -> list[Entry]:
    marked = block.peek("claims")
    inside = block.items("claims", "claim")
    if marked and marked.value == []:
        block.wrong("The block has no claims. List them under its `claims:`, or remove it.", marked.line)
    return inside


def _shared(block: Entry, own: Collection[str]) -> dict[str, Marked]:
    shared = {key: marked for key in SHARED if (marked := block.raw(key))}
    if "event" in shared and "about" in shared:
        block.wrong("A block gives `event:` or `about:`, not both. Write the other in the claims it belongs to.")
        del shared["event"], shared["about"]
    for key in sorted(own):
        marked = block.raw(key) if key in block else None
        if marked:
            block.wrong(f"`{key}:` belongs to one claim. Move it from the block into that claim.", marked.line)
    return shared


def _give(claim: Entry, shared: dict[str, Marked]) -> None:
    names_claim = any(
        isinstance(marked.value, str) for key in ("denies", "no_answer") if (marked := claim.peek(key)) is not None
    )
    has_subject = names_claim or "event" in claim or "about" in claim
    for key, marked in shared.items():
        if not (has_subject and key in ("event", "about")):
            claim.give(key, marked)
