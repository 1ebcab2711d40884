"""Names of actors within a sentence: which first words are no names, and what a label is shortened to."""

from __future__ import annotations

import re

__all__ = ["COMMON", "COMMON_OF_PEOPLE", "ONE_PERSON", "THINGS", "acronym", "is_title", "shortened_label"]

_PEOPLE = """
    activist author boy commander correspondent deputy detainee doctor driver farmer fighter girl guard herder hostage
    inmate journalist labourer looter marcher medic member migrant militant monk mother nurse officer official parent
    passenger patient pedestrian prisoner protester pupil ranger rebel refugee resident rioter shopkeeper soldier
    spokesman spokeswoman student survivor teacher trader victim villager volunteer witness worker
"""
#: First words of labels that are one person: "the man killed in Khirbet Amo".
ONE_PERSON = frozenset({*_PEOPLE.split(), "man", "militiaman", "person", "woman"})
#: First words of labels that are no names: "Residents of Khirbet Amo" stands small within a sentence.
COMMON = (
    ONE_PERSON
    | {f"{word}{'es' if word.endswith('s') else 's'}" for word in _PEOPLE.split()}
    | frozenset(
        re.findall(
            r"\w+",
            "a an armed bodies both bound bus checkpoint children civilian civilians commandos convoy crew crews dead "
            "demonstrators displaced dozens eight eighteen eleven families fifteen fishermen five four fourteen "
            "gunman gunmen hired hundreds inhabitants injured local locals masked meeting men militia militiamen "
            "nine nineteen occupants one organised other others patrol people persons police pupils relatives report "
            "school seven seventeen several six sixteen some source sources ten the thirteen those thousands "
            "three troops twelve twenty two unidentified unknown unnamed vehicles village witness women "
            "worshippers wounded young ",
        )
    )
)
#: First words of labels of many people that are no names, whatever they are called: "health workers", "dockers".
COMMON_OF_PEOPLE = re.compile(
    r"ambulance|army|border|college|coast|emergency|factory|farm|government|guests|health|hospital|human|humanitarian|"
    r"labour|market|medical|military|mosque|naval|neighbours|oil|opposition|party|port|prison|pro|railway|rescue|rights|"
    r"river|riot|security|social|state|student|township|tribal|university|village|"
    r"(?!.*(?:land|lond)ers$)\w{2,}(?:ers|ors|ists|men|women|ees|folk)",
    re.IGNORECASE,
)
#: Heads of labels that are ships, vehicles or buildings.
THINGS = frozenset(
    re.findall(
        r"\w+",
        "aircraft airliner airport ambulance ambulances barge base boat boats bridge building buildings bus buses "
        "camp car cars checkpoint church clinic coach coaches convoy dam depot drone drones factory ferries ferry "
        "garage gunboat gunboats hangar helicopter helicopters home homes hospital house houses jet jets lorries "
        "lorry minibus minibuses mosque motorcycle motorcycles office plane planes prison roof roofs school "
        "schools ship ships shop shops store tank tanker tanks tent tents train trains trawler trawlers truck "
        "trucks tug van vehicle vehicles vessel vessels warehouse warship warships workshop",
    )
)
_WITH_ASIDE = re.compile(r"(.+?) \(([^()]+)\)")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z0-9-]{1,7}")
_WITH_ACRONYM = re.compile(r"([A-Z].+?) \(([A-Z]{2,6})\)")


def is_title(name: str) -> bool:
    """Whether a name is written as a title, with capitals to its second word: it stands so within a sentence too.

    >>> is_title("Doctors Abroad"), is_title("Residents of Khirbet Amo"), is_title("Doctors")
    (True, False, False)
    """
    return bool(re.match(r"[A-Z][\w'’-]* [A-Z]", name))


def shortened_label(label: str, source: bool) -> str:
    """A label without what stands in brackets at its end; of a source, its acronym where that stands there."""
    found = _WITH_ASIDE.fullmatch(label)
    if not found:
        return label
    head, aside = found.groups()
    return aside if source and _ACRONYM.fullmatch(aside) and len(aside) < len(head) else head


def acronym(label: str) -> tuple[str, str] | None:
    """What a label spells out, and the capital letters that it gives for it in brackets; None if it gives none."""
    found = _WITH_ACRONYM.fullmatch(label)
    return (found[1], found[2]) if found else None
