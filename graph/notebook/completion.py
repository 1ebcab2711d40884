"""Tab completion in notebooks: names from the record, wherever a name is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..measures.catalogue import MEASURES
from ..queries.names import KINDS, Names, names_of
from ..record.keeper import Keeper
from ..rules.weighed_questions import every_question
from ..vocabulary import PREFIXES, local_name

__all__ = ["completions"]

#: The kind of name that each view option, method and argument of the library takes.
_NAMES = {
    "said_by": "source",
    "without": "source",
    "side": "side",
    "place": "place",
    "incident": "incident",
    "event_type": "event type",
    "between": "end",
    "actor": "actor",
    "dossier": "incident",
    "ask": "question",
    "measure": "measure",
}
_IN_PYTHON = re.compile(rf"\b({'|'.join(_NAMES)})\s*[(=]\s*[\[(]?(?:[\"'][^\"']*[\"']\s*,\s*)*([\"'])([^\"']*)$")
#: A variable of the notebook, a chain of method calls on it, and the beginning of the next method.
_CHAIN = re.compile(r"(?<![\w.])(\w+)((?:\.\w+\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*\))*\))+)\.(\w*)$")
_ASK = re.compile(r"^\s*%ask\s+(.*)$")
_OPTION = re.compile(r"--as\s+(\w*)$")


def completions(
    record: Keeper | None, whole: str, line: str, names: Mapping[str, Any] | None = None
) -> tuple[str, list[str]]:
    """The fragment before the cursor, and what it can be completed to; ``("", [])`` where nothing can be.

    ``whole`` is the cell, ``line`` its last line up to the cursor, ``names`` the variables of the notebook.
    """
    if re.match(r"\s*%+(sparql|ask)\b", line) and (option := _OPTION.search(line)):
        return _starting(option[1], ("frame", "map", "network", "table", "timeline"))
    if asked := _ASK.match(line):
        return _in_ask(record, asked[1])
    if re.match(r"\s*%%sparql\b", whole) and not line.lstrip().startswith("%%"):
        return _in_sparql(record, line)
    if found := _IN_PYTHON.search(line):
        fragment, offered = _starting(found[3], _names_of_kind(record, _NAMES[found[1]]))
        return fragment, [name for name in offered if found[2] not in name]
    if chain := _CHAIN.search(line):
        return _starting(
            chain[3], _methods_after(type((names or {}).get(chain[1])), re.findall(r"\.(\w+)\(", chain[2]))
        )
    return "", []


def _methods_after(kind: type, called: Iterable[str]) -> list[str]:
    """The methods that can follow these, by their return annotations; none for types outside this package.

    IPython could work this out too, but it reads every imported library: ten seconds at the first Tab.
    """
    from ..front import answers, evidence, record_view
    from ..page import inline
    from ..queries import ask

    known = {**vars(inline), **vars(ask), **vars(evidence), **vars(answers), **vars(record_view)}
    for name in called:
        given = getattr(getattr(kind, name, None), "__annotations__", {}).get("return")
        found = known.get(given) if isinstance(given, str) else None
        kind = found if isinstance(found, type) else object
    own = set(dir(kind)) - set(dir(list)) - set(dir(dict)) if kind is not object else set()
    return sorted(name for name in own if not name.startswith("_"))


def _in_ask(record: Keeper | None, rest: str) -> tuple[str, list[str]]:
    name, space, given = rest.partition(" ")
    if not space:
        return _starting(name, every_question())
    question = every_question().get(name)
    value = re.search(r"(\w+)=(\"[^\"]*|'[^']*|[^\s\"']*)$", given)
    if question and value and value[1] in question.parameters:
        kind, fragment = question.parameters[value[1]][0], value[2]
        mark = fragment[:1] if fragment[:1] in "\"'" and fragment else ""
        _, found = _starting(fragment[len(mark) :], _names_of_kind(record, kind))
        # A name with spaces needs quotes.
        return fragment, [f'"{each}"' if mark or " " in each else each for each in found]
    word = re.search(r"(\w*)$", given)
    return _starting(word[1] if word else "", (f"{name}=" for name in (question.parameters if question else ())))


def _in_sparql(record: Keeper | None, line: str) -> tuple[str, list[str]]:
    found = re.search(r"([\w-]*):([\w/.\\-]*)$", line)
    if not found:
        word = re.search(r"(?<![?$\w])([a-z]+)$", line)
        return _starting(word[1], (f"{prefix}:" for prefix in PREFIXES)) if word else ("", [])
    base = PREFIXES.get(found[1])
    known = names_of(record).labels if record is not None else {}
    start = f"{found[1]}:"
    # In a prefixed name a slash must be escaped with a backslash (SPARQL 1.1, §19.8, PN_LOCAL_ESC).
    local = found[2].replace("\\", "").casefold()
    names = sorted(iri[len(base) :] for iri in known if base and iri.startswith(base))
    return found[0], [start + name.replace("/", "\\/") for name in names if name.casefold().startswith(local)]


def _names_of_kind(record: Keeper | None, kind: str) -> list[str]:
    """The names of a kind: labels first, then aliases and ids."""
    if kind == "question":
        return list(every_question())
    if kind == "measure":
        return list(MEASURES)
    if record is None:
        return []
    names = names_of(record)
    if kind == "source":
        sources = {source for _, _, source in record.match(None, f"{PREFIXES['st']}saidBy")}
        iris = sorted(sources, key=names.label)
    else:
        wanted = tuple(f"/{each}/" for each in KINDS.get(kind, ()))
        iris = sorted((iri for iri in names.labels if any(part in iri for part in wanted)), key=names.label)
    return list(dict.fromkeys([*map(names.label, iris), *_other_names(names, iris)]))


def _other_names(names: Names, iris: Iterable[str]) -> list[str]:
    return sorted({each for iri in iris for each in (*names.aliases.get(iri, ()), local_name(iri))})


def _starting(fragment: str, known: Iterable[str]) -> tuple[str, list[str]]:
    folded = fragment.casefold()
    return fragment, [each for each in known if each.casefold().startswith(folded) and '"' not in each]
