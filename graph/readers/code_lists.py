"""The code lists to read: each code with its label, its meaning and the words that a report may use for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import RdfFormat, parse

from ..vocabulary import ACTOR_KINDS, CODE_LISTS, CODES, PREFIXES, PROPERTIES, ST, local_name, ontology_folder

__all__ = ["LISTS", "Code", "code_list", "meant_by"]

#: Kinds of actors and properties of claims are no codes, and looked up in the same way.
_OF_THE_ONTOLOGY = {
    "actor-kind": {ST + name: kind for kind, name in ACTOR_KINDS.items()},
    "property": {each.iri.value: key for key, each in PROPERTIES.items()},
}
#: All that a report may choose from.
LISTS = (*CODE_LISTS, *_OF_THE_ONTOLOGY)
_SKOS = PREFIXES["skos"]


@dataclass
class Code:
    """One code of a list. ``ambiguous`` are words that may mean it or another code, and are refused in a report."""

    code: str
    label: str = ""
    meaning: str = ""
    synonyms: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)

    def has(self, word: str) -> bool:
        """Whether a word stands in the code, its label, its meaning or its synonyms; case is ignored."""
        texts = (self.code, self.label, self.meaning, *self.synonyms, *self.ambiguous)
        return any(word.casefold() in text.casefold() for text in texts)


@cache
def code_list(name: str) -> tuple[Code, ...]:
    """The codes of one of ``LISTS``, such as ``event-type`` or ``actor-kind``, in the order of the ontology; none if
    there is no such list.

    >>> [each.code for each in code_list("intent")]
    ['deliberate', 'accidental', 'reckless']
    """
    found: dict[str, Code] = {}
    start, named = f"{CODES}{name}/", _OF_THE_ONTOLOGY.get(name)
    folder = ontology_folder()
    for file in [folder / "core.ttl"] if named else sorted((folder / "codes").glob("*.ttl")):
        for triple in parse(path=str(file), format=RdfFormat.TURTLE):
            subject, text = getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")
            word = named.get(subject) if named else local_name(subject) if subject.startswith(start) else None
            if not word:
                continue
            code = found.setdefault(subject, Code(word))
            match triple.predicate.value.removeprefix(_SKOS):
                case "prefLabel":
                    code.label = text
                case "definition":
                    code.meaning = text
                case "altLabel":
                    code.synonyms.append(text)
                case "hiddenLabel":
                    code.ambiguous.append(text)
    return tuple(found.values())


def meant_by(name: str, word: str) -> list[Code]:
    """The codes of which a word may mean any, so that a report has to name one; none for all other words.

    >>> [each.code for each in meant_by("event-type", "Turned back")]
    ['turn-back', 'turn-around']
    """
    return [code for code in code_list(name) if word.casefold() in (text.casefold() for text in code.ambiguous)]
