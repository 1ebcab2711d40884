"""Bring a dataset's rows without faults into one shape, the same for every dataset.

    document, number, row_id, event, label, type, score, confronts, when, first, last,
    place, place_label, place_type, km, latitude, longitude, within, levels, low, best, high,
    a, a_key, a_label, a_kind, a_role, a_allies, b, …, names, dates, headlines, kept

Ibis expressions that follow a declaration, the same for every engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from ...vocabulary import ACTOR_KINDS, ID, ST
from .declaration import FAULT, SEPARATOR, Declaration
from .members import members_column
from .plain_text import Text, clean_text, code_of, split_at

__all__ = ["name_iri", "normalised"]


def name_iri(kind: str, prefix: str, name: Text) -> Text:
    """The IRI of a node without an id of its own: a readable part of its name, and a hash of the whole name."""
    readable = name.re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
    return ibis.literal(f"{ID}{kind}/{prefix}-") + readable + "-" + name.hexdigest("sha256").substr(0, 12)


def _id_iri(kind: str, prefix: str, key: Text) -> Text:
    plain = key.re_search(r"^[A-Za-z0-9._-]{1,80}$")
    return ibis.cases((plain, ibis.literal(f"{ID}{kind}/{prefix}-") + key), else_=name_iri(kind, prefix, key))


def normalised(table: ir.Table, declared: Declaration, types: Mapping[str, tuple[str, float, bool]]) -> ir.Table:
    """The rows without fault, in one shape for all datasets.

    ``types`` gives each kind of act its label, its score, and whether it is a confrontation.
    """
    good = table.filter(table[FAULT].isnull())
    good = good.mutate(**_days(good, declared), **_names(good, declared), **_sources(good, declared))
    good = good.mutate(n_when=_when(good), **_ends(good, declared), **_place(good, declared))
    event_prefix = declared.event[0] if declared.event else declared.dataset
    event_id = code_of(good[declared.event[1]]) if declared.event else good.v_id
    nobody = good.names.filter(lambda x: x.length() > 0).length() == 0
    keep = {f"k_{name}": good[column] for name, column in declared.keep.items() if column in good.columns}
    if declared.version in good.columns:
        keep["version"] = good[declared.version]

    # Only the kinds of act that the declaration can give: each is a branch for each row.
    meant = {means for rule in declared.type for means in (rule.always, rule.any, *rule.codes.values())}
    branches = [(good.v_type == iri, value) for iri, value in types.items() if iri in meant]

    def of_type(at: int, otherwise: Any) -> Any:
        cases = [(is_it, value[at]) for is_it, value in branches]
        return ibis.cases(*cases, else_=otherwise) if cases else ibis.literal(otherwise)

    # Where nobody is named, the publisher is the source: ''.
    return good.select(
        "document",
        "number",
        row_id=clean_text(good.v_id),
        event=_id_iri("event", event_prefix, event_id),
        type=good.v_type,
        type_label=of_type(0, "event"),
        score=of_type(1, ibis.null("float64")),
        confronts=of_type(2, False),
        when=good.n_when,
        first=good.n_first,
        last=good.n_last,
        year=good.v_start.year(),
        **{name: good[name] for name in good.columns if name.startswith(("a_", "b_", "p_"))},
        a=good.a,
        b=good.b,
        **{
            bound: good[f"v_{bound}"] if f"v_{bound}" in good.columns else ibis.null("int64")
            for bound in ("low", "best", "high")
        },
        names=ibis.cases((nobody.fill_null(True), ibis.array([ibis.literal("")])), else_=good.names),
        dates=good.dates,
        headlines=good.headlines,
        **keep,
    )


def _days(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    """The first and the last day, as texts. One day is widened according to its precision; a week is the six days
    before and after: the codebooks say only that the act lies in the same week.
    """
    time = declared.time
    start, end = table.v_start, table.v_end
    code = code_of(table[time.precision]) if time.precision and time.precision in table.columns else None
    one = start == end
    month_first, month_last = start.truncate("M"), start.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)
    year_first, year_last = start.truncate("Y"), start.truncate("Y") + ibis.interval(years=1) - ibis.interval(days=1)

    def is_span(span: str) -> Text:
        codes = [c for c, meaning in time.precisions.items() if meaning == span]
        if code is None or not codes:
            return ibis.literal(False)
        return (code.isin(codes) & one).fill_null(False)

    first = ibis.cases(
        (is_span("month"), month_first),
        (is_span("year"), year_first),
        (is_span("week"), start - ibis.interval(days=6)),
        else_=start,
    ).cast("date")
    last = ibis.cases(
        (is_span("month"), month_last),
        (is_span("year"), year_last),
        (is_span("week"), start + ibis.interval(days=6)),
        else_=end,
    ).cast("date")
    # Adding an interval gives a timestamp in some engines: its first ten characters are the day.
    return {
        "n_first": first.cast("string").substr(0, 10),
        "n_last": last.cast("string").substr(0, 10),
        "n_month_last": month_last.cast("string").substr(0, 10),
    }


def _when(table: ir.Table) -> Text:
    """The time as EDTF: a day, the month or year that two days enclose, or a span."""
    text, until = table.n_first, table.n_last
    month = (text.substr(0, 7) == until.substr(0, 7)) & (text.substr(8, 2) == "01") & (until == table.n_month_last)
    year = (text.substr(0, 4) == until.substr(0, 4)) & (text.substr(4) == "-01-01") & (until.substr(4) == "-12-31")
    return ibis.cases(
        (text == until, text), (year, text.substr(0, 4)), (month, text.substr(0, 7)), else_=text + "/" + until
    )


def _names(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    """The names of actors and places, each on one line: SQL would repeat how wherever they are used."""
    place = declared.place
    columns = [*(actor.name for actor in declared.actors), *((place.name, *place.within) if place else ())]
    return {f"n_{column}": clean_text(table[column]) for column in columns if column and column in table.columns}


def _ends(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, side in enumerate("ab"):
        if number >= len(declared.actors):
            nothing = ("", "_key", "_label", "_role", "_kind", "_allies")
            found |= {f"{side}{part}": ibis.null("string") for part in nothing}
            continue
        actor = declared.actors[number]
        name, key = table[f"n_{actor.name}"], table[f"v_{side}_key"]
        by_name = name_iri("actor", declared.prefix, name)
        iri = ibis.cases((key.notnull(), _id_iri("actor", declared.prefix, key)), else_=by_name)
        found[side] = ibis.cases((name.isnull(), None), else_=iri)
        found[f"{side}_key"] = key
        found[f"{side}_label"] = name
        found[f"{side}_role"] = _role(table, declared, number)
        kind = table[f"v_{side}_kind"]
        found[f"{side}_kind"] = ibis.cases(*((kind == k, ST + c) for k, c in ACTOR_KINDS.items()), else_=ST + "Actor")
        found[f"{side}_allies"] = table[f"v_{side}_allies"]
    if declared.has_several:
        return found | _several(table, declared, found)
    same = (found["a"] == found["b"]).fill_null(False)
    # The actor and the recipient must differ: one name at both ends is only a party.
    found["a_role"] = ibis.cases((same, "party"), else_=found["a_role"])
    found["b"] = ibis.cases((same, None), else_=found["b"])
    return found


def _several(table: ir.Table, declared: Declaration, ends: dict[str, Any]) -> dict[str, Any]:
    """The ends where each may be several actors: ``a_names`` and ``a_all``, their IRIs, with ``a`` the first of them.

    Of parties the first faces the other end, and the others are its allies: a claim says of no two parties that they
    stand together. Who acts on somebody is not among those acted on.
    """
    found: dict[str, Any] = {}
    for side, actor in zip("ab", declared.actors, strict=False):
        if not actor.has_several:
            nobody = ibis.literal([], type="array<string>")
            found[f"{side}_names"] = ibis.cases(
                (ends[side].isnull(), nobody), else_=ibis.array([ends[f"{side}_label"]])
            )
            continue
        names = table[members_column(side)]
        if actor.role == "party":
            others = names[1:].join(";")
            allies = ends[f"{side}_allies"]
            others = ibis.cases((names.length() > 1, others), else_=ibis.null("string"))
            found[f"{side}_allies"] = ibis.cases(
                (allies.isnull(), others), (others.isnull(), allies), else_=allies + ";" + others
            )
            names = names[:1]
        else:
            one = names.length() == 1
            found[f"{side}_allies"] = ibis.cases((one, ends[f"{side}_allies"]), else_=ibis.null("string"))
            if not actor.flags and not any(rule.always for rule in actor.kind):
                # What a column says of several is said of none of them.
                found[f"{side}_kind"] = ibis.cases((one, ends[f"{side}_kind"]), else_=ST + "Actor")
        found[f"{side}_names"] = names
    a = found["a_names"]
    same = ibis.literal(False)
    if len(declared.actors) > 1:
        b = found["b_names"].filter(lambda x: ~a.contains(x))
        same = (found["b_names"].length() > 0) & (b.length() == 0)
        found["b_names"] = b
    found["a_role"] = ibis.cases((same, "party"), else_=ends["a_role"])
    for side, actor in zip("ab", declared.actors, strict=False):
        names = found[f"{side}_names"]
        if actor.has_several:
            found[f"{side}_all"] = names.map(lambda x: name_iri("actor", declared.prefix, x))
        else:
            found[f"{side}_all"] = names.map(lambda x, iri=ends[side]: iri)
        some = names.length() > 0
        found[side] = ibis.cases((some, found[f"{side}_all"][0]), else_=ibis.null("string"))
        found[f"{side}_label"] = ibis.cases((some, names.join(", ")), else_=ibis.null("string"))
    return found


def _role(table: ir.Table, declared: Declaration, number: int) -> Text:
    usual = declared.actors[number].role
    if not declared.directed or declared.directed[0] not in table.columns:
        return ibis.literal(usual)
    column, roles = declared.directed
    code = code_of(table[column])
    return ibis.cases(*((code == c, pair[number]) for c, pair in roles.items()), else_=usual)


def _place(table: ir.Table, declared: Declaration) -> dict[str, Any]:
    place = declared.place
    nothing: dict[str, Any] = {
        f"p_{name}": ibis.null("string") for name in ("iri", "label", "type", "latitude", "longitude", "within")
    }
    nothing |= {"p_km": ibis.null("int64")}
    if not place:
        return nothing
    within = [table[f"n_{c}"] for c in place.within if c in table.columns]
    names = ([table[f"n_{place.name}"]] if place.name and place.name in table.columns else []) + within
    if not names:
        return nothing
    point = [table[c] if c and c in table.columns else ibis.null("string") for c in (place.latitude, place.longitude)]
    has_point = reduce(lambda a, b: a & b, [p.notnull() for p in point])
    km, kind = ibis.literal(place.km).cast("int64") if place.km else ibis.null("int64"), ibis.null("string")
    if place.precision and place.precision in table.columns:
        code = code_of(table[place.precision])
        km = ibis.cases(*((code == c, p.km) for c, p in place.precisions.items()), else_=ibis.null("int64"))
        types = [(code == c, p.type) for c, p in place.precisions.items() if p.type]
        kind = ibis.cases(*types, else_=kind) if types else kind
    label = ibis.coalesce(*names)
    parts = [*names, *point, km.cast("string")]
    whole = reduce(lambda a, b: a + "|" + b, [part.fill_null("") for part in parts])
    readable = label.re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
    iri = ibis.literal(f"{ID}place/{declared.prefix}-") + readable + "-" + whole.hexdigest("sha256").substr(0, 12)
    # The places around it, nearest first, each with those above it: enough to name each of them.
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
    """The sources, as lists: names, days and headlines."""
    given, empty = declared.sources, ibis.literal([], type="array<string>")

    def has(column: str | None) -> bool:
        return bool(column) and column in table.columns

    def several(column: str | None) -> Text:
        if not has(column):
            return empty
        text = table[column]
        if given.codes and column == given.names:
            text = ibis.cases(*((text == code, means) for code, means in given.codes.items()), else_=text)
        many = split_at(text, given.split) if given.split else ibis.array([text])
        return ibis.cases((text.isnull(), empty), else_=many.map(lambda x: clean_text(x)))

    names, dates, headlines = several(given.names), several(given.dates), several(given.headlines)
    if has(given.addresses):
        host = table[given.addresses].re_extract(r"^[A-Za-z]+://(?:www\.)?([^/:?#]+)", 1).lower()
        names = ibis.cases((host.length() > 0, ibis.array([host])), else_=empty)
    if cited := [table[column] for column in given.citations if has(column)]:
        names, headlines = _of_citations(cited)
    if has(given.articles):
        names, headlines = _of_articles(table[given.articles], names, dates)
    return {"names": names, "dates": dates, "headlines": headlines}


def _of_citations(columns: list[Text]) -> tuple[Text, Text]:
    """Sources and headlines of citations, each in a column: ``Author, "Headline," Outlet, 3 January 1970.`` Without a
    headline in quotes the words before the first comma name the source.
    """
    outlet = '^.*["”][ ,.]*([^",.;]{2,120})'
    names, headlines = [], []
    for text in columns:
        named = clean_text(text.re_extract(outlet, 1))
        named = ibis.cases((named == "", clean_text(text.re_extract("^([^,.;]{2,120})", 1))), else_=named)
        names.append(ibis.cases((text.isnull() | (named == ""), ibis.null("string")), else_=named))
        headline = text.re_extract('["“]+([^"“”]+?)[,. ]*["”]', 1)
        headlines.append(ibis.cases((text.isnull() | (named == ""), ibis.null("string")), else_=headline))
    given, quoted = (ibis.array(each).filter(lambda x: x.notnull()) for each in (names, headlines))
    return given, quoted


_CITED = r"(?s)^(.*?),[0-9]{4}-[0-9]{2}-[0-9]{2},"


def _of_articles(article: Text, names: Text, dates: Text) -> tuple[Text, Text]:
    """Sources and headlines where articles are cited as ``"Agency,2014-01-22,Headline";"…"``, or in free text.

    The column of names is used where it has as many items as that of dates; a name that contains the separator is found
    in the citation. Of free text (``Reuters 12 May 1993 "…" /(2)AP …``) the words before the first digit, comma or
    quote of each part name the source.
    """
    empty = ibis.literal([], type="array<string>")
    items = article.re_replace(r'^"+|"+$', "").split('";"')
    cited = items.filter(lambda x: ~x.re_search(_CITED)).length() == 0
    in_citation = items.map(lambda x: clean_text(x.re_extract(_CITED, 1)))
    free = article.re_split(r'"\.?\s*/|/\s*\([0-9]+\)').map(
        lambda x: clean_text(x.re_extract(r'^[\s"/.]*([^",/(:;0-9]{2,80})', 1))
    )
    free = free.filter(lambda x: x.length() > 1)
    agree = (names.length() > 0) & (names.length() == dates.length())
    found = ibis.cases(
        (agree, names),
        (article.notnull() & cited, in_citation),
        (names.length() > 0, names),
        (article.notnull(), free),
        else_=empty,
    )
    return found, ibis.cases((article.notnull() & cited, items), else_=empty)
