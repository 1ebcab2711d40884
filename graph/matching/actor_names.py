"""Comparable names of actors: any script, years and qualifiers in brackets, countries, acronyms.

"Military Forces of Syria (2000-)" is ``{military, forces, @syria}``, active from 2000; "SANA (Syrian Arab News Agency)"
is two names. Scripts are transliterated to Latin by anyascii (ISC licence), which knows no language. Its Arabic and
Hebrew have no vowels, so names in different scripts are compared by their consonants.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ..composed import normalized
from .countries import country_of, mark_countries

__all__ = ["Name", "consonants", "initials", "names_in", "plain_latin"]

#: Words in names that carry no meaning.
_EMPTY_WORDS = frozenset(
    (
        "the",
        "of",
        "and",
        "a",
        "an",
        "in",
        "for",
        "to",
        "by",
        "al",
        "el",
        "ul",
        "as",
        "ash",
        "ad",
        "ar",
        "at",
        "la",
        "le",
        "les",
        "de",
        "du",
        "des",
        "da",
        "do",
        "y",
        "e",
        "et",
        "und",
        "der",
        "die",
        "von",
        "wa",
    )
)
#: Other spellings of a word.
_SPELLINGS = {
    "defense": "defence",
    "organization": "organisation",
    "organisations": "organisation",
    "defensive": "defence",
    "force": "forces",
    "troops": "forces",
    "soldiers": "forces",
    "brigades": "brigade",
    "battalions": "battalion",
    "militias": "militia",
    "fronts": "front",
    "jaysh": "jaish",
    "jaysh,": "jaish",
    "hizbullah": "hezbollah",
    "hizballah": "hezbollah",
    "hizbollah": "hezbollah",
    "regime": "government",
    "govt": "government",
    "authorities": "government",
    "ngo": "organisation",
    "group": "group",
    "groups": "group",
    "army's": "army",
}
#: Words for categories: a name of these alone ("Civilians", "Police (Iraq)") is a kind of people, or an office.
_CATEGORIES = frozenset(
    re.findall(
        r"\w+",
        """
    activist activists adviser advisers advisors affairs agriculture ambassador armed army assemblies association
    attacker attackers authorities band bank bishop business businessperson cabinet candidate chief children citizen
    citizens civic civil civilian civilians clan coalition combatant combatants commander communal company congress
    council court criminal criminals detainee detainees development domestic economist education elite elites
    employee employees engineer envoy ethnic farm farmer farmers finance forces foreign gang gangs gangster general
    government governor group groups gunman gunmen head health house human immigrants indigenous individual
    insurgent insurgents intelligence journalist journalists judge judges judiciary kidnapper labor labour lawmaker
    lawyer leader legislature local main man media member men migrants militant militants military militia minister
    ministers ministry mob moderates mutineers nurse office official officials opposition organised other others
    parliament party peacekeepers people person personnel police political politician population president priest
    prime prisoners private professor protester protesters public radicals ranking rebel rebels refugee refugees
    religion representatives republic residents rights rioter rioters secret security senate separatist separatists
    service settlers soldier special spies spokesperson state student students supporter supporters suspect
    terrorist terrorists tourist tribal unarmed unidentified union unknown veterans vigilante vigilantes village
    villager villagers women worker workers youth
