"""Sentences and questions in English, from the forms that the code list gives for each kind of act.

In a form ``{actor}``, ``{recipient}`` and ``{party}`` are the ends. What stands in square brackets is left out where
nobody names the end in it; an end outside brackets that nobody names is "somebody". Sentences come without a full stop,
so that they fit a table as well as a paragraph; questions have their mark. No sentence says more than it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache

from pyoxigraph import RdfFormat, parse

from .vocabulary import CODES, ST, ontology_folder

__all__ = [
    "Forms",
    "asking_what",
    "counted",
    "how_many",
    "deed",
    "filled",
    "forms_of_kinds",
    "head_of",
    "is_plural",
    "joined",
    "joined_or",
    "mutually",
    "noun",
    "of_things",
    "passive",
    "question_what",
    "question_who",
    "question_whom",
    "said_once",
    "tried",
    "whether",
    "without",
]

#: Whoever stands at an end: a name, several, or nobody named.
Ends = str | Iterable[str] | None

_END = re.compile(r"\{(actor|recipient|party)\}")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_SOMEBODY = "somebody"
#: Words after which a name says more about its head: "Residents of Khirbet Amo", "Man killed in Khirbet Amo".
_HEAD_ENDS = re.compile(
    r"\s+(?:of|in|at|on|from|for|near|who|whom|whose|among|with|by|to|against|and its)\s|\s*[,(\[–—]"
)
#: Words by which a name says what was done to its head: "People taken from the buses", "Passengers let go".
_PARTICIPLE = re.compile(
    r"\w+ed|taken|said|let|shot|seen|held|hit|hurt|brought|found|left|struck|going|living|heard|told|known|given|sent|"
    r"kept|driven|caught|led|shown|thrown|put|lost"
)
_PLURALS = {"police", "people", "taliban", "men", "women", "children", "troops", "personnel", "cattle"}
#: After an article or a number they stand for several: "the dead of the village", "five wounded".
_SEVERAL = {"dead", "wounded", "injured", "missing", "displaced", "detained", "others", "killed", "young", "elderly"}
_NUMBERS = frozenset(
    re.findall(
        r"\w+",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty dozens hundreds thousands several many",
    )
)
_SINGULARS = frozenset(
    re.findall(
        r"\w+",
        "states nations netherlands philippines emirates hamas reuters headquarters news times affairs politics series "
        "analysis daily works yemen turkmen regimen specimen",
    )
)
_TWICE = "killed|wounded|abducted|arrested|detained|displaced"
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
_DOING_TWICE = re.compile(
    r"\b(?P<done>kill|wound|abduct|arrest|detain|displac)(?P<ending>ed|e|)"
    r"(?P<whom>(?: (?!(?:and|was|were)\b)[^\s,]+){1,4}) (?P=done)ed\b"
)


@dataclass(frozen=True)
class Forms:
    """The sentence forms of one kind of act, as ``ontology/codes/event-types.ttl`` gives them."""

    deed: str
    infinitive: str
    passive: str
    noun: str
    #: The form for parties without a direction; none where the kind has a direction and no such form.
    mutual: str | None = None
    #: Whether the kind has no direction of its own, or says nothing of one.
    is_mutual: bool = False


_STRIKE = Forms(
    "{actor} struck[ {recipient}] from the air",
    "strike[ {recipient}] from the air",
    "[{recipient} ]was struck from the air",
    "an air strike",
)
_CLASH = Forms(
    "{actor} clashed[ with {recipient}]",
    "clash[ with {recipient}]",
    "there was a clash[ with {recipient}]",
    "a clash",
    "{party} clashed",
    is_mutual=True,
)


#: What was done to those whom a number counts, or what it counts, by its property; to the detained, also by the kind of
#: act.
_COUNTED = {
    "deaths": "killed",
    "injured": "wounded",
    "displaced": "displaced",
    "detained": "detained",
    "participants": "took part",
    "rounds": "rounds",
    "vehicles": "vehicles",
    "buildings": "buildings",
}
_THINGS = frozenset(("rounds", "vehicles", "buildings"))
_DETAINED = {"abduct": "taken", "release": "freed", "rescue": "freed"}


def counted(number: str, kind: str | None = None, how_many: str = "") -> str:
    """What was done to those whom a number counts in an act of a kind, or the things that it counts.

    Hostages are taken or freed, and not detained. ``how_many`` is the number in words, for the form after "1".

    >>> kinds = "https://w3id.org/standoff/codes/event-type/"
    >>> counted("deaths"), counted("detained", kinds + "arrest"), counted("detained", kinds + "abduct")
    ('killed', 'detained', 'taken')
    >>> counted("rounds", how_many="at least 28"), counted("rounds", how_many="at least 1")
    ('rounds', 'round')
    """
    by_kind = _DETAINED.get((kind or "").removeprefix(f"{CODES}event-type/"))
    found = by_kind if by_kind and number == "detained" else _COUNTED[number]
    return found.removesuffix("s") if number in _THINGS and how_many.split(" ")[-1] == "1" else found


def how_many(number: str, kind: str | None = None) -> str:
    """The question of a number, without its mark: "how many were killed", "how many took part".

    >>> how_many("injured"), how_many("participants"), how_many("vehicles")
    ('how many were wounded', 'how many took part', 'how many vehicles were there')
    """
    found = counted(number, kind)
    if number in _THINGS:
        return f"how many {found} were there"
    return f"how many {found}" if number == "participants" else f"how many were {found}"


@cache
def forms_of_kinds() -> dict[str, Forms]:
    """The forms of every kind of act in the code list, by its IRI.

    >>> forms_of_kinds()["https://w3id.org/standoff/codes/event-type/fire"].noun
    'gunfire'
    """
    given: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(ontology_folder() / "codes" / "event-types.ttl"), format=RdfFormat.TURTLE):
        subject, prop, value = (getattr(term, "value", "") for term in (quad.subject, quad.predicate, quad.object))
        if subject.startswith(f"{CODES}event-type/") and prop.startswith(ST):
            given.setdefault(subject, {})[prop.removeprefix(ST)] = value
    return {
        iri: Forms(
            each["deedForm"],
            each["infinitiveForm"],
            each["passiveForm"],
            each["nounForm"],
            each.get("mutualForm"),
            each.get("mutual") == "true",
        )
        for iri, each in sorted(given.items())
    }


def joined(names: Ends) -> str:
    """Names as a list in a sentence.

    >>> joined(["Al-Manar", "SANA", "ANHA"])
    'Al-Manar, SANA and ANHA'
    >>> joined("SANA"), joined(["Al-Manar", "SANA"]), joined(None)
    ('SANA', 'Al-Manar and SANA', '')
    """
    each = _each(names)
    return " and ".join(filter(None, [", ".join(each[:-1]), *each[-1:]]))


def joined_or(words: list[str]) -> str:
    """Words of which one or another holds.

    >>> joined_or(["24", "19", "at least 3"]), joined_or(["24"])
    ('24, 19 or at least 3', '24')
    """
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def filled(form: str, actor: Ends = None, recipient: Ends = None, party: Ends = None) -> str:
    """The form with its ends named, what nobody names left out, and the first letter as it stands in form or name.

    >>> filled("{actor} struck[ {recipient}] from the air", "US Armed Forces", "the village")
    'US Armed Forces struck the village from the air'
    >>> filled("{actor} struck[ {recipient}] from the air", "US Armed Forces")
    'US Armed Forces struck from the air'
    >>> filled("{recipient} was killed", recipient=["a man", "a woman"]), filled("{recipient} was killed")
    ('a man and a woman were killed', 'somebody was killed')
    """
    named = {"actor": _each(actor), "recipient": _each(recipient), "party": _each(party)}

    def bracket(found: re.Match[str]) -> str:
        return found[1] if all(named[end] for end in _END.findall(found[1])) else ""

    left = _BRACKET.sub(bracket, form)
    first = re.match(r"\{(actor|recipient|party)\} was\b", left)
    if first and is_plural(named[first[1]]):
        left = left.replace("} was", "} were", 1)
    # All ends in one go: a name may have braces of its own.
    return _END.sub(lambda found: joined(named[found[1]]) or _SOMEBODY, left)


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
            return f"{joined([without(one, together['done']) for one in each])} were {together['done']}"
    dead = _NAMED_BY_IT.fullmatch(sentence)
    if dead and (dead["adjective"].casefold() == "dead") == (dead["done"] == "killed"):
        several = dead["was"] == "were"
        return f"{'People were' if several else 'Somebody was'} {dead['done']} (the {dead['adjective']}{dead['more']})"
    sentence = _KILLED_THE_DEAD.sub(
        lambda m: f"{m['done']} {'people' if is_plural([m['whom']]) else 'somebody'} ({m['whom']})", sentence
    )
    sentence = _LET_GO.sub(r"\g<who> \g<was> released", sentence)
    found = _DONE_TWICE.fullmatch(sentence)
    if found and found["who"].casefold() not in {"the", "a", "an", *_NUMBERS} and " and " not in sentence:
        return f"{found['who']} {found['was']} {found['done']}{found['more']}"
    return _DOING_TWICE.sub(r"\g<done>\g<ending>\g<whom>", sentence)


def without(name: str, done: str) -> str:
    """A name without the word by which it says what was done, where another word is left of it.

    >>> without("people killed in Oru", "killed"), without("the dead of Oru", "killed"), without("the killed", "killed")
    ('people in Oru', 'the dead of Oru', 'the killed')
    """
    return re.sub(rf"(?<=\w) {done}\b", "", name, count=1) if not re.match(f"(the|an?) {done}", name) else name


def of_things(forms: Forms) -> Forms:
    """The forms for a ship, vehicle or building: not its property was seized or destroyed, but itself.

    >>> of_things(Forms("{actor} looted property[ of {recipient}]", "", "", "looting")).deed
    '{actor} looted {recipient}'
    """
    said = {f.name: getattr(forms, f.name) for f in fields(forms) if isinstance(getattr(forms, f.name), str)}
    return replace(
        forms, **{name: form.replace("property[ of {recipient}]", "{recipient}") for name, form in said.items()}
    )


def deed(forms: Forms, actor: Ends = None, recipient: Ends = None, *, once: bool = True) -> str:
    """Who did it to whom; in the passive where nobody names the doer. Unless ``once``, names stay whole.

    >>> deed(_STRIKE, "US Armed Forces", ["the village", "its checkpoint"])
    'US Armed Forces struck the village and its checkpoint from the air'
    >>> deed(_STRIKE, recipient="the village")
    'The village was struck from the air'
    """
    if not _each(actor):
        return passive(forms, recipient, once=once)
    said = _begun(filled(forms.deed, actor, recipient))
    return said_once(said) if once else said


def tried(forms: Forms, actor: Ends = None, recipient: Ends = None) -> str:
    """Who tried to do it to whom.

    >>> tried(_STRIKE, "US Armed Forces", "the village"), tried(_STRIKE)
    ('US Armed Forces tried to strike the village from the air', 'Somebody tried to strike from the air')
    """
    return _begun(filled("{actor} tried to " + forms.infinitive, actor, recipient))


def passive(forms: Forms, recipient: Ends = None, *, once: bool = True) -> str:
    """What was done to whom, by a doer whom nobody names; that there was such an act, where nobody is named at all.

    >>> passive(_STRIKE, "Residents of Khirbet Amo"), passive(_STRIKE)
    ('Residents of Khirbet Amo were struck from the air', 'There was an air strike')
    """
    if not _each(recipient) and forms.passive.startswith("["):
        return f"There {'were' if is_plural([forms.noun]) else 'was'} {forms.noun}"
    said = _begun(filled(forms.passive, recipient=recipient))
    return said_once(said) if once else said


def mutually(forms: Forms, party: Ends = None) -> str:
    """Between which parties it was, without a direction.

    >>> mutually(_CLASH, ["Residents", "US Armed Forces"]), mutually(_CLASH, "Residents"), mutually(_CLASH)
    ('Residents and US Armed Forces clashed', 'Residents clashed', 'There was a clash')
    >>> mutually(_STRIKE, ["Residents", "US Armed Forces"])
    'Residents and US Armed Forces were involved in an air strike'
    """
    parties = _each(party)
    if not parties:
        return passive(forms)
    if forms.is_mutual and len(parties) == 1:
        return deed(forms, parties)
    form = forms.mutual if forms.mutual and len(parties) > 1 else "{party} was involved in " + forms.noun
    return _begun(filled(form, party=parties))


def noun(forms: Forms) -> str:
    """One act of the kind, with its article.

    >>> noun(_STRIKE)
    'an air strike'
    """
    return forms.noun


def question_who(forms: Forms, recipient: Ends = None, *, attempted: bool = False) -> str:
    """The question for the doer.

    >>> question_who(_STRIKE, "the village"), question_who(_STRIKE, attempted=True)
    ('Who struck the village from the air?', 'Who tried to strike from the air?')
    """
    form = "{actor} tried to " + forms.infinitive if attempted else forms.deed
    asked = filled(form, "Who", recipient)
    if not attempted and _SOMEBODY in asked.split():
        return f"Who carried out {forms.noun}?"
    return f"{asked}?"


def question_whom(forms: Forms, actor: Ends = None, *, attempted: bool = False) -> str:
    """The question for whoever it was done to; in the passive where nobody names the doer.

    >>> question_whom(_STRIKE, "US Armed Forces"), question_whom(_STRIKE)
    ('Whom did US Armed Forces strike from the air?', 'Who was struck from the air?')
    >>> question_whom(_CLASH, "US Armed Forces"), question_whom(_CLASH)
    ('With whom did US Armed Forces clash?', 'With whom was there a clash?')
    >>> question_whom(_CLASH, "US Armed Forces", attempted=True)
    'With whom did US Armed Forces try to clash?'
    """
    doers = _each(actor)
    if not doers and not attempted:
        if re.match(r"\[?\{recipient\}", forms.passive):
            return filled(forms.passive, recipient="Who") + "?"
        asked, rest = _asked(forms.passive)
        done = re.fullmatch(r"(.*?) ?\b(was|were) (.+)", rest)
        if done:
            return " ".join(filter(None, [asked, done[2], done[1], done[3]])) + "?"
    asked, rest = _asked(forms.infinitive)
    who = joined(doers) or _SOMEBODY
    if attempted:
        return f"{asked} did {who} try to {rest}?"
    if rest.startswith("be "):
        return f"{asked} {'were' if is_plural(doers) else 'was'} {who} {rest.removeprefix('be ')}?"
    return f"{asked} did {who} {rest}?"


def asking_what(question: str, *, only: bool) -> str:
    """The question for whom as one for things, if ``only`` things are answers to it.

    >>> asking_what("Whom did Army A strike?", only=True), asking_what("At whom was it fired?", only=True)
    ('What did Army A strike?', 'At what was it fired?')
    >>> asking_what("Who was struck from the air?", only=False)
    'Who or what was struck from the air?'
    """
    return re.sub(r"\b([Ww]h)om?\b", r"\1at" if only else r"\g<0> or what", question, count=1)


def whether(forms: Forms, actor: Ends = None, recipient: Ends = None, *, attempted: bool = False) -> str:
    """The question whether it was so.

    >>> whether(_STRIKE, "Army A", "the village"), whether(_STRIKE, recipient="Residents"), whether(_STRIKE)
    ('Did Army A strike the village from the air?', 'Were Residents struck from the air?', 'Was there an air strike?')
    """
    doers, names = _each(actor), joined(recipient)
    if doers or attempted:
        tried_to = "try to " if attempted else ""
        if forms.infinitive.startswith("be ") and not attempted:
            said = filled("{actor} " + forms.infinitive.removeprefix("be "), doers, recipient)
            return f"{'Were' if is_plural(doers) else 'Was'} {said}?"
        return said_once(filled(f"Did {{actor}} {tried_to}{forms.infinitive}", doers, recipient)) + "?"
    said = passive(forms, recipient)
    found = re.match(f"({re.escape(names)}|[Tt]here|\\w[\\w ]*?) (was|were) ", said, re.IGNORECASE)
    if not found:
        return f"Is it so that {said[:1].lower()}{said[1:]}?"
    subject = names if found[1].casefold() == names.casefold() else f"{found[1][:1].lower()}{found[1][1:]}"
    subject = "anybody" if subject == _SOMEBODY else subject
    return f"{found[2].capitalize()} {subject} {said[found.end() :]}?"


def question_what(forms: Forms, actor: Ends = None, recipient: Ends = None, party: Ends = None) -> str:
    """The question for the kind of act, where tellings differ in it; ``forms`` are those of what they have in common.

    >>> question_what(_STRIKE, "US Armed Forces", "the village"), question_what(_STRIKE, "US Armed Forces")
    ('What did US Armed Forces do to the village?', 'What did US Armed Forces do?')
    >>> question_what(_STRIKE, recipient="the village"), question_what(_STRIKE)
    ('What was done to the village?', 'What happened?')
    >>> question_what(_CLASH, "US Armed Forces", "Residents"), question_what(_CLASH, party=["A", "B"])
    ('What happened between US Armed Forces and Residents?', 'What happened between A and B?')
    """
    doers, targets, parties = _each(actor), _each(recipient), _each(party)
    together = [*parties, *(name for name in [*doers, *targets] if forms.is_mutual or parties)]
    if len(together) > 1:
        return f"What happened between {joined(together)}?"
    if together:
        return f"What did {joined(together)} do?"
    if doers:
        return f"What did {joined(doers)} do{' to ' + joined(targets) if targets else ''}?"
    return f"What was done to {joined(targets)}?" if targets else "What happened?"


def _asked(form: str) -> tuple[str, str]:
    """The words that ask for the recipient of a form, and the form without it.

    >>> _asked("fire[ at {recipient}]"), _asked("turn {recipient} back")
    (('At whom', 'fire'), ('Whom', 'turn back'))
    >>> _asked("shoot down an aircraft[ of {recipient}]"), _asked("property[ of {recipient}] was seized")
    (('Whose aircraft', 'shoot down'), ('Whose property', 'was seized'))
    >>> _asked("be in control[ of {recipient}]")
    ('Of whom', 'be in control')
    """
    owned = re.fullmatch(r"(?!be |somebody )(?:(.*?) )??(?:an? ([\w ]+)|(\w+))\[ of \{recipient\}\](.*)", form)
    if owned:
        return f"Whose {owned[2] or owned[3]}", f"{owned[1] or ''}{owned[4]}".strip()
    found = re.search(r"\[ (.*)\{recipient\}\]| \{recipient\}", form)
    if not found:
        return "Whom", form
    return _begun(f"{found[1] or ''}whom"), form[: found.start()] + form[found.end() :]


def _each(names: Ends) -> list[str]:
    return [name for name in ([names] if isinstance(names, str) else names or ()) if name]


def _begun(sentence: str) -> str:
    """The sentence with a capital first letter.

    >>> _begun("somebody was killed"), _begun("")
    ('Somebody was killed', '')
    """
    return sentence[:1].upper() + sentence[1:]


def head_of(name: str) -> str:
    """The words of a name up to its head, without what says more of it.

    >>> [head_of(name) for name in ("Government of National Accord", "US official quoted by ABC", "US Armed Forces")]
    ['Government', 'US official', 'US Armed Forces']
    """
    words = _HEAD_ENDS.split(name, maxsplit=1)[0].split()
    done = next((at for at, word in enumerate(words) if at and word.islower() and _PARTICIPLE.fullmatch(word)), None)
    return " ".join(words[:done])


def is_plural(names: list[str]) -> bool:
    """Whether "were" goes with these names: several, or one whose head is a plural.

    >>> [is_plural([name]) for name in ("Residents of Khirbet Amo", "US Armed Forces", "Unknown individuals")]
    [True, True, True]
    >>> [is_plural([name]) for name in ("The dead of the village", "People taken from the buses", "Ten of the men")]
    [True, True, True]
    >>> [is_plural([name]) for name in ("the three whom a leader mourned", "the two soldiers hurt", "one of the dead")]
    [True, True, False]
    >>> [is_plural([name]) for name in ("Survivors heard by the agency", "Al-Masdar News", "The Daily Times")]
    [True, False, False]
    >>> [is_plural([name]) for name in ("the gunmen", "Yemen")]
    [True, False]
    >>> [is_plural([name]) for name in ("the mate and the engineer", "Ministry of Trade and the Sea")]
    [True, False]
    >>> [is_plural([name]) for name in ("The second ranger", "The wounded man", "Villager said to be dead")]
    [False, False, False]
    >>> [is_plural([name]) for name in ("Man killed in Khirbet Amo", "Syrian Arab Army", "United States", "ISIS")]
    [False, False, False, False]
    """
    if len(names) != 1:
        return len(names) > 1
    head = _HEAD_ENDS.split(names[0], maxsplit=1)[0]
    if re.search(r"\band (the|an?|his|her|their)\b", head, re.I):
        return True
    words = head.split()
    first, *rest = [word.casefold() for word in words] or [""]
    if first in _NUMBERS:
        return True
    if first == "the" and rest:
        # "The second ranger", "the dead", "the wounded soldier", "the dead of the stampede".
        words = words[1:]
        if words[0].casefold() in _NUMBERS:
            return True
    if first == "one" and " of " in names[0]:
        return False
    if words and words[0].casefold() in _SEVERAL and len(words) == 1:
        return True
    done = next((at for at, word in enumerate(words) if at and _PARTICIPLE.fullmatch(word)), len(words))
    heads = {*words[done - 1 : done], *[word for word in words if not _PARTICIPLE.fullmatch(word)][-1:]}
    return any(map(_is_plural_noun, heads))


def _is_plural_noun(noun: str) -> bool:
    small = noun.casefold()
    if small in _PLURALS | _SINGULARS:
        return small in _PLURALS
    if small.endswith("men"):
        return len(small) > 3
    return small.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s")) and not noun.isupper()
