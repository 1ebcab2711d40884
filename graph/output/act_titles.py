"""Which act a line is of: by its label, where the sentence of its kind says less than the label, or something else.

A kind of act is a box: "an explosion" is a flash too, "somebody was there" an entry of soldiers, "tried to capture
somebody" a bid for power. Where nobody is named whom the sentence needs, or the kind says little, the label that the
coder gave the act leads, with those whom it leaves out. It does not where it names somebody of whom the line says
nothing, or is no name of an act ("what befell four people").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..noun_phrases import joined
from ..rules.tellings import Core
from ..rules.weighing import Weighed
from ..vocabulary import CODES
from .act_sentences import Sentences
from .deed_sentences import BROAD, OTHER, VAGUE

__all__ = ["label_leads", "named", "needs_somebody", "says_no_more"]

#: Labels that are questions or matters, and no names of what happened.
_NO_NAME = re.compile(
    r"(the )?(what|whether|who|whom|how|why|where|act|acts|case|contents|end|fate|gap|making|matter|origin|part|"
    r"question|role|word|words|whereabouts)\b",
    re.IGNORECASE,
)
#: How the doer follows the label of an act, where it is not "by": "vests, carried by the gunmen".
_BY = {"arrive": "of", "carry": "carried by", "carry-people": "carried by", "store": "stored by"}
#: Kinds that are vague, and say more than a label that names no deed: "weapons at the dam".
_PRECISE = frozenset(f"{CODES}event-type/{kind}" for kind in ("doctor-evidence", "intrusion", "weapons-disrupted"))
#: Words by which nobody is known.
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "one", "the", "to", "two", "with"))
_SOMEBODY = re.compile(r"\b(some|any)(body|thing)\b", re.IGNORECASE)


def needs_somebody(sentence: str) -> bool:
    """Whether a sentence needs somebody whom nobody names: "tried to capture somebody"."""
    return bool(_SOMEBODY.search(sentence))


def label_leads(event: str, versions: Iterable[Weighed], one: Weighed, sentence: str, names: Sentences) -> bool:
    """Whether the label of an act says better than the sentence of one of its versions what is told."""
    label, core, kind = names.label(event), one.version.core, one.version.kind
    if not label or kind == OTHER:
        return bool(label)
    if _NO_NAME.match(label) or (core.kind is None and kind not in VAGUE):
        return False
    if core.ends and kind not in (VAGUE | BROAD) - _PRECISE and not needs_somebody(sentence):
        return False
    others = {end for each in versions for end in each.version.core.doers} - core.ends
    return not any(_is_said(names.bare(end), label, by_name=True) for end in others)


def named(label: str, core: Core, kind: str | None, names: Sentences, *, whole: bool = False) -> str:
    """An act by its label, with the ends that it leaves out: "Halt of all journeys, by Open Table"; ``whole``: those
    that it does not give by their whole names.
    """
    said = label[:1].upper() + label[1:]
    short = (kind or "").removeprefix(f"{CODES}event-type/")
    before = (names.before_target(kind) or "of").strip()
    # "Closure of the road, of villagers" would be read as theirs.
    before = "involving" if kind == OTHER else "affecting" if before == "of" else before
    for link, ends in ((_BY.get(short, "by"), core.doers), ("between", core.parties), (before, core.targets)):
        # Who did it is never taken for those of whom a word of the label speaks.
        unsaid = [
            end
            for end in ends
            if (bare := names.bare(end)) not in label
            and (whole or not _is_said(bare, label, by_name=ends is core.doers))
        ]
        said += f", {link} {joined(names.ends(unsaid))}" if unsaid else ""
    if core.tried and not re.search(r"\b(attempt|bid|tr(y|ied))", label, re.IGNORECASE):
        said += " (tried)"
    return said


def _is_said(name: str, label: str, *, by_name: bool = False) -> bool:
    """Whether a label names an actor: by its whole name, or by a word of it; ``by_name``: by one with a capital.

    >>> _is_said("Fenn patrol", "Fenn fighters near Oru"), _is_said("four policemen", "suspension of policemen")
    (True, True)
    >>> _is_said("Facts Desk", "first call for help"), _is_said("white men", "separation of men", by_name=True)
    (False, False)
    """
    words = set(re.findall(r"[\w-]+", label))
    small = {word.casefold() for word in words}
    if re.sub("^(the|an?) ", "", name.casefold()) in label.casefold():
        return True
    mine = re.findall(r"[\w-]+", name)
    proper = any(word in words for word in mine if word[:1].isupper())
    return proper or (not by_name and any(word in small - _SMALL for word in mine))


def says_no_more(label: str, sentence: str) -> bool:
    """Whether each word of a label stands in a sentence, in some form: the killing of a man, "a man was killed".

    >>> says_no_more("Attack on seven women", "Seven women were attacked on 5 July")
    True
    >>> says_no_more("Raid", "Army A attacked Army B")
    False
    """
    said = {_stem(word) for word in re.findall(r"[\w'-]+", sentence.casefold())}
    return all(_stem(word) in said for word in re.findall(r"[\w'-]+", label.casefold()) if word not in _SMALL)


def _stem(word: str) -> str:
    """The beginning by which the forms of a word are one: "killing", "killed"."""
    return re.sub(r"(?<=\w{3})(?:ations?|ions?|ing|ings|ed|es|s|e)$", "", word.removesuffix("'s"))
