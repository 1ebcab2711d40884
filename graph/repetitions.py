"""Sentences in which a name does not say again what the sentence says: "soldiers killed at the border were killed"."""

from __future__ import annotations

import re

from .noun_phrases import SEVERAL_OF, is_plural, joined

__all__ = ["said_once", "without"]

_TWICE = "killed|wounded|attacked|abducted|arrested|detained|displaced"
#: "Soldiers killed at the border were killed", but not "the wounded were wounded".
_DONE_TWICE = re.compile(
    rf"(?P<who>(?!(?:the|an?) {_TWICE})(?:\S+ )*?\S+) (?P<done>{_TWICE})(?P<more>(?: .+?)?) "
    r"(?P<was>was|were) (?P=done)",
    re.IGNORECASE,
)
#: "The dead of the centre were killed".
_NAMED_BY_IT = re.compile(
    r"the (?P<adjective>dead|wounded|injured)(?P<more>(?: (?!and\b)[^,]+)?) (?P<was>was|were) (?P<done>killed|wounded)",
    re.IGNORECASE,
)
#: "Army A killed the dead of the centre".
_KILLED_THE_DEAD = re.compile(
    r"\b(?P<done>kill(?:ed)?(?= the dead\b)|wound(?:ed)?(?= the (?:wounded|injured)\b)) "
    r"(?P<whom>the (?!.* and )[^,()]+)$"
)
#: "A woman who was let go was released".
_LET_GO = re.compile(r"(?P<who>.+) who (?:was|were) (?:let go|freed|released) (?P<was>was|were) released")
#: "Prisoners among the dead were killed".
_AMONG_THEM = re.compile(
    r"(?P<who>.+?) among the (?:dead|killed|wounded|injured)(?P<more>.*?) (?P<done>(?:was|were) (?:killed|wounded))"
)
#: Where it was, at the end of a name: "the rebel in Oru".
_WHERE = re.compile(r" (?:at|in|near|on) [^,]+$")
_DOING_TWICE = re.compile(
    r"\b(?P<done>kill|wound|abduct|arrest|detain|displac)(?P<ending>ed|e|)"
    r"(?P<whom>(?: (?!(?:and|was|were)\b)[^\s,]+){1,4}) (?P=done)ed\b"
)


def said_once(sentence: str) -> str:
    """The sentence without the word by which a name says what the sentence says itself.

    >>> said_once("Soldiers killed at the border were killed"), said_once("Army A wounded the person wounded in a raid")
    ('Soldiers were killed at the border', 'Army A wounded the person in a raid')
    >>> said_once("Rangers killed were killed"), said_once("Army A killed the man")
    ('Rangers were killed', 'Army A killed the man')
    >>> said_once("The dead of the centre were killed"), said_once("The wounded man was wounded")
    ('People were killed (the dead of the centre)', 'Somebody was wounded (the wounded man)')
    >>> said_once("Army A killed the dead of the centre"), said_once("A woman who was let go was released")
    ('Army A killed people (the dead of the centre)', 'A woman was released')
    >>> said_once("Ten prisoners among the dead were killed"), said_once("A man hurt and a boy hurt were hurt")
    ('Ten prisoners were killed', 'A man hurt and a boy hurt were hurt')
    >>> said_once("The rebel wounded in Oru and soldiers wounded in Ada were wounded")
    'The rebel in Oru and soldiers in Ada were wounded'
    """
    among = _AMONG_THEM.fullmatch(sentence)
    if among:
        return f"{among['who']}{among['more']} {among['done']}"
    together = re.fullmatch(rf"(?P<who>.+ and .+) were (?P<done>{_TWICE})", sentence)
    if together:
        each = re.split(r", | and ", together["who"])
        if all(f" {together['done']} " in f"{one} " for one in each):
            names = [without(one, together["done"]) for one in each]
            tails = {found[0] if (found := _WHERE.search(name)) else "" for name in names}
            tail = tails.pop() if len(tails) == 1 else ""
            return f"{joined([name.removesuffix(tail) for name in names])} were {together['done']}{tail}"
    dead = _NAMED_BY_IT.fullmatch(sentence)
    if dead and (dead["adjective"].casefold() == "dead") == (dead["done"] == "killed"):
        several = dead["was"] == "were"
        return f"{'People were' if several else 'Somebody was'} {dead['done']} (the {dead['adjective']}{dead['more']})"
    sentence = _KILLED_THE_DEAD.sub(
        lambda m: f"{m['done']} {'people' if is_plural([m['whom']]) else 'somebody'} ({m['whom']})", sentence
    )
    sentence = _LET_GO.sub(r"\g<who> \g<was> released", sentence)
    found = _DONE_TWICE.fullmatch(sentence)
    if found and found["who"].casefold() not in {"the", "a", "an", *SEVERAL_OF} and " and " not in sentence:
        return f"{found['who']} {found['was']} {found['done']}{found['more']}"
    return _DOING_TWICE.sub(r"\g<done>\g<ending>\g<whom>", sentence)


def without(name: str, done: str) -> str:
    """A name without the word by which it says what was done, where another word is left of it.

    >>> without("people killed in Oru", "killed"), without("the dead of Oru", "killed"), without("the killed", "killed")
    ('people in Oru', 'the dead of Oru', 'the killed')
    """
    return re.sub(rf"(?<=\w) {done}\b", "", name, count=1) if not re.match(f"(the|an?) {done}", name) else name
