"""Several actors at one end of a row: in one cell, in several columns, or with a column for each.

Ibis expressions, the same for every engine.
"""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from .declaration import Declaration, NamedActor
from .plain_text import Text, clean_text, split_at

__all__ = ["MOST_MEMBERS", "at_least", "has_too_many", "members_column", "with_members"]

#: Names that one end of a row may list: each is an actor, and each two that face each other a confrontation.
MOST_MEMBERS = 100
_YES, _NO = ["true", "yes", "y", "x"], ["false", "no", "n"]
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"


def members_column(side: str) -> str:
    """The column with the names at one end, as a list."""
    return f"w_{side}"


def at_least(cell: Text, least: float) -> Text:
    """Whether a cell says yes, or gives a number or probability that is not below ``least``; null where it says
    neither."""
    text = cell.lower()
    number = ibis.cases((text.re_search(_NUMBER), text), else_=ibis.null("string")).try_cast("float64")
    return ibis.cases((text.isin(_YES), True), (text.isin(_NO), False), else_=number >= least)


def with_members(table: ir.Table, declared: Declaration) -> ir.Table:
    """The rows with the names at each end that may have several: each once, the first before the others."""
    found = {}
    for side, actor in zip("ab", declared.actors, strict=False):
        if actor.has_several:
            names = _flagged(table, actor) if actor.flags else _named(table, actor)[:MOST_MEMBERS]
            found[members_column(side)] = names.map(clean_text).filter(lambda x: _is_name(x, declared))
    table = table.mutate(**found)
    # Engines list what is distinct in any order.
    first = {name: table[name][:1] for name in found}
    others = {name: table[name].unique().filter(lambda x, one=first[name]: ~one.contains(x)) for name in found}
    return table.mutate(**{name: first[name].concat(others[name].sort()) for name in found})


def has_too_many(table: ir.Table, actor: NamedActor) -> Text:
    """Whether a row lists more names at this end than are read."""
    return _named(table, actor).length() > MOST_MEMBERS


def _is_name(text: Text, declared: Declaration) -> Text:
    nobody = [*declared.missing, *declared.unnamed]
    return text.notnull() & ~text.isin(nobody)


def _named(table: ir.Table, actor: NamedActor) -> Text:
    empty = ibis.literal([], type="array<string>")
    lists = []
    for column in (actor.name, *actor.more):
        if column in table.columns:
            text = table[column]
            many = split_at(text, actor.split) if actor.split else ibis.array([text])
            lists.append(ibis.cases((text.isnull(), empty), else_=many))
    return reduce(lambda a, b: a.concat(b), lists)


def _flagged(table: ir.Table, actor: NamedActor) -> Text:
    given = [(column, flag) for column, flag in actor.flags.items() if column in table.columns]
    names = [
        ibis.cases((at_least(table[column], actor.at_least), flag.name), else_=ibis.null("string"))
        for column, flag in given
    ]
    return ibis.array(names).filter(lambda x: x.notnull())
