"""Claims and actors with their evidence: who says each claim, in which words, in which report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..counts import counted
from ..errors import inert
from ..frames.edges import NodeNames, named, own_names, plain
from ..frames.frame import Frame, FrameList
from ..frames.html import MOST, Markup, details, folded, link, paragraph, table, text
from ..rules.background import Row
from ..rules.ledger import Ledger
from ..rules.values_in_words import value_in_words
from ..vocabulary import PREFIXES, PROPERTY_BY_IRI, ST, local_name

if TYPE_CHECKING:
    import networkx as nx

    from ..frames.columns import Kind

__all__ = ["Actor", "ClaimEvidence", "Claims", "Evidence", "actor_of", "claims_of", "evidence_of"]

_STANCE = {
    ST + "Asserts": "asserts",
    ST + "Denies": "denies",
    ST + "LeavesOpen": "leaves open",
    ST + "GivesNoAnswer": "gives no answer on",
    ST + "Withdraws": "withdraws",
}
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


@dataclass(frozen=True)
class Evidence:
    """One source's stance on one claim, in one report: who says it, with quote, report and page address.

    What the report does not state is None or empty. ``str`` is a line: "ANHA asserts: “…” — title, publisher, date".
    """

    said_by: str
    stance: str
    quote: str | None
    gloss: str | None
    report: str
    publisher: str | None
    published: str | None
    address: str | None
    paragraph: int | None
    said_on: str | None
    relayed_by: tuple[str, ...]
    basis: tuple[str, ...]
    hedged: bool
    opinion: bool
    iri: str
    said_by_iri: str

    def __str__(self) -> str:
        quote = f": “{self.quote}”" if self.quote else ""
        gloss = f" ({self.gloss})" if self.gloss else ""
        return inert(f"{self.said_by} {self.stance}{quote}{gloss} — {', '.join([self.report, *self._where()])}")

    def _where(self) -> Iterator[str]:
        yield from (part for part in (self.publisher, self.published) if part)
        if self.paragraph is not None:
            yield f"paragraph {self.paragraph}"
        if self.relayed_by:
            yield f"relayed by {' and '.join(self.relayed_by)}{' in some order' * (len(self.relayed_by) > 1)}"
        yield from (f"on the basis of a {basis}" for basis in self.basis)
        yield from (word for word, applies in (("hedged", self.hedged), ("an opinion", self.opinion)) if applies)

    def _repr_html_(self) -> Markup:
        quote = f": <q>{text(self.quote)}</q>" if self.quote else ""
        gloss = f" ({text(self.gloss)})" if self.gloss else ""
        where = "".join(f", {text(part)}" for part in self._where())
        report = link(self.report, self.address)
        return Markup(f"<b>{text(self.said_by)}</b> {text(self.stance)}{quote}{gloss} — {report}{where}")


@dataclass(frozen=True, repr=False)
class ClaimEvidence(Frame):
    """One claim: what it is about, what it says in words, and who takes a stance on it (``evidence``)."""

    iri: str
    about: str
    about_iri: str
    says: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def quotes(self) -> list[str]:
        """The quotes that support or deny it, each once."""
        return list(dict.fromkeys(each.quote for each in self.evidence if each.quote))

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        return Claims([self])._table()

    def _kinds(self) -> dict[str, Kind]:
        return _COLUMNS

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """A graph with one edge for each attribution, from its source to what the claim is about."""
        return Claims([self]).to_networkx(nodes=nodes)

    def in_words(self) -> str:
        """What is said, and below it a line for each source that takes a stance on it."""
        said = inert(f"{self.about}: {'; '.join(self.says)}")
        return "\n".join([said, *(f"  {each}" for each in self.evidence)])

    def __repr__(self) -> str:
        return f"{self.in_words()}\n  {self.iri}"

    def _repr_html_(self) -> Markup:
        said = Markup(f"<b>{text(self.about)}</b>: {text('; '.join(self.says))}")
        evidence = (each._repr_html_() for each in self.evidence)
        return Markup(details(said, evidence, opened=True) + paragraph(Markup(f"<small>{text(self.iri)}</small>")))


#: The table of claims and what its columns hold.
_COLUMNS: dict[str, Kind] = {
    "about": "string",
    "says": "string",
    "stance": "string",
    "said_by": "string",
    "quote": "string",
    "gloss": "string",
    "report": "string",
    "publisher": "string",
    "published": "date",
    "paragraph": "int64",
    "address": "string",
    "said_on": "date",
    "hedged": "bool",
    "opinion": "bool",
    "claim": "string",
}


class Claims(FrameList[ClaimEvidence]):
    """A list of claims; as a table, one row for each attribution, with its quote and report."""

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        return list(_COLUMNS), [
            [
                claim.about,
                "; ".join(claim.says),
                t.stance,
                t.said_by,
                t.quote,
                t.gloss,
                t.report,
                t.publisher,
                t.published,
                t.paragraph,
                t.address,
                t.said_on,
                t.hedged,
                t.opinion,
                claim.iri,
            ]
            for claim in self
            for t in claim.evidence
        ]

    def _kinds(self) -> dict[str, Kind]:
        return _COLUMNS

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """A graph with one edge for each attribution, from its source to what the claim is about.

        ``nodes`` are IRIs, or labels (an id beside those that two share). Edges have the columns of the table, a
        ``label`` (the stance), ``weight`` 1 and ``direction``.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        columns, rows = self._table()
        evidence = ((claim, each) for claim in self for each in claim.evidence)
        for (claim, each), row in zip(evidence, rows, strict=True):
            facts = dict(zip(columns, row, strict=True))
            for node, column in ((each.said_by_iri, "said_by"), (claim.about_iri, "about")):
                graph.add_node(node, label=plain(facts.pop(column)), iri=node)
            facts |= {"label": each.stance, "weight": 1, "direction": "directed"}
            graph.add_edge(each.said_by_iri, claim.about_iri, key=each.iri, **own_names(facts))
        return named(graph, nodes)

    def __repr__(self) -> str:
        more = [f"… {counted(len(self) - MOST, 'more claim')}"] if len(self) > MOST else []
        return "\n".join([*(claim.in_words() for claim in self[:MOST]), *more]) or "No claims."

    def _repr_html_(self) -> Markup:
        if not self:
            return paragraph(self.__repr__())
        rows = [[claim.about, "; ".join(claim.says), _evidence_html(claim.evidence)] for claim in self]
        return table(["about", "what is said", "who says so"], rows)


