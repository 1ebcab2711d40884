"""A dataset's rows, checked and made alike: Ibis expressions that follow a declaration, the same for every engine.

``checked`` gives every value its form, or the row its fault (column, value, reason); ``normalised`` turns the good rows
into one shape, whatever dataset they came from:

    document, number, row_id, event, label, type, score, confronts, when, first, last,
    place, place_label, place_type, km, latitude, longitude, within, levels, low, best, high,
    a, a_key, a_label, a_kind, a_role, a_allies, b, …, names, dates, headlines, kept
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from graph.readers.datasets.declaration import KEEP, Declaration, NamedActor, Rule
from graph.vocabulary import ACTOR_KINDS, ID, ST

__all__ = ["FAULT", "SEPARATOR", "checked", "clean", "name_iri", "normalised"]

#: Between the column, the value and the reason of a fault.
SEPARATOR = "\x1f"
FAULT = "fault"
#: A column of text. Ibis carries no types that a checker could follow.
Text = Any
_MONTHS = {m: f"{n:02d}" for n, m in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_WHOLE = r"^[+-]?[0-9]{1,9}(\.0+)?$"
_DECIMAL = r"^[+-]?[0-9]{1,9}(\.[0-9]+)?$"


@dataclass
class _Faults:
    """The faults that a row may have, the first of them first."""

    header: Mapping[str, str]
    found: list[tuple[Text, str, Text, Text | str]]

    def add(self, wrong: Text, column: str, value: Text, reason: Text | str) -> None:
        self.found.append((wrong, self.header.get(column, column), value, reason))

    def first(self) -> Text:
        branches = [
            (wrong, ibis.literal(name + SEPARATOR) + value.fill_null("").substr(0, 200) + ibis.literal(SEPARATOR)
             + (ibis.literal(reason) if isinstance(reason, str) else reason))
            for wrong, name, value, reason in self.found
        ]  # fmt: skip
        return ibis.cases(*branches, else_=ibis.null("string"))


def checked(raw: ir.Table, declared: Declaration, columns: Mapping[str, int], header: Iterable[str]) -> ir.Table:
    """The raw rows with our columns as text, their values parsed (``v_…``) and their ``fault``; tag rows left out.

    ``raw`` has the file's columns as ``c0``, ``c1`` …, the ``document`` and the ``number`` of each row.
    """
    names = list(header)
    at = {name: names[position] for name, position in columns.items()}
    given = raw.select("document", "number", **{name: _text(raw[f"c{n}"], declared) for name, n in columns.items()})
    given = given.filter(~_is_tags(given, list(columns)))
    if declared.unnamed:
        given = given.mutate(**{
            actor.name: ibis.cases((given[actor.name].isin(list(declared.unnamed)), None), else_=given[actor.name])
            for actor in declared.actors
        })  # fmt: skip
    parsed = _parsed(given, declared)
    return _with_faults(parsed, declared, at)


def _text(column: Text, declared: Declaration) -> Text:
    stripped = column.cast("string").strip()
    return ibis.cases((stripped.isin(list(declared.missing)), None), else_=stripped)


def _is_tags(table: ir.Table, columns: list[str]) -> Text:
    """Whether a row holds HXL tags, as the second row of files from the Humanitarian Data Exchange does."""
    every = [table[c].isnull() | table[c].startswith("#") for c in columns]
    some = [table[c].startswith("#").fill_null(False) for c in columns]
    return reduce(lambda a, b: a & b, every) & reduce(lambda a, b: a | b, some)


def _code(column: Text) -> Text:
    """A code as the codebook writes it: ``1.0``, which a spreadsheet or pandas made of 1, is 1."""
    return ibis.cases((column.re_search(r"^[0-9]+\.0+$"), column.re_replace(r"\.0+$", "")), else_=column)


def _parsed(table: ir.Table, declared: Declaration) -> ir.Table:
    time = declared.time
    values: dict[str, Any] = {
        "v_id": _joined([_code(table[c]) for c in declared.row]),
        "v_start": _day(table[time.start], time.forms),
    }
    if time.end and time.end in table.columns:
        values["v_end"] = _day(table[time.end], time.forms).fill_null(values["v_start"])
    else:
        values["v_end"] = values["v_start"]
    kinds = [found for rule in declared.type if (found := _by_rule(table, rule)) is not None]
    values["v_type"] = ibis.coalesce(*kinds) if kinds else ibis.null("string")
    for bound, column in declared.deaths.items():
        values[f"v_{bound}"] = _whole(table[column])
    for side, actor in zip("ab", declared.actors, strict=False):
        values |= _actor(table, actor, side)
    return table.mutate(**values)


def _joined(parts: list[Text]) -> Text:
    return reduce(lambda a, b: a + " " + b, parts)


def _day(column: Text, forms: Iterable[str]) -> Text:
    found = []
    if "iso" in forms:
        found.append((column.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.,+Z ]*)?$"), column.substr(0, 10)))
    if "compact" in forms:
        text = column.substr(0, 4) + "-" + column.substr(4, 2) + "-" + column.substr(6, 2)
        found.append((column.re_search(r"^[0-9]{8}([0-9]{6})?$"), text))
        found.append((column.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?$"), column.substr(0, 10)))
    if "day-month-year" in forms:
        pattern = r"^([0-9]{1,2})[ -]([A-Za-z]{3,9})[ ,-]+([0-9]{2}|[0-9]{4})$"
        day, month, year = (column.re_extract(pattern, n) for n in (1, 2, 3))
        short = month.substr(0, 3).lower()
        number = ibis.cases(*((short == name, code) for name, code in _MONTHS.items()), else_="00")
        century = ibis.cases((year.length() == 4, ""), (year >= "69", "19"), else_="20")
        found.append((column.re_search(pattern), century + year + "-" + number + "-" + day.lpad(2, "0")))
    # A year before 1000 is damaged data, as in graph/edtf.py.
    text = ibis.cases(*found, else_=ibis.null("string"))
    text = ibis.cases((text >= "1000", text), else_=ibis.null("string"))
    return text.try_cast("date")


def _whole(column: Text) -> Text:
    text = ibis.cases((column.re_search(_WHOLE), column.re_replace(r"\.0+$", "")), else_=ibis.null("string"))
    return text.try_cast("int64")


def _by_rule(table: ir.Table, rule: Rule) -> Text | None:
    if rule.always:
        return ibis.literal(rule.always)
    if rule.column not in table.columns:
        return None
    value = _code(table[rule.column])
    if rule.any:
        return ibis.cases((value.notnull() & (value != "0"), rule.any), else_=ibis.null("string"))
    folded = {code.casefold(): meaning for code, meaning in rule.codes.items()}

    def meaning(text: Text) -> Text:
        return ibis.cases(*((text == code, means) for code, means in folded.items()), else_=ibis.null("string"))

    value = value.lower()
    if not rule.prefix:
        return meaning(value)
    lengths = sorted({len(code) for code in folded}, reverse=True)
    shapely = value.re_search(r"^[0-9]{2,4}$")
    found = ibis.coalesce(meaning(value), *(meaning(value.substr(0, n)) for n in lengths))
    return ibis.cases((shapely, found), else_=ibis.null("string"))


def _actor(table: ir.Table, actor: NamedActor, side: str) -> dict[str, Any]:
    own = actor.id if actor.id and actor.id in table.columns else None
    name = table[actor.name]
    kinds = [found for rule in actor.kind if (found := _by_rule(table, rule)) is not None]
    allies = table[actor.allies] if actor.allies and actor.allies in table.columns else ibis.null("string")
    return {
        f"v_{side}_key": ibis.cases((name.isnull(), None), else_=_code(table[own])) if own else ibis.null("string"),
        f"v_{side}_kind": ibis.coalesce(*kinds, ibis.literal("actor")) if kinds else ibis.literal("actor"),
        f"v_{side}_allies": allies,
    }


def _with_faults(table: ir.Table, declared: Declaration, header: Mapping[str, str]) -> ir.Table:
    faults = _Faults(header, [])
    if declared.whole and declared.whole in table.columns:
        faults.add(table[declared.whole].isnull(), declared.whole, table[declared.row[0]],
                   "the row is cut off before this")  # fmt: skip
    faults.add(table.v_id.isnull(), declared.row[0], ibis.literal(""), "the row has no id")
    order = ibis.row_number().over(group_by=["document", "v_id"], order_by="number")
    table = table.mutate(v_again=order)
    time = declared.time
    for column, parsed in ((time.start, "v_start"), (time.end, "v_end")):
        if column and column in table.columns:
            required = table[column].isnull() if column == time.start else ibis.literal(False)
            faults.add(required, column, ibis.literal(""), "the row has no date")
            year = ibis.cases((table[column].re_search(r"^0[0-9]{3}-?[0-9]{2}"),
                               ibis.literal("the year ") + table[column].substr(0, 4) + " is damaged: not 0025 but 2025"),
                              else_=ibis.literal("is not a date that this dataset writes"))  # fmt: skip
            faults.add(table[column].notnull() & table[parsed].isnull(), column, table[column], year)
    if time.end and time.end in table.columns:
        faults.add(table.v_end < table.v_start, time.end, table[time.end], "is before the first day")
    _code_faults(faults, table, declared)
    for bound, column in declared.deaths.items():
        parsed = table[f"v_{bound}"]
        faults.add(table[column].notnull() & parsed.isnull(), column, table[column], "is not a whole number")
        faults.add(parsed < 0, column, table[column], "is below zero")
    for bound, column in declared.deaths.items():
        if bound == "best":
            faults.add(table[column].isnull(), column, ibis.literal(""), "the number of deaths is missing")
    _place_faults(faults, table, declared)
    for name, column in declared.keep.items():
        if column in table.columns and KEEP[name] != "text":
            pattern = _WHOLE if KEEP[name] == "integer" else _DECIMAL
            wrong = table[column].notnull() & ~table[column].re_search(pattern)
            faults.add(wrong, column, table[column], "is not a number")
    # Last, so that a broken row is not called a copy of the good one that it resembles.
    faults.add(table.v_again > 0, declared.row[0], table.v_id, "this id stands on an earlier row; the first one counts")
    return table.mutate(**{FAULT: faults.first()})


def _code_faults(faults: _Faults, table: ir.Table, declared: Declaration) -> None:
    given = [rule for rule in declared.type if rule.column in table.columns]
    if given:
        column = given[0].column or ""
        told = ibis.coalesce(*(table[rule.column] for rule in given))
        faults.add(told.isnull(), column, ibis.literal(""), "the row has no type")
        faults.add(table.v_type.isnull(), column, told, "is no code that is known")
    for rule in given:
        if rule.root and rule.root in table.columns:
            root, code = _code(table[rule.root]), _code(table[rule.column])
            wrong = root.notnull() & ~code.startswith(root)
            reason = ibis.literal("does not begin with its root code ") + root + "; a spreadsheet may have cut a zero"
            faults.add(wrong, rule.column or "", table[rule.column], reason)
    precisions = [(declared.time.precision, declared.time.precisions)]
    if declared.place:
        precisions.append((declared.place.precision, declared.place.precisions))
    for column, codes in precisions:
        if column and column in table.columns:
            wrong = table[column].notnull() & ~_code(table[column]).isin(list(codes))
            faults.add(wrong, column, table[column], "is no code of precision that is known")
    if declared.directed and declared.directed[0] in table.columns:
        column = declared.directed[0]
        faults.add(table[column].isnull(), column, ibis.literal(""), "the code that says the direction is missing")


def _place_faults(faults: _Faults, table: ir.Table, declared: Declaration) -> None:
    place = declared.place
    if not place:
        return
    for column, most in ((place.latitude, 90), (place.longitude, 180)):
        if column and column in table.columns:
            value = table[column]
            number = ibis.cases((value.re_search(_DECIMAL), value), else_=ibis.null("string")).try_cast("float64")
            faults.add(value.notnull() & number.isnull(), column, value, "is not a number of degrees")
            faults.add(number.abs() > most, column, value, f"is beyond {most} degrees")


# --------------------------------------------------------------------------------------------------------- normalised


def clean(text: Text) -> Text:
    """Text on one line, without control characters."""
    return text.re_replace(r"[\s\x00-\x1f\x7f]+", " ").strip()


def name_iri(kind: str, prefix: str, name: Text) -> Text:
    """The IRI of what has no id of its own: a readable part of its name, and a hash of the whole name."""
    readable = name.re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
    return ibis.literal(f"{ID}{kind}/{prefix}-") + readable + "-" + name.hexdigest("sha256").substr(0, 12)


def _id_iri(kind: str, prefix: str, key: Text) -> Text:
    plain = key.re_search(r"^[A-Za-z0-9._-]{1,80}$")
    return ibis.cases((plain, ibis.literal(f"{ID}{kind}/{prefix}-") + key), else_=name_iri(kind, prefix, key))


def normalised(
    table: ir.Table, declared: Declaration, types: Mapping[str, tuple[str, float, bool]]
) -> ir.Table:
    """The rows without fault, in one shape for all datasets.

    ``types`` gives each kind of act its label, its score, and whether it is a confrontation.
    """
    good = table.filter(table[FAULT].isnull())
    good = good.mutate(**_when(good, declared), **_ends(good, declared), **_place(good, declared))
    event_prefix = declared.event[0] if declared.event else declared.dataset
    event_id = _code(good[declared.event[1]]) if declared.event else good.v_id
    keep = {f"k_{name}": good[column] for name, column in declared.keep.items() if column in good.columns}

    def of_type(at: int, otherwise: Any) -> Any:
        return ibis.cases(*((good.v_type == iri, value[at]) for iri, value in types.items()), else_=otherwise)

    return good.select(
        "document", "number",
        row_id=clean(good.v_id), event=_id_iri("event", event_prefix, event_id),
        type=good.v_type, type_label=of_type(0, "event"), score=of_type(1, ibis.null("float64")),
        confronts=of_type(2, False),
        when=good.n_when, first=good.n_first, last=good.n_last,
        year=good.v_start.year(),
        **{name: good[name] for name in good.columns if name.startswith(("a_", "b_", "p_"))},
        a=good.a, b=good.b,
        **{bound: good[f"v_{bound}"] if bound in declared.deaths else ibis.null("int64")
           for bound in ("low", "best", "high")},
        **_sources(good, declared),
        **keep,
    )  # fmt: skip


def _when(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    """The time as EDTF and its first and last day.

    Two days give a span, or the month or year that they bound; one day is widened as far as its precision says.
    A week is the six days before and after: the codebooks say only that the act lies in the same week.
    """
    time = declared.time
    start, end = table.v_start, table.v_end
    code = _code(table[time.precision]) if time.precision and time.precision in table.columns else None
    one = start == end
    month_first, month_last = start.truncate("M"), start.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)
    year_first, year_last = start.truncate("Y"), start.truncate("Y") + ibis.interval(years=1) - ibis.interval(days=1)

    def is_span(span: str) -> Text:
        codes = [c for c, meaning in time.precisions.items() if meaning == span]
        if code is None or not codes:
            return ibis.literal(False)
        return (code.isin(codes) & one).fill_null(False)

    first = ibis.cases((is_span("month"), month_first), (is_span("year"), year_first),
                       (is_span("week"), start - ibis.interval(days=6)), else_=start).cast("date")  # fmt: skip
    last = ibis.cases((is_span("month"), month_last), (is_span("year"), year_last),
                      (is_span("week"), start + ibis.interval(days=6)), else_=end).cast("date")  # fmt: skip
    # Adding an interval gives a moment in some engines: ten characters are the day.
    text, until = first.cast("string").substr(0, 10), last.cast("string").substr(0, 10)
    month_end = month_last.cast("string").substr(0, 10)
    month = (text.substr(0, 7) == until.substr(0, 7)) & (text.substr(8, 2) == "01") & (until == month_end)
    year = (text.substr(0, 4) == until.substr(0, 4)) & (text.substr(4) == "-01-01") & (until.substr(4) == "-12-31")
    when = ibis.cases((text == until, text), (year, text.substr(0, 4)), (month, text.substr(0, 7)),
                      else_=text + "/" + until)  # fmt: skip
    return {"n_when": when, "n_first": text, "n_last": until}


def _ends(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, side in enumerate("ab"):
        if number >= len(declared.actors):
            nothing = ("", "_key", "_label", "_role", "_kind", "_allies")
            found |= {f"{side}{part}": ibis.null("string") for part in nothing}
            continue
        actor = declared.actors[number]
        name, key = clean(table[actor.name]), table[f"v_{side}_key"]
        by_name = name_iri("actor", declared.prefix, name)
        iri = ibis.cases((key.notnull(), _id_iri("actor", declared.prefix, key)), else_=by_name)
        found[side] = ibis.cases((name.isnull(), None), else_=iri)
        found[f"{side}_key"] = key
        found[f"{side}_label"] = name
        found[f"{side}_role"] = _role(table, declared, number)
        kind = table[f"v_{side}_kind"]
        found[f"{side}_kind"] = ibis.cases(*((kind == k, ST + c) for k, c in ACTOR_KINDS.items()), else_=ST + "Actor")
        found[f"{side}_allies"] = table[f"v_{side}_allies"]
    same = (found["a"] == found["b"]).fill_null(False)
    # Who acts and who is acted upon are two: one name at both ends only takes part.
    found["a_role"] = ibis.cases((same, "party"), else_=found["a_role"])
    found["b"] = ibis.cases((same, None), else_=found["b"])
    return found


def _role(table: ir.Table, declared: Declaration, number: int) -> Text:
    usual = declared.actors[number].role
    if not declared.directed or declared.directed[0] not in table.columns:
        return ibis.literal(usual)
    column, roles = declared.directed
    code = _code(table[column])
    return ibis.cases(*((code == c, pair[number]) for c, pair in roles.items()), else_=usual)


def _place(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    place = declared.place
    nothing: dict[str, Any] = {f"p_{name}": ibis.null("string") for name in
                               ("iri", "label", "type", "latitude", "longitude", "within")}  # fmt: skip
    nothing |= {"p_km": ibis.null("int64")}
    if not place:
        return nothing
    within = [clean(table[c]) for c in place.within if c in table.columns]
    names = ([clean(table[place.name])] if place.name and place.name in table.columns else []) + within
    if not names:
        return nothing
    point = [table[c] if c and c in table.columns else ibis.null("string") for c in (place.latitude, place.longitude)]
    has_point = reduce(lambda a, b: a & b, [p.notnull() for p in point])
    km, kind = ibis.literal(place.km).cast("int64") if place.km else ibis.null("int64"), ibis.null("string")
    if place.precision and place.precision in table.columns:
        code = _code(table[place.precision])
        km = ibis.cases(*((code == c, p.km) for c, p in place.precisions.items()), else_=ibis.null("int64"))
        kind = ibis.cases(*((code == c, p.type or None) for c, p in place.precisions.items() if p.type),
                          else_=ibis.null("string"))  # fmt: skip
    label = ibis.coalesce(*names)
    parts = [*names, *point, km.cast("string")]
    whole = reduce(lambda a, b: a + "|" + b, [part.fill_null("") for part in parts])
    readable = label.re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
    iri = ibis.literal(f"{ID}place/{declared.prefix}-") + readable + "-" + whole.hexdigest("sha256").substr(0, 12)
    # The places it lies in, nearest first, each with those above it: enough to name every one of them.
    above = reduce(lambda a, b: a + SEPARATOR + b, [part.fill_null("") for part in within]) if within else None
    return {
        "p_iri": ibis.cases((label.isnull(), None), else_=iri),
        "p_label": label,
        "p_type": kind,
        "p_km": ibis.cases((has_point, km), else_=ibis.null("int64")),
        "p_latitude": ibis.cases((has_point, point[0]), else_=ibis.null("string")),
        "p_longitude": ibis.cases((has_point, point[1]), else_=ibis.null("string")),
        "p_within": above if above is not None else ibis.null("string"),
    }


def _sources(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    """Who says so, as lists of the same length: names ('' is the publisher), days and headlines."""
    given, empty = declared.sources, ibis.literal([], type="array<string>")

    def has(column: str | None) -> bool:
        return bool(column) and column in table.columns

    def several(column: str | None) -> Text:
        if not has(column):
            return empty
        text = table[column]
        many = text.split(given.split) if given.split else ibis.array([text])
        return ibis.cases((text.isnull(), empty), else_=many.map(lambda x: clean(x)))

    names, dates, headlines = several(given.names), several(given.dates), several(given.headlines)
    if has(given.addresses):
        host = table[given.addresses].re_extract(r"^[A-Za-z]+://(?:www\.)?([^/:?#]+)", 1).lower()
        names = ibis.cases((host.length() > 0, ibis.array([host])), else_=empty)
    if has(given.articles):
        names, headlines = _of_articles(table[given.articles], names, dates)
    nobody = names.filter(lambda x: x.length() > 0).length() == 0
    return {
        "names": ibis.cases((nobody.fill_null(True), ibis.array([ibis.literal("")])), else_=names),
        "dates": dates,
        "headlines": headlines,
    }


_CITED = r"(?s)^(.*?),[0-9]{4}-[0-9]{2}-[0-9]{2},"


def _of_articles(article: Text, names: Text, dates: Text) -> tuple[Text, Text]:
    """Sources and headlines where articles are cited as ``"Agency,2014-01-22,Headline";"…"``, or in free text.

    The column of names is followed where it agrees with that of dates; a name that holds the separator is found in the
    citation. Of free text (``Reuters 12 May 1993 "…" /(2)AP …``) the words before the first digit, comma or quote of
    each part name the source.
    """
    empty = ibis.literal([], type="array<string>")
    items = article.re_replace(r'^"+|"+$', "").split('";"')
    cited = items.filter(lambda x: ~x.re_search(_CITED)).length() == 0
    in_citation = items.map(lambda x: clean(x.re_extract(_CITED, 1)))
    free = article.re_split(r'"\.?\s*/|/\s*\([0-9]+\)').map(
        lambda x: clean(x.re_extract(r'^[\s"/.]*([^",/(:;0-9]{2,80})', 1))
    )
    free = free.filter(lambda x: x.length() > 1)
    agree = (names.length() > 0) & (names.length() == dates.length())
    found = ibis.cases((agree, names), (article.notnull() & cited, in_citation), (names.length() > 0, names),
                       (article.notnull(), free), else_=empty)  # fmt: skip
    return found, ibis.cases((article.notnull() & cited, items), else_=empty)


