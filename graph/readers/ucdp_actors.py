"""Read UCDP's list of actors (CSV): entities with names, aliases, identifier and kind; and claims said by UCDP on where
each is active, what it was renamed to, whom it split from, whom it joined and with whom it is allied.

Every column is mapped, ignored by name (``IGNORED``, with the reason), or reported. Source: UCDP Actor Dataset
codebook, version 22.1; the list has no dates, so neither have the claims.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..claim import Attribution, Claim, Entity, Reading, Statement
from ..counts import counted
from ..errors import InputError, Problem
from ..vocabulary import PREFIXES, id_of, st
from .entities import ALIAS, LABEL, RDF_TYPE
from .entry import Problems
from .known import find_code

__all__ = ["IGNORED", "USED", "actor_iri", "is_ucdp_actors", "read_ucdp_actors"]

MAX_BYTES = 50_000_000  # the list of 2022 has 0.3 MB
REQUIRED = ("ActorId", "NameData")
#: Columns that are mapped, and to what.
USED = {
    "ActorId": "the actor's IRI and identifier",
    "NameData": "its label",
    "NameOrig": "an alias",
    "NameOrigFull": "an alias, in the language of its own",
    "NameOrigFullEng": "an alias",
    "NameChange": "whether it was renamed",
    "NewName": "a name given",
    "NewNameFullMotherTongue": "a name given",
    "NewNameFullEng": "a name given",
    "Org": "its kind",
    "Splinter": "whether it split from another",
    "ActorIdPrev": "from whom",
    "SplitTemp": "whether it split for a time",
    "ActorIdSplitTemp": "from whom",
    "Alliance": "whether it is in an alliance",
    "ActorIdAlliance": "in which",
    "JoinGroup": "whether it joined another",
    "ActorIdGroup": "which",
    "Location": "where it is active",
    "GWNOLoc": "the codes of these countries",
    "Version": "the release of the list",
}
#: Columns that are left out, and why.
IGNORED = {
    **dict.fromkeys(("ConflictId", "DyadId", "OSID", "NSID"), "keys of UCDP's other tables"),
    **dict.fromkeys(
        ("PrimaryParty", "OSCoalition", "OSCoalitionID", "NSCoalition", "NSCoalitionID"),
        "its part in UCDP's other tables",
    ),
    **dict.fromkeys(("NamePrev", "NameSplitTemp", "NameAlliance", "GroupName"), "names of actors given by their id"),
    "Region": "follows from the country",
}
#: Org by the UCDP codebook: 1 formally organised, 2 supporters of parties and the like, 3 communal, 4 a state.
_KINDS = {"1": "NonStateGroup", "2": "Population", "3": "Population", "4": "Government"}
#: (flag, ids, their names, property)
_TIES = (
    ("Splinter", "ActorIdPrev", "NamePrev", "splitFrom"),
    ("SplitTemp", "ActorIdSplitTemp", "NameSplitTemp", "splitFrom"),
    ("Alliance", "ActorIdAlliance", "NameAlliance", "alliedWith"),
    ("JoinGroup", "ActorIdGroup", "GroupName", "joined"),
)
_ALIASES = ("NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullMotherTongue", "NewNameFullEng")
_EMPTY = {"", "n/a", "na", "-9", "-99"}
_EXACT = NamedNode(PREFIXES["skos"] + "exactMatch")
_DCT = PREFIXES["dcterms"]
_UCDP = id_of("actor", "ucdp")


def actor_iri(number: str) -> NamedNode:
    """The actor with this number in UCDP's list."""
    return id_of("actor", f"ucdp-{int(number)}")


def is_ucdp_actors(path: Path) -> bool:
    """Whether a file's first line names the columns of UCDP's list of actors."""
    try:
        with path.open("rb") as file:
            header = file.readline(20_000).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return {_folded(name) for name in REQUIRED} <= {_folded(name) for name in re.split("[,;\t]", header)}


def read_ucdp_actors(path: Path) -> list[Reading]:
    """The list as one Reading. Raises InputError with every mistake found, or with the missing columns."""
    problems = Problems(str(path))
    text, encoding = _text(path)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = _columns(path, next(reader, []))
        actors = list(_rows(reader, columns, problems))
    except csv.Error as error:
        what = f"This is not a table: {error}. Is a quotation mark missing?"
        raise InputError([Problem(str(path), reader.line_num, what)]) from None
    if not actors and not problems:
        problems.at(1, "The table has no rows. Give the list of actors as UCDP publishes it.")
    known = {row.number for row in actors}
    if len(known) < len(actors):
        seen: set[str] = set()
        for row in actors:
            if row.number in seen:
                problems.at(row.line, f"ActorId {row.number} appears here a second time. Keep one of the two rows.")
            seen.add(row.number)
    if problems:
        raise InputError(problems)
    return [_reading(actors, columns, encoding)]


