"""Read and check a declaration's YAML file; every mistake is reported with its line and what to write instead."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import InputError
from ..entities import valid_id
from ..entry import Entry, Problems, web_address
from ..known import find_code
from ..yaml import Marked, load
from .declaration import (
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
from .declared_values import actor_kind, choice, codes_of_scheme, finite_number, iso_day, whole_km
from .decoding import known_encoding
from .named_columns import NamedColumns

__all__ = ["declaration"]

_ROLES = ("party", "actor", "recipient", "victim")


def declaration(path: Path) -> Declaration:
    """The declaration in a YAML file. Raises InputError with every mistake, its line and what to write instead."""
    problems = Problems(str(path))
    reader = _Reader(Entry(load(path), problems, "The declaration"), problems)
    found = reader.read(hashlib.sha256(path.read_bytes()).hexdigest()[:16])
    if problems or found is None:
        raise InputError(problems)
    return found


class _Reader(NamedColumns):
    """Reads one declaration; mistakes are added to ``problems``."""

    def read(self, fingerprint: str) -> Declaration | None:
        top = self.top
        dataset = top.converted("dataset", valid_id, required=True) or ""
        title = top.text("title", required=True) or ""
        publisher = self._publisher()
        prefix = top.converted("prefix", valid_id) or dataset
        licence, url = top.text("licence"), top.converted("url", web_address)
        basis = top.converted("basis", lambda text: find_code("basis", text).value)
        missing, unnamed = self.texts_of(top, "missing"), self.texts_of(top, "unnamed")
        self.read_columns()
        ignored = self.texts_of(top, "ignored")
        layouts = self._layouts(ignored)
        row = tuple(self.column_of(m) for m in top.texts("row"))
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
        whole = self.column_named(top, "whole")
        encoding = top.converted("encoding", known_encoding)
        numbers, only = self._numbers(), self._only()
        second_row = top.flag("second_row")
        version = self.column_named(top, "version")
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
        entry = self.entry_of(self.top, "publisher", required=True)
        if entry is None:
            return None
        name, label = entry.converted("id", valid_id, required=True), entry.text("label", required=True)
        kind = entry.converted("kind", actor_kind) or "organisation"
        entry.close()
        return Publisher(name, label, kind) if name and label else None

    def _layouts(self, ignored: tuple[str, ...]) -> tuple[Layout, ...]:
        found = []
        for name, entry in self.top.entries("layouts", "layout"):
            columns = self.texts_of(entry, "columns")
            header = entry.converted("header", choice(("needed", "optional"))) or "needed"
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
        entry = self.entry_of(self.top, "event")
        if entry is None:
            return None
        of, column = entry.converted("of", valid_id, required=True), self.column_named(entry, "id", required=True)
        entry.close()
        return (of, column) if of and column else None

    def _time(self) -> Time | None:
        entry = self.entry_of(self.top, "time", required=True)
        if entry is None:
            return None
        start, end = self._day_columns(entry, "start"), self._day_columns(entry, "end")
        if not start:
            entry.wrong("`time:` needs `start:`, the column of the day, or a list of those of year, month and day.")
        forms = tuple(self.texts_of(entry, "forms", choice(FORMS))) or ("iso",)
        precision = self.column_named(entry, "precision")
        precisions = self.codes_of(entry, "precisions", choice(SPANS))
        if bool(precision) != bool(precisions):
            entry.wrong("`precision:` and `precisions:` go together: the column, and what each of its codes means.")
        since, months = entry.converted("since", iso_day), self._months(entry)
        entry.close()
        if not start:
            return None
        parts = [each if len(each) > 1 else () for each in (start, end)]
        return Time(start[0], next(iter(end), None), forms, precision, precisions, since, months, *parts)

    def _day_columns(self, entry: Entry, key: str) -> tuple[str, ...]:
        """The column of a day, or those of its year, month and day."""
        found = tuple(self.column_of(each) for each in entry.texts(key))
        if len(found) > 3:
            entry.wrong(f"`{key}:` takes one column, or those of year, month and day in this order.")
        return found

    def _months(self, entry: Entry) -> dict[str, int]:
        names = self.texts_of(entry, "months")
        if names and len(names) != 12:
            entry.wrong(f"`months:` needs the names of twelve months, from January on; it has {len(names)}.")
        found: dict[str, int] = {}
        for number, each in enumerate(names, 1):
            for name in (name.strip().rstrip(".").lower() for name in each.split("/")):
                if found.setdefault(name, number) != number or len(name) < 2:
                    entry.wrong(f'`months:` "{name}" cannot be told apart. Write each name once, in full.')
        return found

    def _numbers(self) -> Numbers | None:
        entry = self.entry_of(self.top, "numbers")
        if entry is None:
            return None
        decimal = entry.converted("decimal", choice((".", ","))) or "."
        thousands = entry.converted("thousands", choice((".", ",", "'")))
        if decimal == thousands:
            entry.wrong(f'"{decimal}" cannot be both `decimal:` and `thousands:`.')
        entry.close()
        return Numbers(decimal, thousands)

    def _place(self) -> Place | None:
        entry = self.entry_of(self.top, "place")
        if entry is None:
            return None
        name = self.column_named(entry, "name")
        within = tuple(self.column_of(m) for m in entry.texts("within"))
        latitude, longitude = self.column_named(entry, "latitude"), self.column_named(entry, "longitude")
        km, point = entry.converted("km", whole_km), self.column_named(entry, "point")
        precision = self.column_named(entry, "precision")
        precisions = {}
        for code, each in entry.entries("precisions", "precision"):
            kind = each.converted("type", lambda text: "" if text == "none" else find_code("place-type", text).value)
            precisions[code] = Precision(each.converted("km", whole_km) or 0, kind)
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
        columns = () if flags else tuple(self.column_of(each) for each in entry.texts("name"))
        if not flags and not columns:
            entry.wrong("An actor needs `name:`, the column that names it, or `columns:`, a column for each actor.")
        own = self.column_named(entry, "id")
        role = entry.converted("role", choice(_ROLES)) or "party"
        kind = self._rules(entry, "kind", actor_kind)
        allies, names = self.column_named(entry, "allies"), entry.converted("names", choice(("cameo-actors",)))
        split = entry.text("split")
        if split is None and not (own or names or flags or "directed" in self.top):
            split = ";"
        least = entry.converted("at_least", finite_number)
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
            column = self.column_of(Marked(name, value.line))
            if isinstance(value.value, dict):
                each = Entry(value, self.problems, f"`{name}:`")
                called, kind = each.text("name", required=True), each.converted("kind", actor_kind)
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
            column = self.column_named(entry, "from", required=True)
            codes, but = self.texts_of(entry, "codes"), self.texts_of(entry, "except")
            least = entry.converted("at_least", finite_number)
            if bool(codes) + bool(but) + (least is not None) != 1:
                entry.wrong("`only:` needs one of `codes:`, `except:` and `at_least:`.")
            entry.close()
            found.append(Only(column or "", codes, but, least))
        return tuple(found)

    def _directed(self) -> tuple[str, Mapping[str, tuple[str, str]]] | None:
        entry = self.entry_of(self.top, "directed")
        if entry is None:
            return None
        column = self.column_named(entry, "from", required=True)
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
        entry = self.entry_of(self.top, "deaths")
        if entry is None:
            return {}, False, {}
        found = {bound: self.column_named(entry, bound) for bound in ("low", "best", "high")}
        needed, codes = entry.flag("needed"), self.codes_of(entry, "codes", str)
        given = {bound: column for bound, column in found.items() if column}
        if codes and (needed or len(given) != 1):
            entry.wrong("`codes:` of deaths go with one column, and not with `needed:`.")
        entry.close()
        return given, needed, codes

    def _sources(self) -> Sources:
        entry = self.entry_of(self.top, "sources")
        if entry is None:
            return Sources()
        names = self.column_named(entry, "names") or self.column_named(entry, "offices")
        split = entry.text("split") or (";" if "articles" in entry else None)
        dates, articles = self.column_named(entry, "dates"), self.column_named(entry, "articles")
        addresses, headlines = self.column_named(entry, "addresses"), self.column_named(entry, "headlines")
        citations = tuple(self.column_of(each) for each in entry.texts("citations"))
        found = Sources(
            names, split, dates, articles, addresses, headlines, citations, self.codes_of(entry, "codes", str)
        )
        entry.close(("names", "offices", "split"))
        return found

    def _keep(self) -> dict[str, str]:
        entry = self.entry_of(self.top, "keep")
        if entry is None:
            return {}
        found = {name: self.column_named(entry, name) for name in EXTRA_PROPERTIES}
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
        column = self.column_named(entry, "from", required=True)
        anything = entry.converted("any", convert)
        codes: Mapping[str, str] = {}
        named = entry.peek("codes")
        if named and isinstance(named.value, str):
            codes = entry.converted("codes", codes_of_scheme) or {}
        else:
            codes = self.codes_of(entry, "codes", convert)
        prefix, quiet = entry.flag("prefix"), entry.flag("quiet")
        root, split = self.column_named(entry, "root"), entry.text("split")
        least = entry.converted("at_least", finite_number)
        if least is not None and not anything:
            entry.wrong("`at_least:` goes with `any:`.")
        if not codes and not anything:
            entry.wrong("A rule needs `codes:`, `any:` or `always:`.")
        entry.close(("always", "codes"))
        return Rule(column, codes, anything, None, prefix, root, split, least, quiet)


def _fitting(entry: Entry, roles: list[str]) -> None:
    if len(roles) == 2 and roles != ["party", "party"] and ("party" in roles or roles.count("actor") != 1):
        entry.wrong(
            f"The roles {' and '.join(roles)} do not go together: two parties, or an actor and a recipient or victim."
        )
