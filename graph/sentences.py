"""Sentences and questions in English, from the forms that the code list gives for each kind of act.

In a form ``{actor}``, ``{recipient}`` and ``{party}`` are the ends. What stands in square brackets is left out where
nobody names the end in it; an end outside brackets that nobody names is "somebody". Sentences come without a full stop,
so that they fit a table as well as a paragraph; questions have their mark. No sentence says more than it is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import cache

from pyoxigraph import RdfFormat, parse

from .noun_phrases import Ends, each_of, is_plural, joined
from .repetitions import said_once
from .vocabulary import CODES, ST, ontology_folder

__all__ = [
    "Forms",
    "asking_what",
    "deed",
    "filled",
    "forms_of_kinds",
    "mutually",
    "noun",
    "of_things",
    "passive",
    "question_what",
    "question_who",
    "question_whom",
    "tried",
    "whether",
]

_END = re.compile(r"\{(actor|recipient|party)\}")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_SOMEBODY = "somebody"


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


def filled(form: str, actor: Ends = None, recipient: Ends = None, party: Ends = None) -> str:
    """The form with its ends named, what nobody names left out, and the first letter as it stands in form or name.

    >>> filled("{actor} struck[ {recipient}] from the air", "US Armed Forces", "the village")
    'US Armed Forces struck the village from the air'
    >>> filled("{actor} struck[ {recipient}] from the air", "US Armed Forces")
    'US Armed Forces struck from the air'
    >>> filled("{recipient} was killed", recipient=["a man", "a woman"]), filled("{recipient} was killed")
    ('a man and a woman were killed', 'somebody was killed')
    """
    named = {"actor": each_of(actor), "recipient": each_of(recipient), "party": each_of(party)}

    def bracket(found: re.Match[str]) -> str:
        return found[1] if all(named[end] for end in _END.findall(found[1])) else ""

    left = _BRACKET.sub(bracket, form)
    first = re.match(r"\{(actor|recipient|party)\} was\b", left)
    if first and is_plural(named[first[1]]):
        left = left.replace("} was", "} were", 1)
    # All ends in one go: a name may have braces of its own.
    return _END.sub(lambda found: joined(named[found[1]]) or _SOMEBODY, left)


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
    if not each_of(actor):
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
    if not each_of(recipient) and forms.passive.startswith("["):
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
    parties = each_of(party)
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
    doers = each_of(actor)
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
    doers, names = each_of(actor), joined(recipient)
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
    doers, targets, parties = each_of(actor), each_of(recipient), each_of(party)
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


def _begun(sentence: str) -> str:
    """The sentence with a capital first letter.

    >>> _begun("somebody was killed"), _begun("")
    ('Somebody was killed', '')
    """
    return sentence[:1].upper() + sentence[1:]