@dataclass(frozen=True)
class _Columns:
    """The position of each known column; the unknown columns, and the known ones that are missing."""

    at: dict[str, int]
    width: int
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass
class _Actor:
    """One row, read."""

    number: str
    line: int
    version: str
    facts: set[Statement] = field(default_factory=set)
    says: set[Statement] = field(default_factory=set)
    others: dict[str, str] = field(default_factory=dict)
    countries: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def _text(path: Path) -> tuple[str, str]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            what = f"The file is {size / 1e6:,.0f} MB; a list of actors is at most {MAX_BYTES / 1e6:,.0f} MB."
            raise InputError([Problem(str(path), None, f"{what} Is this another table?")])
        raw = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), None, f"The file cannot be read: {error.strerror}.")]) from None
    if not raw.strip():
        raise InputError([Problem(str(path), None, "The file is empty. Give the list of actors as UCDP publishes it.")])
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "Latin-1, because it is not UTF-8"


def _folded(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _columns(path: Path, header: list[str]) -> _Columns:
    known = {_folded(name): name for name in (*USED, *IGNORED)}
    at: dict[str, int] = {}
    unknown = []
    for position, name in enumerate(header):
        found = known.get(_folded(name))
        if found and found not in at:
            at[found] = position
        else:
            unknown.append(name)
    lacking = [name for name in REQUIRED if name not in at]
    if lacking:
        missing = " and no ".join(lacking)
        what = f"This is not UCDP's list of actors (the nearest known is version 22.1): it has no {missing}."
        seen = ", ".join(header[:8]) + (" …" if len(header) > 8 else "")
        raise InputError([Problem(str(path), 1, f"{what} Its columns are: {seen}.")])
    return _Columns(at, len(header), tuple(unknown), tuple(name for name in USED if name not in at))


def _rows(reader: Iterator[list[str]], columns: _Columns, problems: Problems) -> Iterator[_Actor]:
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != columns.width:
            what = f"This row has {len(cells)} cells, the header {columns.width}. Is a quotation mark missing?"
            problems.at(line, what)
            continue
        row = {name: " ".join(cells[position].split()) for name, position in columns.at.items()}
        if not re.fullmatch(r"\d{1,9}", row["ActorId"], re.ASCII):
            problems.at(line, f'ActorId is "{row["ActorId"][:40]}"; it must be a whole number.')
            continue
        if row["NameData"].lower() in _EMPTY:
            problems.at(line, f"NameData is empty: actor {row['ActorId']} has no name.")
            continue
        yield _actor(row, line, problems)


def _actor(row: dict[str, str], line: int, problems: Problems) -> _Actor:
    found = _Actor(str(int(row["ActorId"])), line, row.get("Version", ""))
    kind = _KINDS.get(row.get("Org", ""), "Actor")
    if row.get("Org", "") not in {*_KINDS, *_EMPTY}:
        problems.at(line, f'Org is "{row["Org"][:40]}"; it is 1, 2, 3 or 4.')
    found.facts = {
        (RDF_TYPE, st(kind)),
        (LABEL, Literal(row["NameData"], language="en")),
        (_EXACT, NamedNode(f"https://ucdp.uu.se/actor/{found.number}")),
    }
    for column in _ALIASES:
        for name in _renamed(row, column) if column.startswith("New") else _names(row.get(column, "")):
            if name != row["NameData"]:
                found.facts.add((ALIAS, Literal(name, language="en") if column.endswith("Eng") else Literal(name)))
    if _flag(row, "NameChange", line, problems):
        new = {n for c in ("NewName", "NewNameFullMotherTongue", "NewNameFullEng") for n in _renamed(row, c)}
        found.says |= {(st("name"), Literal(name)) for name in new}
        found.counts["renamed"] = 1
    for flag, ids, names, prop in _TIES:
        if _flag(row, flag, line, problems):
            for number, name in _numbered(row, ids, names, line, problems):
                if number == found.number:
                    # Version 22.1 has one such row: a tie of an actor to itself means nothing.
                    found.counts["itself"] = 1
                    continue
                found.says.add((st(prop), actor_iri(number)))
                found.others[number] = name
                found.counts[prop] = found.counts.get(prop, 0) + 1
    found.countries = _countries(row, line, problems)
    found.says |= {(st("activeIn"), id_of("place", f"gw-{code}")) for code, _ in found.countries}
    return found


def _names(cell: str) -> list[str]:
    """The names in a cell: one, or the same in two scripts with a slash between them."""
    return [name.strip() for name in cell.split(" / ") if name.strip().lower() not in _EMPTY]


def _renamed(row: dict[str, str], column: str) -> list[str]:
    """The later names in a cell: several, separated by commas, where all cells of later names have equally many."""
    count = len(row.get("NewName", "").split(","))
    parts = row.get(column, "").split(",")
    return [name for part in (parts if len(parts) == count else [",".join(parts)]) for name in _names(part.strip())]


def _flag(row: dict[str, str], column: str, line: int, problems: Problems) -> bool:
    value = row.get(column, "0") or "0"
    if value not in ("0", "1"):
        problems.at(line, f'{column} is "{value[:40]}"; it is 0 or 1.')
    return value == "1"


def _numbered(row: dict[str, str], ids: str, names: str, line: int, problems: Problems) -> list[tuple[str, str]]:
    """The actors in a cell of ids, each with its name where the cell of names has equally many."""
    numbers = [number.strip() for number in row.get(ids, "").split(",") if number.strip()]
    if not numbers or not all(re.fullmatch(r"\d{1,9}", number, re.ASCII) for number in numbers):
        problems.at(line, f'{ids} is "{row.get(ids, "")[:60]}"; it must list numbers of actors.')
        return []
    labels = [name.strip() for name in row.get(names, "").split(",")]
    labels = labels if len(labels) == len(numbers) and all(labels) else [""] * len(numbers)
    return [(str(int(number)), name) for number, name in zip(numbers, labels, strict=True)]


def _countries(row: dict[str, str], line: int, problems: Problems) -> list[tuple[str, str]]:
    """The countries of a row as (Gleditsch and Ward code, name)."""
    codes = [code.strip() for code in row.get("GWNOLoc", "").split(",") if code.strip()]
    # "Macedonia, FYR" is one country.
    names = [name.strip() for name in row.get("Location", "").replace(", FYR", "\0FYR").split(",") if name.strip()]
    if len(codes) != len(names) or not all(re.fullmatch(r"\d{1,4}", code, re.ASCII) for code in codes):
        what = f"Location names {len(names)} countries and GWNOLoc {len(codes)} codes. Give one code for each."
        problems.at(line, what)
        return []
    return [(code, name.replace("\0", ", ")) for code, name in zip(codes, names, strict=True)]


def _reading(actors: list[_Actor], columns: _Columns, encoding: str) -> Reading:
    version = max((row.version for row in actors), default="")
    slug = re.sub(r"[^0-9A-Za-z.]+", "-", version).strip("-.") or "undated"
    document = id_of("dataset", f"ucdp-actors-{slug}")
    title = Literal(f"UCDP list of actors{f', version {version}' if version else ''}", language="en")
    entities = {
        Entity(
            document,
            frozenset(
                {
                    (RDF_TYPE, st("Dataset")),
                    (LABEL, title),
                    (NamedNode(_DCT + "title"), title),
                    (NamedNode(_DCT + "publisher"), _UCDP),
                    (st("coder"), _UCDP),
                }
            ),
        ),
        Entity(
            _UCDP,
            frozenset(
                {
                    (RDF_TYPE, st("Organisation")),
                    (LABEL, Literal("Uppsala Conflict Data Program (UCDP)", language="en")),
                }
            ),
        ),
    }
    country = find_code("place-type", "country")
    places = {code: name for row in actors for code, name in sorted(row.countries, reverse=True)}
    for code, name in places.items():
        facts: set[Statement] = {
            (RDF_TYPE, st("Place")),
            (LABEL, Literal(name, language="en")),
            (st("placeType"), country),
        }
        entities.add(Entity(id_of("place", f"gw-{code}"), frozenset(facts)))
    listed = {row.number for row in actors}
    outside = {n: name for row in actors for n, name in row.others.items() if n not in listed}
    for number, name in outside.items():
        label = Literal(name or f"UCDP actor {number}", language="en")
        exact = NamedNode(f"https://ucdp.uu.se/actor/{number}")
        named: set[Statement] = {(RDF_TYPE, st("Actor")), (LABEL, label), (_EXACT, exact)}
        entities.add(Entity(actor_iri(number), frozenset(named)))
    attributions = set()
    for row in actors:
        iri = actor_iri(row.number)
        entities.add(Entity(iri, frozenset(row.facts)))
        if row.says:
            claim = Claim(iri, frozenset(row.says))
            attributions.add(Attribution(claim, _UCDP, document, paragraph=row.line, coded_as=row.number))
    return Reading(
        document,
        frozenset(attributions),
        frozenset(entities),
        notes=tuple(_notes(actors, columns, encoding, outside)),
    )


def _notes(actors: list[_Actor], columns: _Columns, encoding: str, outside: dict[str, str]) -> Iterator[str]:
    def total(name: str) -> int:
        return sum(row.counts.get(name, 0) for row in actors)

    rows = len(actors)
    yield (
        f"{counted(rows, 'row')}, {counted(rows, 'actor')}: {total('renamed'):,} renamed, "
        f"{counted(total('splitFrom'), 'split')}, {counted(total('alliedWith'), 'alliance')}, "
        f"{counted(total('joined'), 'merger')}."
    )
    if outside:
        named = ", ".join(sorted(outside))
        yield f"{counted(len(outside), 'actor')} named by others, with no row of their own: {named}."
    selves = [row.number for row in actors if "itself" in row.counts]
    if selves:
        number = counted(len(selves), "actor")
        yield f"{number} said to have split from or joined themselves; left out: {', '.join(selves)}."
    if encoding != "UTF-8":
        yield f"Read as {encoding}."
    yield f"Columns left out by name: {', '.join(name for name in IGNORED if name in columns.at) or 'none'}."
    if columns.unknown:
        yield f"Unknown columns, left out: {', '.join(name or '(no name)' for name in columns.unknown)}."
    if columns.missing:
        yield f"Columns of version 22.1 that the file lacks: {', '.join(columns.missing)}."
