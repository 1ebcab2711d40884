"""Read and check a declaration's YAML file; every mistake is reported with its line and what to write instead."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TypeVar

from ...errors import InputError, did_you_mean
from ...vocabulary import ACTOR_KINDS
from ..entities import valid_id
from ..entry import Entry, Problems, web_address
from ..known import find_code
from ..yaml import Marked, load
from .declaration import (
    COLUMN_PREFIX,
    EXTRA_PROPERTIES,
    FORMS,
    SPANS,
    Declaration,
    Flag,
    Layout,
    NamedActor,
    Numbers,
    Only,
    Place,
    Precision,
    Publisher,
    Rule,
    Sources,
    Time,
    folded,
)
from .decoding import known_encoding

__all__ = ["DATASETS", "actor_names", "built_in", "declaration"]

#: What ``--as`` may name, apart from a mapping of your own.
DATASETS = (
    "ucdp-ged",
    "acled",
    "acled-deleted",
    "gdelt",
    "gdelt-mentions",
    "icews",
    "gtd",
    "polecat",
    "airwars",
    "scad",
    "viina",
)

T = TypeVar("T")
_FOLDER = Path(__file__).parent
_ROLES = ("party", "actor", "recipient", "victim")
#: Our names of columns are words; what files call a column stands beside them, and may be any text.
_COLUMN_NAME = re.compile(r"[\w#](?:[\w .,/#()%&+:-]{0,62}[\w.)%])?")
_NAMES_ARE = (
    "Use up to 64 letters, digits, spaces and hyphens; what files call it goes after the colon, in any letters."
)
#: More columns or codes than any dataset has would take the engine minutes to compile, and a gigabyte for 8,000 codes.
_MOST_COLUMNS, _MOST_CODES, _CODES_OF_ALL = 1_000, 5_000, 10_000


@cache
def built_in() -> dict[str, Declaration]:
    """The built-in declarations, by the name that ``--as`` takes."""
    return {name: declaration(_FOLDER / f"{name}.yaml") for name in DATASETS}


@cache
def actor_names(name: str) -> dict[str, str]:
    """The names for the actor codes of a scheme: ``actor_names("cameo-actors")["SYR"]`` is Syria."""
    marked = load(_FOLDER / f"{name}.yaml")
    assert isinstance(marked.value, dict)
    return {code: str(value.value) for code, value in marked.value.items()}


def declaration(path: Path) -> Declaration:
    """The declaration in a YAML file. Raises InputError with every mistake, its line and what to write instead."""
    problems = Problems(str(path))
    reader = _Reader(Entry(load(path), problems, "The declaration"), problems)
    found = reader.read(hashlib.sha256(path.read_bytes()).hexdigest()[:16])
    if problems or found is None:
        raise InputError(problems)
    return found


class _Reader:
    """Reads one declaration; mistakes are added to ``problems``."""

    def __init__(self, top: Entry, problems: Problems) -> None:
        self.top, self.problems = top, problems
        self.columns: dict[str, tuple[str, ...]] = {}
        self._called: dict[str, str] = {}
        self._number_of_codes = 0

    def read(self, fingerprint: str) -> Declaration | None:
        top = self.top
        dataset = top.converted("dataset", valid_id, required=True) or ""
        title = top.text("title", required=True) or ""
        publisher = self._publisher()
        prefix = top.converted("prefix", valid_id) or dataset
        licence, url = top.text("licence"), top.converted("url", web_address)
        basis = top.converted("basis", lambda text: find_code("basis", text).value)
        missing, unnamed = self._texts(top, "missing"), self._texts(top, "unnamed")
        self._columns()
        ignored = self._texts(top, "ignored")
        layouts = self._layouts(ignored)
        row = tuple(self._column(m) for m in top.texts("row"))
        if not row:
            top.wrong("The declaration needs `row:`, the column or columns that identify a row.")
        event = self._event()
        kinds = self._rules(top, "type", lambda text: find_code("event-type", text).value)
        if not kinds and not event:
            top.wrong("The declaration needs `type:`, the kind of act that a row reports.")
        time, place = self._time(), self._place()
        actors = tuple(self._actor(entry) for entry in top.items("actors", "actor"))
        if len(actors) > 2:
            top.wrong("A row has at most two ends; put those who fight alongside one under its `allies:`.")
        _fitting(top, [actor.role for actor in actors])
        directed, (deaths, deaths_needed, deaths_codes) = self._directed(), self._deaths()
        sources, keep = self._sources(), self._keep()
        whole = self._named(top, "whole")
        encoding = top.converted("encoding", known_encoding)
        numbers, only = self._numbers(), self._only()
        second_row = top.flag("second_row")
        version = self._named(top, "version")
        deletes = top.converted("deletes", valid_id)
        if second_row and (len(actors) != 2 or any(actor.has_several for actor in actors)):
            top.wrong("`second_row:` needs two `actors:`, one each (`split: none`): the second is in the second row.")
        top.close()
        if self.problems or publisher is None or time is None:
            return None
        return Declaration(
            dataset,
            title,
            publisher,
            prefix,
            licence,
            url,
            basis,
            ("", *missing),
            unnamed,
            self.columns,
            ignored,
            layouts,
            row,
            event,
            kinds,
            time,
            place,
            actors,
            directed,
            deaths,
            deaths_needed,
            sources,
            keep,
            whole,
            fingerprint,
            encoding,
            numbers,
            only,
            deaths_codes,
            second_row,
            version,
            deletes,
        )

    def _publisher(self) -> Publisher | None:
        entry = self._one(self.top, "publisher", required=True)
        if entry is None:
            return None
        name, label = entry.converted("id", valid_id, required=True), entry.text("label", required=True)
        kind = entry.converted("kind", _kind) or "organisation"
        entry.close()
        return Publisher(name, label, kind) if name and label else None

    def _columns(self) -> None:
        marked = self.top.raw("columns")
        if marked is None or not isinstance(marked.value, dict) or not marked.value:
            self.top.wrong("The declaration needs `columns:`, our name of each column and what files call it.")
            return
        if len(marked.value) > _MOST_COLUMNS:
            self.problems.at(marked.line, f"`columns:` has {len(marked.value):,} names; {_MOST_COLUMNS:,} at most.")
            return
        for name, value in marked.value.items():
            if not _COLUMN_NAME.fullmatch(name):
                self.problems.at(value.line, f'"{name[:80]}" cannot be our name of a column. {_NAMES_ARE}')
            items = value.value if isinstance(value.value, list) else [value]
            texts = [item.value for item in items if isinstance(item.value, str) and item.value.strip()]
            if not texts or len(texts) < len(items):
                self.problems.at(value.line, f"`{name}:` needs the name of a column, or a list of names.")
            column = self._called[name] = f"{COLUMN_PREFIX}{len(self._called)}"
            self.columns[column] = tuple(text.strip() for text in texts)
        first: dict[str, str] = {}
        for name, column in self._called.items():
            for alias in map(folded, self.columns[column]):
                other = first.setdefault(alias, name)
                if other != name:
                    taken = f'"{alias}" is already a name for `{other}`. A column has one meaning.'
                    self.problems.at(marked.value[name].line, taken)

    def _layouts(self, ignored: tuple[str, ...]) -> tuple[Layout, ...]:
        found = []
        for name, entry in self.top.entries("layouts", "layout"):
            columns = self._texts(entry, "columns")
            header = entry.converted("header", _header) or "needed"
            may_lack = entry.text("may_lack")
            if may_lack and columns[-1:] != (may_lack,):
                entry.wrong(f'"{may_lack}" is not the last column: rows can only lack their end.')
            refused = entry.text("refused")
            known = {folded(alias) for aliases in (*self.columns.values(), ignored) for alias in aliases}
            for column in columns:
                if not refused and folded(column) not in known:
                    entry.wrong(f'"{column}" is neither under `columns:` nor under `ignored:`. Put it under one.')
            entry.close()
            found.append(Layout(name, columns, header == "optional", may_lack, refused))
        every = tuple(alias for aliases in self.columns.values() for alias in aliases[:1]) + ignored
        return tuple(found) or (Layout("the columns of the declaration", every),)

    def _event(self) -> tuple[str, str] | None:
        entry = self._one(self.top, "event")
        if entry is None:
            return None
        of, column = entry.converted("of", valid_id, required=True), self._named(entry, "id", required=True)
        entry.close()
        return (of, column) if of and column else None

    def _time(self) -> Time | None:
        entry = self._one(self.top, "time", required=True)
        if entry is None:
            return None
        start, end = self._day_columns(entry, "start"), self._day_columns(entry, "end")
        if not start:
            entry.wrong("`time:` needs `start:`, the column of the day, or a list of those of year, month and day.")
        forms = tuple(self._texts(entry, "forms", _choice(FORMS))) or ("iso",)
        precision = self._named(entry, "precision")
        precisions = self._codes(entry, "precisions", _choice(SPANS))
        if bool(precision) != bool(precisions):
            entry.wrong("`precision:` and `precisions:` go together: the column, and what each of its codes means.")
        since, months = entry.converted("since", _day), self._months(entry)
        entry.close()
        if not start:
            return None
        parts = [each if len(each) > 1 else () for each in (start, end)]
        return Time(start[0], next(iter(end), None), forms, precision, precisions, since, months, *parts)

    def _day_columns(self, entry: Entry, key: str) -> tuple[str, ...]:
        """The column of a day, or those of its year, month and day."""
        found = tuple(self._column(each) for each in entry.texts(key))
        if len(found) > 3:
            entry.wrong(f"`{key}:` takes one column, or those of year, month and day in this order.")
        return found

    def _months(self, entry: Entry) -> dict[str, int]:
        names = self._texts(entry, "months")
        if names and len(names) != 12:
            entry.wrong(f"`months:` needs the names of twelve months, from January on; it has {len(names)}.")
        found: dict[str, int] = {}
        for number, each in enumerate(names, 1):
            for name in (name.strip().rstrip(".").lower() for name in each.split("/")):
                if found.setdefault(name, number) != number or len(name) < 2:
                    entry.wrong(f'`months:` "{name}" cannot be told apart. Write each name once, in full.')
        return found

    def _numbers(self) -> Numbers | None:
        entry = self._one(self.top, "numbers")
        if entry is None:
            return None
        decimal = entry.converted("decimal", _choice((".", ","))) or "."
        thousands = entry.converted("thousands", _choice((".", ",", "'")))
        if decimal == thousands:
            entry.wrong(f'"{decimal}" cannot be both `decimal:` and `thousands:`.')
        entry.close()
        return Numbers(decimal, thousands)

    def _place(self) -> Place | None:
        entry = self._one(self.top, "place")
        if entry is None:
            return None
        name = self._named(entry, "name")
        within = tuple(self._column(m) for m in entry.texts("within"))
        latitude, longitude = self._named(entry, "latitude"), self._named(entry, "longitude")
        km, point = entry.converted("km", _km), self._named(entry, "point")
        precision = self._named(entry, "precision")
        precisions = {}
        for code, each in entry.entries("precisions", "precision"):
            kind = each.converted("type", lambda text: "" if text == "none" else find_code("place-type", text).value)
            precisions[code] = Precision(each.converted("km", _km) or 0, kind)
            each.close()
        if bool(latitude) != bool(longitude):
            entry.wrong("`latitude:` and `longitude:` go together.")
        if bool(precision) != bool(precisions):
            entry.wrong("`precision:` and `precisions:` go together: the column, and what each of its codes means.")
        if not name and not within:
            entry.wrong("A place needs `name:` or `within:`.")
        entry.close()
        return Place(name, within, latitude, longitude, km, precision, precisions, point)

    def _actor(self, entry: Entry) -> NamedActor:
        flags = self._flags(entry)
        columns = () if flags else tuple(self._column(each) for each in entry.texts("name"))
        if not flags and not columns:
            entry.wrong("An actor needs `name:`, the column that names it, or `columns:`, a column for each actor.")
        own = self._named(entry, "id")
        role = entry.converted("role", _choice(_ROLES)) or "party"
        kind = self._rules(entry, "kind", _kind)
        allies, names = self._named(entry, "allies"), entry.converted("names", _choice(("cameo-actors",)))
        split = entry.text("split")
        if split is None and not (own or names or flags or "directed" in self.top):
            split = ";"
        least = entry.converted("at_least", _share)
        if least is not None and not flags:
            entry.wrong("`at_least:` goes with `columns:`.")
        found = NamedActor(
            next(iter(columns or flags), ""),
            own,
            role,
            kind,
            allies,
            names,
            columns[1:],
            None if split == "none" else split,
            flags,
            0.5 if least is None else least,
        )
        if found.has_several and (own or names):
            entry.wrong("`id:` and `names:` say which one actor it is: they do not go with several.")
        if found.has_several and "directed" in self.top:
            entry.wrong("`directed:` does not go with several actors at one end: give each end its `role:`.")
        entry.close()
        return found

    def _flags(self, entry: Entry) -> dict[str, Flag]:
        """The actor of each column that says whether it took part."""
        marked = entry.raw("columns")
        if marked is None:
            return {}
        if not isinstance(marked.value, dict):
            entry.wrong("`columns:` must be a mapping of columns to the actors that they stand for.", marked.line)
            return {}
        found = {}
        for name, value in marked.value.items():
            column = self._column(Marked(name, value.line))
            if isinstance(value.value, dict):
                each = Entry(value, self.problems, f"`{name}:`")
                called, kind = each.text("name", required=True), each.converted("kind", _kind)
                each.close()
            else:
                called, kind = entry.text_of(name, value), None
            if called:
                found[column] = Flag(called, kind)
        return found

    def _only(self) -> tuple[Only, ...]:
        found = []
        marked = self.top.raw("only")
        given = marked.value if marked and isinstance(marked.value, list) else [marked] if marked else []
        for entry in (Entry(each, self.problems, "`only:`") for each in given):
            column = self._named(entry, "from", required=True)
            codes, but = self._texts(entry, "codes"), self._texts(entry, "except")
            least = entry.converted("at_least", _share)
            if bool(codes) + bool(but) + (least is not None) != 1:
                entry.wrong("`only:` needs one of `codes:`, `except:` and `at_least:`.")
            entry.close()
            found.append(Only(column or "", codes, but, least))
        return tuple(found)

    def _directed(self) -> tuple[str, Mapping[str, tuple[str, str]]] | None:
        entry = self._one(self.top, "directed")
        if entry is None:
            return None
        column = self._named(entry, "from", required=True)
        marked = entry.raw("roles")
        roles: dict[str, tuple[str, str]] = {}
        given = marked.value if marked and isinstance(marked.value, dict) else {}
        for code, value in given.items():
            pair = [str(item.value) for item in value.value] if isinstance(value.value, list) else []
            if len(pair) != 2 or not set(pair) <= set(_ROLES):
                entry.wrong(f"`{code}:` needs the roles of both actors, such as [actor, victim].", value.line)
            else:
                roles[code] = (pair[0], pair[1])
        if not roles:
            entry.wrong('`directed:` needs `roles:`, such as {"3": [actor, victim]}.')
        entry.close()
        return (column, roles) if column else None

    def _deaths(self) -> tuple[dict[str, str], bool, dict[str, str]]:
        entry = self._one(self.top, "deaths")
        if entry is None:
            return {}, False, {}
        found = {bound: self._named(entry, bound) for bound in ("low", "best", "high")}
        needed, codes = entry.flag("needed"), self._codes(entry, "codes", str)
        given = {bound: column for bound, column in found.items() if column}
        if codes and (needed or len(given) != 1):
            entry.wrong("`codes:` of deaths go with one column, and not with `needed:`.")
        entry.close()
        return given, needed, codes

    def _sources(self) -> Sources:
        entry = self._one(self.top, "sources")
        if entry is None:
            return Sources()
        names = self._named(entry, "names") or self._named(entry, "offices")
        split = entry.text("split") or (";" if "articles" in entry else None)
        dates, articles = self._named(entry, "dates"), self._named(entry, "articles")
        addresses, headlines = self._named(entry, "addresses"), self._named(entry, "headlines")
        citations = tuple(self._column(each) for each in entry.texts("citations"))
        found = Sources(
            names, split, dates, articles, addresses, headlines, citations, self._codes(entry, "codes", str)
        )
        entry.close(("names", "offices", "split"))
        return found

    def _keep(self) -> dict[str, str]:
        entry = self._one(self.top, "keep")
        if entry is None:
            return {}
        found = {name: self._named(entry, name) for name in EXTRA_PROPERTIES}
        entry.close()
        return {name: column for name, column in found.items() if column}

    def _rules(self, entry: Entry, key: str, convert: Callable[[str], str]) -> tuple[Rule, ...]:
        if not isinstance(peeked := entry.peek(key), Marked):
            return ()
        if not isinstance(peeked.value, list):
            entry.raw(key)
            entry.wrong(
                f"`{key}:` must be a list of rules, such as [{{always: …}}] or [{{from: column, codes: {{…}}}}].",
                peeked.line,
            )
            return ()
        return tuple(self._rule(item, convert) for item in entry.items(key, "rule"))

    def _rule(self, entry: Entry, convert: Callable[[str], str]) -> Rule:
        always = entry.converted("always", convert)
        if always:
            entry.close()
            return Rule(always=always)
        column = self._named(entry, "from", required=True)
        anything = entry.converted("any", convert)
        codes: Mapping[str, str] = {}
        named = entry.peek("codes")
        if named and isinstance(named.value, str):
            codes = entry.converted("codes", _notations) or {}
        else:
            codes = self._codes(entry, "codes", convert)
        prefix, quiet = entry.flag("prefix"), entry.flag("quiet")
        root, split = self._named(entry, "root"), entry.text("split")
        least = entry.converted("at_least", _share)
        if least is not None and not anything:
            entry.wrong("`at_least:` goes with `any:`.")
        if not codes and not anything:
            entry.wrong("A rule needs `codes:`, `any:` or `always:`.")
        entry.close(("always", "codes"))
        return Rule(column, codes, anything, None, prefix, root, split, least, quiet)

    def _codes(self, entry: Entry, key: str, convert: Callable[[str], str]) -> dict[str, str]:
        marked = entry.raw(key)
        if marked is None:
            return {}
        if not isinstance(marked.value, dict):
            entry.wrong(f"`{key}:` must be a mapping of codes to what they mean.", marked.line)
            return {}
        if len(marked.value) > _MOST_CODES:
            entry.wrong(f"`{key}:` has {len(marked.value):,} codes; {_MOST_CODES:,} at most.", marked.line)
            return {}
        self._number_of_codes += len(marked.value)
        if self._number_of_codes > _CODES_OF_ALL:
            entry.wrong(f"With these the mapping has more than {_CODES_OF_ALL:,} codes in all.", marked.line)
            return {}
        found: dict[str, str] = {}
        for code, value in marked.value.items():
            text = entry.text_of(code, value)
            if text is None:
                continue
            try:
                found[code] = convert(text)
            except ValueError as error:
                entry.wrong(f"`{code}:` {error}", value.line)
        return found

    def _one(self, entry: Entry, key: str, required: bool = False) -> Entry | None:
        marked = entry.raw(key)
        if marked is None:
            if required:
                entry.wrong(f"The declaration needs `{key}:`.")
            return None
        return Entry(marked, self.problems, f"`{key}:`")

    def _named(self, entry: Entry, key: str, required: bool = False) -> str | None:
        marked = entry.peek(key)
        text = entry.text(key, required)
        return self._column(Marked(text, marked.line)) if text and marked else None

    def _column(self, marked: Marked) -> str:
        name = str(marked.value)
        if name not in self._called:
            hint = did_you_mean(name, self._called) or f" Known: {', '.join(self._called)}."
            self.problems.at(marked.line, f'"{name}" is not under `columns:`.{hint}')
        return self._called.get(name, "")

    def _texts(self, entry: Entry, key: str, convert: Callable[[str], str] = str) -> tuple[str, ...]:
        found = []
        for marked in entry.texts(key):
            try:
                found.append(convert(str(marked.value)))
            except ValueError as error:
                entry.wrong(f"`{key}:` {error}", marked.line)
        return tuple(found)


def _fitting(entry: Entry, roles: list[str]) -> None:
    if len(roles) == 2 and roles != ["party", "party"] and ("party" in roles or roles.count("actor") != 1):
        entry.wrong(
            f"The roles {' and '.join(roles)} do not go together: two parties, or an actor and a recipient or victim."
        )


def _choice(known: Iterable[str]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in known:
            hint = did_you_mean(text, known)
            raise ValueError(f'"{text}" is not one of {", ".join(known)}.{hint}')
        return text

    return convert


def _header(text: str) -> str:
    return _choice(("needed", "optional"))(text)


def _kind(text: str) -> str:
    return _choice(tuple(ACTOR_KINDS))(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f'"{text}" is not a day such as 1989-01-01.') from None


def _km(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 20_000:
        raise ValueError(f'"{text}" is not a radius in whole kilometres, 20000 at most.')
    return int(text)


def _share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a number such as 0.5.') from None
    if not isfinite(found):
        raise ValueError(f'"{text}" is not a number such as 0.5.')
    return found


def _notations(scheme: str) -> dict[str, str]:
    """The event types by their code in another scheme; of several with the same code, the broadest."""
    return _by_notation(_choice(("ucdpCode", "acledCode", "cameoCode"))(scheme))


@cache
def _by_notation(scheme: str) -> dict[str, str]:
    from pyoxigraph import NamedNode

    from ...record.vocabulary_triples import vocabulary_triples
    from ...vocabulary import PREFIXES, ST

    above: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    for triple in vocabulary_triples():
        if triple.predicate.value == PREFIXES["skos"] + "broader" and isinstance(triple.object, NamedNode):
            above.setdefault(str(triple.subject.value), set()).add(triple.object.value)  # type: ignore[union-attr]
        if triple.predicate.value == ST + scheme:
            codes.setdefault(triple.object.value, set()).add(triple.subject.value)  # type: ignore[union-attr]

    def depth(concept: str) -> int:
        return 1 + max((depth(up) for up in above.get(concept, ())), default=0)

    return {code: min(concepts, key=lambda c: (depth(c), c)) for code, concepts in sorted(codes.items())}