@dataclass(frozen=True, repr=False)
class Actor(Frame):
    """Someone who acts, is acted upon, or speaks: names, kind, side, the claims about it and the claims it makes."""

    iri: str
    label: str
    kind: str
    side: str | None
    aliases: tuple[str, ...]
    claims_about: Claims
    claims_by: Claims

    def _claims(self) -> Claims:
        return Claims({claim.iri: claim for claim in (*self.claims_about, *self.claims_by)}.values())

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        return self._claims()._table()

    def _kinds(self) -> dict[str, Kind]:
        return _COLUMNS

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """A graph with one edge for each attribution of a claim about it or by it, from the source to its subject."""
        return self._claims().to_networkx(nodes=nodes)

    def __repr__(self) -> str:
        name = inert(f"{self.label} ({self._what()})")
        return f"{name}: {counted(len(self.claims_about), 'claim')} about it, {len(self.claims_by)} by it\n  {self.iri}"

    def _what(self) -> str:
        return f"{self.kind}, {self.side}" if self.side else f"{self.kind}, no side stated"

    def _repr_html_(self) -> Markup:
        names = f" Also called {text('; '.join(self.aliases))}." if self.aliases else ""
        parts = [Markup(f"<p><b>{text(self.label)}</b>: {text(self._what())}.{names}</p>")]
        for words, claims in (("about it", self.claims_about), ("by it", self.claims_by)):
            if claims:
                parts.append(folded(f"{counted(len(claims), 'claim')} {words}", claims._repr_html_()))
        return Markup("".join(parts) + f"<p><small>{text(self.iri)}</small></p>")


def claims_of(ledger: Ledger, rows: Iterable[Row]) -> Claims:
    """The claims of these statement rows, in their order, each with all of its attributions among the rows."""
    values: dict[str, dict[str, None]] = defaultdict(dict)
    attributions: dict[str, dict[str, Row]] = defaultdict(dict)
    about: dict[str, str] = {}
    for row in rows:
        prop = PROPERTY_BY_IRI.get(row["property"])
        label, value = value_in_words(ledger, row["property"], row["value"])
        values[row["claim"]][prop.phrase.format(value) if prop else f"{label} {value}"] = None
        attributions[row["claim"]][row["said"]] = row
        about[row["claim"]] = row["about"]
    return Claims(
        ClaimEvidence(
            iri,
            ledger.names.label(about[iri]),
            about[iri],
            tuple(values[iri]),
            tuple(evidence_of(ledger, row) for row in each.values()),
        )
        for iri, each in attributions.items()
    )


def actor_of(ledger: Ledger, iri: str, rows: Iterable[Row]) -> Actor:
    """An actor with the claims about it, or in which it has a role, and those it makes, among these rows."""
    rows, known, label = list(rows), ledger.background, ledger.names.label
    about = {row["claim"] for row in rows if row["about"] == iri or (row["property"] in _ROLES and row["value"] == iri)}
    side, kind = known.side(iri), known.kind.get(iri)
    return Actor(
        iri,
        label(iri),
        label(kind).lower() if kind else "actor",
        label(side) if side else None,
        tuple(ledger.names.aliases.get(iri, ())),
        claims_of(ledger, (row for row in rows if row["claim"] in about)),
        claims_of(ledger, (row for row in rows if row["said_by"] == iri)),
    )


def evidence_of(ledger: Ledger, row: Row) -> Evidence:
    """The attribution in this statement row, with what the record says of its report."""
    label, match, dct = ledger.names.label, ledger.record.match, PREFIXES["dcterms"]
    document = {prop: value for _, prop, value in match(row["document"])}
    said = [(prop, value) for _, prop, value in match(row["said"])]
    publisher = document.get(dct + "publisher")
    return Evidence(
        said_by=label(row["said_by"]),
        stance=_STANCE.get(row["stance"], local_name(row["stance"])),
        quote=row["quote"],
        gloss=row["gloss"],
        report=document.get(dct + "title") or label(row["document"]),
        publisher=label(publisher) if publisher else None,
        published=document.get(dct + "issued"),
        address=document.get(ST + "url"),
        paragraph=row["paragraph"],
        said_on=row["said_on"],
        relayed_by=tuple(sorted(label(value) for prop, value in said if prop == ST + "relayedBy")),
        basis=tuple(sorted(label(value).lower() for prop, value in said if prop == ST + "basis")),
        hedged=bool(row["hedged"]),
        opinion=bool(row["opinion"]),
        iri=row["said"],
        said_by_iri=row["said_by"],
    )


def _evidence_html(evidence: Iterable[Evidence]) -> Markup:
    listed = list(evidence)
    sources = sorted({each.said_by for each in listed})
    return details(", ".join(sources), (each._repr_html_() for each in listed))
