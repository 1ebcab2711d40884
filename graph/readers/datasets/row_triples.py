"""Turn rows into N-Triples and confrontations: Ibis expressions over ``normalised`` rows, the same for every engine.

A row is an event with one claim; each source it names is one attribution, which the publisher relays; if it names
none, the publisher is the source. IRIs of claims and attributions are those of ``standoff.claim``: 128 bits of SHA-256.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from ...vocabulary import ACTOR_KINDS, ID, PREFIXES, ST
from .declaration import EXTRA_PROPERTIES, SEPARATOR, Declaration, NamedActor
from .plain_text import clean_text
from .rows import name_iri

__all__ = [
    "COLUMNS",
    "Text",
    "alliance_says",
    "alliances",
    "as_known",
    "attributions",
    "confrontations",
    "entities",
    "event_label",
    "row_ends",
    "row_says",
    "said",
    "triples",
    "with_claims",
    "with_known",
]

#: A column of text. Ibis carries no types that a checker could follow.
Text = Any
_XSD, _SKOS, _GEO = PREFIXES["xsd"], PREFIXES["skos"], PREFIXES["geo"]
_TYPE, _LABEL = f"<{PREFIXES['rdf']}type>", f"<{_SKOS}prefLabel>"
#: The columns of the table of confrontations that is stored with the record.
COLUMNS = (
    "event",
    "event_type",
    "score",
    "who",
    "whom",
    "directed",
    "place",
    "earliest",
    "latest",
    "claim",
    "said_by",
    "document",
    "said",
    "said_on",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "confronts",
)


def _iri(text: Text) -> Text:
    return ibis.literal("<") + text + ">"


def _escaped(text: Text) -> Text:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _literal(text: Text, kind: str = "") -> Text:
    """A literal as N-Triples; ``text`` is on one line."""
    return ibis.literal('"') + _escaped(text) + (f'"^^<{_XSD}{kind}>' if kind else '"')


def _english(text: Text) -> Text:
    return ibis.literal('"') + _escaped(text) + '"@en'


def _says(name: str, value: Text) -> Text:
    """``<property> value``, or nothing where the value is missing."""
    return ibis.literal(f"<{ST}{name}> ") + value


def _block(subject: Text, facts: list[Text], lists: list[Text] | None = None) -> Text:
    """The facts (``<property> value``) of one subject as lines of N-Triples; missing ones are left out. ``lists`` hold
    more of them, each several."""
    start = _iri(subject) + " "
    lines = ibis.array([start + fact + " ." for fact in facts])
    for more in lists or ():
        lines = lines.concat(more.map(lambda fact: start + fact + " ."))
    # Joining leaves out what is null, in DuckDB and in Spark.
    return lines.join("\n")


def _claim(about: Text, says: list[Text], lists: list[Text] | None = None) -> Text:
    """The IRI of the claim that says this (``standoff.claim.Claim.iri``)."""
    # Joining leaves out what is null.
    lines = reduce(lambda some, more: some.concat(more), lists or [], ibis.array(says)).sort().join("\n")
    return ibis.literal(f"{ID}claim/") + (_iri(about) + "\n" + lines).hexdigest("sha256").substr(0, 32)


def with_claims(rows: ir.Table, declared: Declaration) -> ir.Table:
    """The rows with the IRI of their claim."""
    if "known_claim" in rows.columns:
        return rows.mutate(claim=ibis.coalesce(rows.known_claim, _claim(rows.event, row_says(rows), row_ends(rows))))
    return rows.mutate(claim=_claim(rows.event, row_says(rows), row_ends(rows)))


def with_known(rows: ir.Table, known: ir.Table | None) -> ir.Table:
    """The rows with the claim of the event they refer to, where one was read before (``known``)."""
    if known is None:
        return rows.mutate(known_claim=ibis.null("string"))
    claims = known.group_by("event").agg(known_claim=known.claim.min())
    return rows.left_join(claims, "event").drop("event_right")


def as_known(pairs: ir.Table, known: ir.Table) -> ir.Table:
    """The confrontations, where attributions of known claims have the ends, kind, place and deaths of those claims."""
    own = ("said_by", "document", "said", "said_on", "claim")
    facts = known.select(*(c for c in COLUMNS if c not in own or c == "claim")).distinct()
    joined = pairs.select(*own).inner_join(facts, "claim").select(*COLUMNS)
    return joined.union(pairs.anti_join(facts, "claim").select(*COLUMNS))


def _role(rows: ir.Table, side: str) -> Text:
    """The property of an end, as N-Triples begin it."""
    names = {"party": "party", "actor": "actor", "recipient": "recipient", "victim": "victim"}
    return ibis.cases(
        *((rows[f"{side}_role"] == key, f"<{ST}{name}> ") for key, name in names.items()), else_=ibis.null("string")
    )


def event_label(rows: ir.Table) -> Text:
    """The name of the event of each row: its kind, who took part, where and when."""
    what = (_between(rows), rows.p_label, rows.when)
    return rows.type_label + ": " + reduce(lambda a, b: a + b, [_with_comma(part, n) for n, part in enumerate(what)])


def row_ends(rows: ir.Table) -> list[Text]:
    """The ends of rows that may have several actors, a list for each."""
    found = []
    for side in "ab":
        if f"{side}_all" in rows.columns:
            start = _role(rows, side)
            found.append(rows[f"{side}_all"].map(lambda iri, start=start: start + _iri(iri)))
    return found


def row_says(rows: ir.Table) -> list[Text]:
    """What the claim of a row says, but for ends of several actors."""
    ends = [_role(rows, side) + _iri(rows[side]) for side in "ab" if f"{side}_all" not in rows.columns]
    return [
        *ends,
        _says("eventType", _iri(rows.type)),
        _says("when", _literal(rows.when)),
        _says("place", _iri(rows.p_iri)),
        *(
            _says(name, _literal(rows[bound].cast("string"), "integer"))
            for bound, name in (("low", "deathsLow"), ("best", "deathsBest"), ("high", "deathsHigh"))
        ),
    ]


def _span(rows: ir.Table) -> list[Text]:
    return [_says("earliest", _literal(rows["first"], "date")), _says("latest", _literal(rows["last"], "date"))]


def triples(rows: ir.Table, declared: Declaration) -> ir.Table:
    """The lines of the events and their claims, a block for each row (column ``line``); ``rows`` have their claims."""
    extra = []
    for name in declared.keep:
        if f"k_{name}" in rows.columns:
            value = rows[f"k_{name}"]
            kind = EXTRA_PROPERTIES[name]
            extra.append(_says(name, _literal(clean_text(value)) if kind == "text" else _number(value, kind)))
    event = [
        ibis.literal(f"{_TYPE} <{ST}Event>"),
        ibis.literal(f"{_LABEL} ") + _english(event_label(rows)),
        _says("eventType", _iri(rows.type)),
        _says("when", _literal(rows.when)),
        *_span(rows),
        _says("place", _iri(rows.p_iri)),
        *extra,
    ]
    claim = [ibis.literal(f"{_TYPE} <{ST}Claim>"), _says("about", _iri(rows.event)), *row_says(rows), *_span(rows)]
    both = _block(rows.event, event) + "\n" + _block(rows.claim, claim, row_ends(rows))
    if "known_claim" in rows.columns:
        rows = rows.mutate(line=ibis.cases((rows.known_claim.notnull(), None), else_=both))
        return rows.filter(rows.line.notnull()).select("line")
    return rows.select(line=both)


def _with_comma(part: Text, number: int) -> Text:
    return part.fill_null("") if not number else ibis.cases((part.isnull(), ""), else_=ibis.literal(", ") + part)


def _between(rows: ir.Table) -> Text:
    arrow = ibis.cases((rows.a_role == "party", " – "), else_=" → ")
    both = rows.a.notnull() & rows.b.notnull()
    return ibis.cases(
        (both, rows.a_label + arrow + rows.b_label),
        (rows.a.notnull(), rows.a_label),
        (rows.b.notnull(), arrow.strip() + " " + rows.b_label),
        else_="no actor named",
    )


def _number(text: Text, kind: str) -> Text:
    # Without back-references to groups, which engines write differently.
    cut = ibis.cases((text.contains("."), text.re_replace("0+$", "")), else_=text)
    whole = cut if kind == "decimal" else text.re_replace(r"\.0+$", "")
    return ibis.literal('"') + whole.re_replace(r"\.$", "").re_replace(r"^\+", "") + f'"^^<{_XSD}{kind}>'


# --------------------------------------------------------------------------------------------------------- attributions


def said(rows: ir.Table, declared: Declaration) -> ir.Table:
    """One row for each row and source: who makes the row's claim, when, in which words, and the IRI of the attribution.
    ``rows`` have their claims.
    """
    publisher = f"{ID}actor/{declared.publisher.id}"
    each = rows.mutate(at=ibis.range(0, rows.names.length()).unnest())
    lists = {name: each[name] for name in ("names", "dates", "headlines")}
    agree = {name: value.length() == lists["names"].length() for name, value in lists.items()}

    def nth(name: str) -> Text:
        return ibis.cases((agree[name], lists[name][each["at"]]), else_=ibis.null("string"))

    name, headline = nth("names"), nth("headlines")
    if declared.sources.articles:
        headline = headline.re_extract(r"(?s),[0-9]{4}-[0-9]{2}-[0-9]{2},(.*)$", 1)
    day = nth("dates")
    day = ibis.cases(
        (day.re_search(r"^[0-9]{8}"), day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6, 2)),
        else_=day.substr(0, 10),
    )
    day = ibis.cases((day.re_search(r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"), day), else_=ibis.null("string"))
    words = clean_text(headline).re_extract(r"^([^ ]+(?: [^ ]+){0,11})", 1)
    each = each.mutate(
        source_name=name,
        source=ibis.cases((name == "", publisher), else_=name_iri("actor", f"{declared.prefix}-source", name)),
        on=day.try_cast("date").cast("string"),
        words=ibis.cases((words.length() > 0, words.substr(0, 300)), else_=ibis.null("string")),
    )
    each = each.filter(each.source_name.notnull())
    # One attribution for each source that a row names, whatever the number of its articles.
    first = each.group_by("document", "number", "claim", "row_id", "source").agg(
        source_name=each.source_name.min(),
        on=each["on"].min(),
        words=each.words.min(),
    )
    return _attributed(first, declared)


def _attributed(table: ir.Table, declared: Declaration) -> ir.Table:
    """The table with the IRI of each attribution (``standoff.claim.Attribution.iri``)."""
    publisher = f"{ID}actor/{declared.publisher.id}"
    own = table.source == publisher
    quote = _literal(table.words)
    coded = _escaped(table.row_id)
    basis = f'["<{declared.basis}>"]' if declared.basis else "[]"

    def of(text: Text) -> Text:
        return ibis.cases((text.isnull(), "null"), else_=ibis.literal('"') + text + '"')

    # As json.dumps writes it: the same parts in the same order as in ``standoff.claim``.
    parts = (
        ibis.literal('["')
        + _iri(table.claim)
        + '", "'
        + _iri(table.source)
        + '", "'
        + _iri(table.document)
        + '", "'
        + f"<{ST}Asserts>"
        + '", '
        + of(table["on"])
        + ", "
        + of(_escaped(quote))
        + ", null, "
        + ibis.cases((own, "[]"), else_=f'["<{publisher}>"]')
        + f", {basis}, false, false, null, "
        + of(coded)
        + "]"
    )
    return table.mutate(said=ibis.literal(f"{ID}said/") + parts.hexdigest("sha256").substr(0, 32))


def attributions(table: ir.Table, declared: Declaration) -> ir.Table:
    """The lines of attributions, a block for each."""
    publisher = f"{ID}actor/{declared.publisher.id}"
    own = table.source == publisher
    facts = [
        ibis.literal(f"{_TYPE} <{ST}Attribution>"),
        _says("claim", _iri(table.claim)),
        _says("saidBy", _iri(table.source)),
        _says("document", _iri(table.document)),
        ibis.literal(f"<{ST}stance> <{ST}Asserts>"),
        _says("saidOn", _literal(table["on"], "date")),
        ibis.cases((own, None), else_=f"<{ST}relayedBy> <{publisher}>"),
        *([ibis.literal(f"<{ST}basis> <{declared.basis}>")] if declared.basis else []),
        _says("quote", _literal(table.words)),
        _says("codedAs", _literal(table.row_id)),
    ]
    return table.select(line=_block(table.said, facts))


def alliances(
    rows: ir.Table, attributed: ir.Table, declared: Declaration
) -> tuple[ir.Table, ir.Table, ir.Table, ir.Table] | None:
    """The allies of the ends of rows: lines of the claims, lines of the attributions, the allies' names, and the
    attributions themselves.

    They are separate claims about the actor they support: as parties of the act, allies would seem to confront each
    other. None where the dataset names no allies.
    """
    if not any(actor.allies or (actor.has_several and actor.role == "party") for actor in declared.actors):
        return None
    tables = []
    for side in "ab":
        named = rows.filter(rows[side].notnull() & rows[f"{side}_allies"].notnull())
        tables.append(
            named.select(
                "document",
                "number",
                "row_id",
                "when",
                "first",
                "last",
                about=named[side],
                ally=named[f"{side}_allies"].split(";").unnest(),
            )
        )
    each = ibis.union(*tables)
    each = each.mutate(ally_name=clean_text(each.ally))
    each = each.filter(each.ally_name.length() > 0)
    each = each.mutate(ally_iri=name_iri("actor", declared.prefix, each.ally_name))
    each = each.filter(each.ally_iri != each.about)
    each = each.mutate(claim=_claim(each.about, alliance_says(each)))
    says = alliance_says(each)
    facts = [ibis.literal(f"{_TYPE} <{ST}Claim>"), _says("about", _iri(each.about)), *says, *_span(each)]
    claims = each.mutate(line=_block(each.claim, facts))
    sources = attributed.select("document", "number", "source", "on", "words")
    said_of_allies = (
        each.select("document", "number", "row_id", "claim", "about", "ally_iri", "when", "first", "last")
        .distinct()
        .join(sources, ["document", "number"])
    )
    attributed_allies = _attributed(said_of_allies, declared)
    return (
        claims.select("line").distinct(),
        attributions(attributed_allies, declared).distinct(),
        each.select(iri=each.ally_iri, label=each.ally_name).distinct(),
        attributed_allies.distinct(),
    )


def alliance_says(allies: ir.Table) -> list[Text]:
    """What the claim of each alliance says, as ``<property> value``."""
    return [_says("alliedWith", _iri(allies.ally_iri)), _says("when", _literal(allies.when))]


# ----------------------------------------------------------------------------------------------------------- entities


def entities(
    rows: ir.Table, attributed: ir.Table, allies: ir.Table | None, declared: Declaration, names: ir.Table | None
) -> ir.Table:
    """The lines of every actor, source and place that the rows name, each only once.

    ``names`` are the actor codes of a scheme (``code``, ``name``) where the dataset gives codes.
    """
    actors = _actors(rows, attributed, allies, declared, names)
    lines = [actors, _places(rows, declared)]
    return ibis.union(*lines)


def _actors(
    rows: ir.Table, attributed: ir.Table, allies: ir.Table | None, declared: Declaration, names: ir.Table | None
) -> ir.Table:
    ends = []
    for side, actor in zip("ab", declared.actors, strict=False):
        if f"{side}_all" in rows.columns:
            ends.append(_members(rows, side, actor))
            continue
        named = rows.filter(rows[side].notnull())
        ends.append(named.select(iri=named[side], label=named[f"{side}_label"], kind=named[f"{side}_kind"]))
    sources = attributed.filter(attributed.source_name != "")
    outlet = ST + ("MediaOutlet" if declared.sources.addresses or declared.event else "Actor")
    ends.append(sources.select(iri=sources.source, label=sources.source_name, kind=ibis.literal(outlet)))
    if allies is not None:
        ends.append(allies.select("iri", "label", kind=ibis.literal(ST + "Actor")))
    every = ibis.union(*ends) if len(ends) > 1 else ends[0]
    # An actor with several names gets the first in order as its label; the others become aliases. A specific kind
    # goes before plain `actor`.
    kinds = [ST + c for c in dict.fromkeys(ACTOR_KINDS.values())]
    rank = ibis.cases(*((every.kind == k, n + 1 if n else 99) for n, k in enumerate(kinds)), else_=99)
    every = every.mutate(rank=rank)
    one = every.group_by("iri").agg(label=every.label.min(), rank=every["rank"].min())
    if names is not None:
        one = _resolved(one, names)
    kind = ibis.cases(*((one["rank"] == n + 1, k) for n, k in enumerate(kinds) if n), else_=kinds[0])
    first = one.mutate(
        line=_block(
            one.iri,
            [
                ibis.literal(f"{_TYPE} ") + _iri(kind),
                ibis.literal(f"{_LABEL} ") + _english(one.label),
            ],
        )
    ).select("line")
    if names is not None:
        return first
    again = every.select("iri", other=every.label).distinct().join(one.select("iri", "label"), "iri")
    again = again.filter(again.other != again.label)
    alias = again.select(line=_iri(again.iri) + f" <{_SKOS}altLabel> " + _literal(again.other) + " .")
    return ibis.union(first, alias)


def _members(rows: ir.Table, side: str, actor: NamedActor) -> ir.Table:
    """The actors at an end that may have several: IRI, label and kind."""
    each = rows.mutate(at=ibis.range(0, rows[f"{side}_all"].length()).unnest())
    label = each[f"{side}_names"][each["at"]]
    kind = each[f"{side}_kind"]
    kinds = {flag.name: ST + ACTOR_KINDS[flag.kind] for flag in actor.flags.values() if flag.kind}
    if kinds:
        kind = ibis.cases(*((label == name, iri) for name, iri in kinds.items()), else_=kind)
    return each.select(iri=each[f"{side}_all"][each["at"]], label=label, kind=kind)


def _resolved(actors: ir.Table, names: ir.Table) -> ir.Table:
    """The actors with their codes resolved part by part: SYRGOV is "Syria, government"; an unknown part stays."""
    found = actors
    for n in range(5):
        part = found.label.substr(3 * n, 3)
        found = found.mutate(**{f"part{n}": part})
        named = names.rename({f"code{n}": "code", f"name{n}": "name"})
        found = found.left_join(named, found[f"part{n}"] == named[f"code{n}"]).drop(f"code{n}")
    plain = found.label.re_search(r"^([A-Z0-9]{3}){1,5}$")
    parts = ibis.array(
        [
            ibis.cases(
                (found[f"part{n}"].length() > 0, ibis.coalesce(found[f"name{n}"], found[f"part{n}"])),
                else_=ibis.null("string"),
            )
            for n in range(5)
        ]
    ).filter(lambda p: p.notnull())
    label = ibis.cases((plain, parts.join(", ")), else_=found.label)
    return found.select("iri", "rank", label=label)


def _places(rows: ir.Table, declared: Declaration) -> ir.Table:
    named = rows.filter(rows.p_iri.notnull())
    columns = ("p_iri", "p_label", "p_type", "p_km", "p_latitude", "p_longitude", "p_within")
    one = named.select(*columns).distinct()
    levels = len(declared.place.within) if declared.place else 0
    parts = [one.p_within.split(SEPARATOR)[n] for n in range(levels)]
    one = one.mutate(
        **{f"l{n}": ibis.cases((part != "", part), else_=ibis.null("string")) for n, part in enumerate(parts)}
    )

    def level(table: ir.Table, n: int) -> Text:
        """The IRI of the nth larger place, identified by its name and the names above it."""
        above = [table[f"l{m}"].fill_null("") for m in range(n, levels)]
        whole = reduce(lambda a, b: a + "|" + b, above)
        readable = table[f"l{n}"].re_replace(r"[^A-Za-z0-9]+", "-").lower().substr(0, 40)
        start = ibis.literal(f"{ID}place/{declared.prefix}-area-")
        return start + readable + "-" + whole.hexdigest("sha256").substr(0, 12)

    def nearest(table: ir.Table, start: int) -> Text:
        found = [
            ibis.cases((table[f"l{n}"].notnull(), level(table, n)), else_=ibis.null("string"))
            for n in range(start, levels)
        ]
        return ibis.coalesce(*found) if found else ibis.null("string")

    geometry = ibis.cases((one.p_latitude.notnull(), one.p_iri + "/point"), else_=ibis.null("string"))
    facts = [
        ibis.literal(f"{_TYPE} <{ST}Place>"),
        ibis.literal(f"{_LABEL} ") + _english(one.p_label),
        _says("placeType", _iri(one.p_type)),
        _says("geoPrecision", _literal(one.p_km.cast("string"), "decimal")),
        ibis.literal(f"<{_GEO}hasGeometry> ") + _iri(geometry),
        _says("within", _iri(nearest(one, 0))),
    ]
    lines = [one.select(line=_block(one.p_iri, facts))]
    has_point = one.filter(one.p_latitude.notnull())
    point = ibis.literal('"POINT(') + has_point.p_longitude + " " + has_point.p_latitude + f')"^^<{_GEO}wktLiteral>'
    lines.append(
        has_point.select(
            line=_block(
                has_point.p_iri + "/point",
                [ibis.literal(f"{_TYPE} <{_GEO}Geometry>"), ibis.literal(f"<{_GEO}asWKT> ") + point],
            )
        ).distinct()
    )
    for n in range(levels):
        larger = one.filter(one[f"l{n}"].notnull()).select(*(f"l{m}" for m in range(n, levels))).distinct()
        facts = [
            ibis.literal(f"{_TYPE} <{ST}Place>"),
            ibis.literal(f"{_LABEL} ") + _english(larger[f"l{n}"]),
            _says("within", _iri(nearest(larger, n + 1))),
        ]
        lines.append(larger.select(line=_block(level(larger, n), facts)))
    return ibis.union(*lines)


# ------------------------------------------------------------------------------------------------------- confrontations


def confrontations(rows: ir.Table, attributed: ir.Table) -> ir.Table:
    """The table of confrontations with ``COLUMNS``: one row for each attribution and pair of ends.

    ``confronts`` is false for acts that are not confrontations: they are included so that other datasets can refer to
    them. There is no ``group``: independence is decided from the whole record.
    """
    for side in "ab":
        if f"{side}_all" in rows.columns:
            every = rows[f"{side}_all"]
            nobody = ibis.literal([None], type="array<string>")
            rows = rows.mutate(each=ibis.cases((every.length() > 0, every), else_=nobody).unnest())
            rows = rows.mutate(**{side: rows["each"]}).drop("each")
    directed = rows.a_role != "party"
    turned = rows.a_role.isin(["recipient", "victim"])
    alone = rows.b.isnull() | rows.a.isnull()
    one = ibis.coalesce(rows.a, rows.b)
    acting = ibis.cases((turned, rows.b), else_=rows.a)
    acted_on = ibis.cases((turned, rows.a), else_=rows.b)
    least, greatest = ibis.least(rows.a, rows.b), ibis.greatest(rows.a, rows.b)
    ends: dict[str, Any] = {
        "directed": directed,
        "who": ibis.cases((directed, acting), (alone, one), else_=least),
        "whom": ibis.cases((directed, acted_on), (alone, None), else_=greatest),
    }
    rows = rows.mutate(**ends)
    # An act without any end is not a confrontation.
    rows = rows.mutate(confronts=rows.confronts & (rows.who.notnull() | rows.whom.notnull()))
    joined = attributed.select("document", "number", "said", said_by=attributed.source, said_on=attributed["on"]).join(
        rows.drop("document_right") if "document_right" in rows.columns else rows, ["document", "number"]
    )
    return joined.select(
        "event",
        "score",
        "who",
        "whom",
        "directed",
        "claim",
        "said_by",
        "document",
        "said",
        "said_on",
        "confronts",
        event_type=joined.type,
        place=joined.p_iri,
        earliest=joined["first"],
        latest=joined["last"],
        deaths_low=joined.low,
        deaths_best=joined.best,
        deaths_high=joined.high,
    ).select(*COLUMNS)