""",
    )
)
_YEARS = re.compile(r"\((\d{4})\s*(?:[-–—]\s*(\d{4})?\s*)?\)")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_ACRONYM = re.compile(r"[^\W\d_]{2,6}(?:[-/][^\W\d_]{1,4})?")


@dataclass(frozen=True)
class Name:
    """One name: the text as ``written``, its comparable ``words``, and the ``years`` in it (first, last).

    ``acronym`` is true for a name of a few capitals; ``latin`` is false if it was written in another script.
    """

    written: str
    words: tuple[str, ...]
    years: tuple[int, int | None] | None = None
    acronym: bool = False
    latin: bool = True

    @property
    def key(self) -> str:
        """The words in alphabetical order: equal for names that differ only in word order."""
        return " ".join(sorted(self.words))

    @property
    def countries(self) -> frozenset[str]:
        """The countries that the name mentions, as marks (``@syria``)."""
        return frozenset(word for word in self.words if word.startswith("@"))

    @property
    def own(self) -> frozenset[str]:
        """The words that are not countries; empty if the name is only a country."""
        return frozenset(word for word in self.words if not word.startswith("@"))

    @property
    def category(self) -> bool:
        """Whether the name only says what somebody is, or of which country: ``Citizen (Syria)``, ``Rebels``."""
        return self.own <= _CATEGORIES


@lru_cache(maxsize=100_000)
def names_in(written: str) -> tuple[Name, ...]:
    """The names in a label or alias: the whole, and each part in brackets that is itself a name.

    Empty for a text without any letter or digit.

    >>> [name.key for name in names_in("SANA (Syrian Arab News Agency)")]
    ['sana', '@syria agency arab news']
    >>> names_in("Military Forces of Syria (2000-)")[0].years
    (2000, None)
    """
    text = " ".join(normalized("NFKC", written).split())[:300]
    years = None
    for match in _YEARS.finditer(text):
        last = int(match[2]) if match[2] else None if re.search(r"[-–—]", match[0]) else int(match[1])
        years = (int(match[1]), last)
    text = _YEARS.sub(" ", text)
    parts = [_BRACKETS.sub(" ", text), *(a or b for a, b in _BRACKETS.findall(text))]
    # A bracket that only gives the country stays with the name it qualifies.
    bare = [
        p
        for p in parts[1:]
        if mark_countries(plain_latin(p)).startswith("@") and " " not in mark_countries(plain_latin(p))
    ]
    whole = " ".join([parts[0], *bare])
    names: list[Name] = []
    # ACLED writes "PKK: Kurdistan Workers Party": an acronym and its full form.
    short, colon, long = whole.partition(":")
    either = [short, long] if colon and short == short.upper() and long.strip() else [whole]
    for part in [*either, *(p for p in parts[1:] if p not in bare)]:
        name = _name(" ".join(part.split()), years)
        if name and name.key not in {each.key for each in names}:
            names.append(name)
    return tuple(names)


def _name(text: str, years: tuple[int, int | None] | None) -> Name | None:
    words = tuple(_SPELLINGS.get(word, word) for word in mark_countries(plain_latin(text)).split())
    meaningful = tuple(word for word in words if word not in _EMPTY_WORDS) or words
    if not meaningful:
        return None
    acronym = bool(_ACRONYM.fullmatch(text)) and text == text.upper() and text.isascii()
    # anyascii turns signs that are not letters (an emoji) into text, which is not a name.
    letters = [c for c in text if c.isalnum()]
    if not letters:
        return None
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters if c.isalpha())
    return Name(text, meaningful, years, acronym, latin)


def plain_latin(text: str) -> str:
    """A text in lower-case Latin letters and digits, with one space between words; empty if nothing is left."""
    from anyascii import anyascii

    # "People's" and "People’s" are one word; other signs separate words.
    letters = re.sub(r"['’‘ʼʻ`´]", "", text)
    latin = anyascii("".join(c if c.isalnum() or c.isspace() else " " for c in letters)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", latin).split())


def initials(name: Name) -> frozenset[str]:
    """The initials of a name's words as written, without small words; and the same without countries.

    >>> sorted(initials(names_in("Syrian Democratic Forces")[0])), sorted(initials(names_in("Islamic State (Iraq)")[0]))
    (['df', 'sdf'], ['is', 'isi'])
    """
    words = [w for w in re.split(r"[^\w]+", name.written) if w and w.lower() not in _EMPTY_WORDS]
    bare = [w for w in words if country_of(plain_latin(w)) is None]
    return frozenset("".join(w[0] for w in those).lower() for those in (words, bare) if len(those) > 1)


@lru_cache(maxsize=100_000)
def consonants(words: tuple[str, ...]) -> str:
    """The consonants of some words, repeated ones reduced to one: what two spellings of a name share."""
    text = " ".join(words).replace("@", "").replace("ph", "f").replace("kh", "h").replace("dh", "d").replace("th", "t")
    bare = re.sub(r"[aeiouwy]", "", text.replace("q", "k").replace("c", "k").replace("j", "g").replace("z", "s"))
    return " ".join(re.sub(r"(.)\1+", r"\1", bare).split())
