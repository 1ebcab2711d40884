"""The rows of a record, read once: its confrontations and statements, with nodes joined as judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..claim import Term
from ..judgement import JUDGED
from ..queries.ask import all_rows
from ..queries.names import Names, names_of
from ..record.keeper import Keeper
from ..record.part import part_of
from ..record.table_check import checked_tables
from ..vocabulary import PREFIXES, ST, st
from .background import Background, Row, background, is_judgement, speakers
from .changed_words import with_changed_words
from .corrections import Corrections
from .dataset_dyads import DatasetTables, every_row
from .echoes import drawn, echoes, joint
from .identities import NO_IDENTITIES, Identities, joined_by_coders
from .independence import Independence, independence_groups
from .joining import incident_by_event, joined_rows, judged_identities
from .known_days import KnownDays
from .tellings import Telling, tellings_of_confrontations, tellings_of_statements
from .testimony import Testimony, testimony

__all__ = ["RecordRows"]

_CONVERT: Mapping[str, Any] = {"boolean": lambda text: text in ("true", "1"), "integer": int, "decimal": float}
#: The columns that each named question sorts by. A store would take longer to sort the rows than to find them.
_ORDER = {
    "statements": ("about", "property", "value", "said_by", "said"),
    "who-confronts-whom": ("earliest", "event", "said_by", "said", "who", "whom"),
}
_TYPE = PREFIXES["rdf"] + "type"
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


class RecordRows:
    """The rows of one record; ``record`` is queried once for each kind of row.

    ``judges`` are those whose judgements on who is who are followed (IRIs, or ``identities.ACCEPTED``): nodes that they
    judge the same are one node in all rows. Without judges no judgement is followed.
    """

    def __init__(self, record: Keeper, judges: frozenset[str] = frozenset(), redacted: str = "") -> None:
        self.record, self.judges = record, judges
        #: What was redacted in the record, in words, for every file that is made of it; nothing of the record itself.
        self.redacted = redacted

    @cached_property
    def names(self) -> Names:
        """The names in the record."""
        return self._names.joined(self.identities.same)

    @cached_property
    def identities(self) -> Identities:
        """The nodes that are shown as one, and the judgements that could not be followed."""
        if not self.judges:
            triples = self.record.store.triples
            if not any(True for prop in ("sameEvent", "sameActor") for _ in triples(prop=st(prop))):
                return NO_IDENTITIES
            events = joined_by_coders(self.statements_as_read)
            return Identities({**self._one_actor, **events.same}, events.conflicts)
        return judged_identities(self.record, self._names, self.statements_as_read, self.judges)

    @cached_property
    def every_confrontation(self) -> list[Row]:
        """All rows of ``who-confronts-whom.rq``, whatever their stance."""
        of_datasets = self._joined(every_row(self._table_paths.values(), self.independence.groups))
        return (
            _sorted("who-confronts-whom", [*self.report_confrontations, *of_datasets])
            if of_datasets
            else self.report_confrontations
        )

    @cached_property
    def every_statement(self) -> list[Row]:
        """All rows of ``statements.rq``, whatever their stance."""
        of_datasets = self._grouped(_rows(self.record, "statements", _nodes(self._table_paths)))
        return self._joined(
            _sorted("statements", [*self.statements_as_read, *of_datasets]) if of_datasets else self.statements_as_read
        )

    @cached_property
    def report_confrontations(self) -> list[Row]:
        """The confrontations of the documents that have no table of confrontations stored with the record."""
        return self._joined(self._grouped(_rows(self._reports_only, "who-confronts-whom")))

    @cached_property
    def statements_as_read(self) -> list[Row]:
        """The rows of ``statements.rq`` as the record has them, before any judgement is followed.

        Datasets with a table stored with the record are left out: they may have millions of statements, and none about
        ties between actors.
        """
        return self._grouped(self._ungrouped_statements)

    @cached_property
    def independence(self) -> Independence:
        """The independence group of each source and attribution of the reports, and of every actor with a side or
        owner. Of judgements only those count by which a coder calls several sources one man.
        """
        record, unnamed = self._reports_only, self._unnamed
        relays: dict[str, list[str]] = defaultdict(list)
        for said, _, relay in record.match(None, ST + "relayedBy") if unnamed else ():
            relays[said].append(relay)
        same = self._one_actor
        groups = independence_groups(self._ungrouped_statements, same)
        spoken: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self._ungrouped_statements:
            if row["said_by"] in unnamed:
                spoken[row["said_by"]].add((row["said"], row["document"]))
        judged = frozenset((*same, *same.values()))
        return Independence(groups, unnamed, relays, self._publishers, spoken, judged)

    @cached_property
    def _one_actor(self) -> Mapping[str, str]:
        """The actors that are one on a coder's undisputed word, each with the one that stands for all: who has a name
        stands for himself where he had none.
        """
        return joined_by_coders(self._ungrouped_statements, "Actor", lambda actor: (actor in self._unnamed, actor)).same

    @cached_property
    def _unnamed(self) -> frozenset[str]:
        """The sources without a name."""
        triples = self._reports_only.store.triples(prop=NamedNode(_TYPE), objects=[st("UnnamedSource")])
        return frozenset(triple.subject.value for triple in triples)  # type: ignore[union-attr]

    @cached_property
    def _one_actor_joined(self) -> Mapping[str, str]:
        """Likewise after nodes are joined: two names that a judge joins also join the witnesses behind each."""
        return joined_by_coders(self._ungrouped_joined, "Actor").same if self.identities.same else self._one_actor

    @cached_property
    def tellings(self) -> list[Telling]:
        """What the attributions of reports say, each as a whole, without the coder's judgements on actors.

        Corrections are taken into account.
        """
        return with_changed_words(self._tellings_as_corrected, self.background)

    def tellings_in(self, rows: Iterable[Row]) -> list[Telling]:
        """The same, of these rows of ``statements.rq``."""
        return with_changed_words(self._corrected(rows), self.background)

    @cached_property
    def _tellings_as_corrected(self) -> list[Telling]:
        return self._corrected(self._joined(self.statements_as_read))

    def _corrected(self, rows: Iterable[Row]) -> list[Telling]:
        told = [row for row in rows if row["property"] in JUDGED or not is_judgement(row)]
        tellings = tellings_of_statements(told, self._withdrawals() if self.corrections.names else ())
        tellings = self._with_makers(self.corrections.applied(tellings))
        counts_with = self._echoes(tellings)
        if not counts_with:
            return tellings
        return [
            replace(telling, row={"counts_with": counts_with[said], **telling.row})
            if (said := telling.row["said"]) in counts_with
            else telling
            for telling in tellings
        ]

    def _with_makers(self, tellings: list[Telling]) -> list[Telling]:
        """The tellings; those that describe another's picture or paper count with the maker, and name him as
        ``drawn_from``.
        """
        same = self.identities.same
        makers = {said: same.get(who, who) for said, _, who in self._reports_only.match(None, ST + "drawnFrom")}
        if not makers:
            return tellings
        groups = (self._joined_groups_and_incidents[0] if same else self.independence).groups
        found = drawn(tellings, makers, self._bases)
        return [
            replace(telling, row={**telling.row, "counts_with": groups.get(maker, maker), "drawn_from": maker})
            if (maker := found.get(telling.row["said"]))
            else telling
            for telling in tellings
        ]

    @cached_property
    def _bases(self) -> Mapping[str, list[str]]:
        """What each attribution of the reports rests on."""
        bases: dict[str, list[str]] = defaultdict(list)
        for said, _, basis in self._reports_only.match(None, ST + "basis"):
            bases[said].append(basis)
        return bases

    @cached_property
    def corrections(self) -> Corrections:
        """Which attribution of the reports is meant to correct which, and who may take back what."""
        names = {said: name for said, _, name in self._reports_only.match(None, ST + "corrects")}
        if not names:
            return Corrections({}, {})
        # Who speaks for whom is asked before corrections: a tie that is taken back later still held until then.
        rows, same = self._joined(self.statements_as_read), self._one_actor_joined
        rows = [{**row, **{end: same.get(row[end], row[end]) for end in ("about", "value")}} for row in rows]
        speaks_for, answers_to = speakers(rows), speakers(rows, (ST + "worksFor", ST + "partOf"))
        reasons = {said: reason for said, _, reason in self._reports_only.match(None, ST + "because") if said in names}
        marked = self._reports_only.match(None, ST + "misquoted")
        misquotes = {said for said, _, value in marked if value in ("true", "1")}
        return Corrections(
            names,
            self._joined_publishers,
            self._relays(),
            speaks_for,
            answers_to=answers_to,
            reasons=reasons,
            same=same,
            misquotes=misquotes,
        )

    @property
    def _joined_publishers(self) -> dict[str, str]:
        return {document: self.identities.same.get(who, who) for document, who in self._publishers.items()}

    def _relays(self) -> dict[str, list[str]]:
        """Those who pass each attribution of the reports on, with nodes joined as judged."""
        relays: dict[str, list[str]] = defaultdict(list)
        for said, _, relay in self._reports_only.match(None, ST + "relayedBy"):
            relays[said].append(self.identities.same.get(relay, relay))
        return relays

    def _echoes(self, tellings: Iterable[Telling]) -> dict[str, str]:
        """The group with which each attribution of a report counts that only repeats another one of the report."""
        record = self._reports_only
        reports = {t.subject.value for t in record.store.triples(prop=NamedNode(_TYPE), objects=[st("Report")])}  # type: ignore[union-attr]
        of_reports = [telling for telling in tellings if telling.row["document"] in reports]
        if not of_reports:
            return {}
        repeated = echoes(of_reports, self._relays(), self._joined_publishers, self._bases)
        return {**repeated, **joint(of_reports, self._bases)}

    @cached_property
    def testimony(self) -> Testimony:
        """The testimony of the reports: which attribution says what of which version and statement."""
        return testimony(self.tellings, self.background)

    @cached_property
    def testimony_with_datasets(self) -> Testimony:
        """The testimony of everything in the record: of each row of a table as of each report."""
        if not self._table_paths:
            return self.testimony
        of_datasets = self._joined(every_row(self._table_paths.values(), self.independence.groups))
        return testimony([*self.tellings, *tellings_of_confrontations(of_datasets)], self.background)

    @cached_property
    def full_rules(self) -> tuple[list[str], Testimony]:
        """The events of tables that need the full rules, and the testimony of the reports and of these: each other
        event of a table has one claim, which nobody disputes.
        """
        if not self._table_paths:
            return [], self.testimony
        events, rows = self.dataset_tables.events_for_full_rules(set(self.testimony.acts))
        both = testimony([*self.tellings, *tellings_of_confrontations(rows)], self.background) if rows else None
        return events, both or self.testimony

    def _withdrawals(self) -> list[Row]:
        """The attributions that only take an earlier one back, as rows without property and value."""
        rows: list[Row] = []
        for triple in self._reports_only.store.triples(prop=st("stance"), objects=[st("Withdraws")]):
            said = triple.subject.value  # type: ignore[union-attr]
            facts = {prop.removeprefix(ST): value for _, prop, value in self._reports_only.match(said)}
            claim = {p.removeprefix(ST): v for _, p, v in self._reports_only.match(facts["claim"])}
            document = {prop: value for _, prop, value in self._reports_only.match(facts["document"])}
            event = claim["about"] if "/id/event/" in claim["about"] else None
            about = dict.fromkeys(("incident", "place", "earliest", "latest", "coder_type", "event_type"))
            row = {"said": said, "claim": facts["claim"], "about": claim["about"], "event": event, **about}
            row |= {"stance": facts["stance"], "said_by": facts["saidBy"], "document": facts["document"]}
            row |= {"said_on": facts.get("saidOn"), "published": document.get(PREFIXES["dcterms"] + "issued")}
            row |= {"coder": document.get(ST + "coder"), "hedged": None, "opinion": None, "quote": facts.get("quote")}
            paragraph = int(facts["paragraph"]) if "paragraph" in facts else None
            row |= {"gloss": facts.get("gloss"), "paragraph": paragraph, "coded_as": facts.get("codedAs")}
            rows.append({**row, "language": None, "property": None, "value": None})
        return self._grouped(rows)

    @cached_property
    def _ungrouped_statements(self) -> list[Row]:
        return _rows(self._reports_only, "statements")

    @cached_property
    def _publishers(self) -> dict[str, str]:
        return {document: who for document, _, who in self._reports_only.match(None, PREFIXES["dcterms"] + "publisher")}

    def _grouped(self, rows: Iterable[Row]) -> list[Row]:
        return [self.independence.filled(row) for row in rows]

    @property
    def has_tables(self) -> bool:
        """Whether any of its datasets has a table stored with the record."""
        return bool(self._table_paths)

    @cached_property
    def dataset_tables(self) -> DatasetTables:
        """The open tables of its datasets, for a record that has tables stored with it."""
        return DatasetTables(self.record, self.background, dict(self.independence.groups))

    @cached_property
    def background(self) -> Background:
        """Narrower and broader values, memberships and sides, for the rules; corrected ties no longer count."""
        replaced = {telling.row["said"] for telling in self._tellings_as_corrected if telling.replaced_on is not None}
        rows = self._joined(self.statements_as_read)
        rows = [row for row in rows if row["said"] not in replaced] if replaced else rows
        same = self.identities.same
        found = background(self.record, rows, same, self._joined_groups_and_incidents[1] if same else {})
        return replace(found, _days=KnownDays(self.record, self._table_paths)) if self._table_paths else found

    def statements_with(self, properties: frozenset[str]) -> list[Row]:
        """The statements of reports, and the statements of datasets in claims that have one of these properties.

        For datasets with a table, only claims with one of these properties are read: few of their rows state ties, and
        reading all their statements takes a minute for 60,000 rows.
        """
        if "every_statement" in vars(self) or not self._table_paths:
            return self.every_statement
        nodes = [NamedNode(prop) for prop in properties]
        return self._with_claims({t.subject for node in nodes for t in self.record.store.triples(prop=node)})

    def statements_of_incidents(self, wanted: frozenset[str]) -> list[Row]:
        """The statements of reports, of the acts of datasets that belong to these incidents, and about whoever takes
        part in those acts. All statements if no dataset has a table.
        """
        if "every_statement" in vars(self) or not self._table_paths or not wanted or self.identities.same:
            return self.every_statement
        store = self.record.store
        events = _nodes(t.subject for t in store.triples(prop=st("incident"), objects=_nodes(wanted)))
        claims = _nodes(t.subject for t in store.triples(prop=st("about"), objects=events))
        parties = _nodes(t.object for t in store.triples(claims) if t.predicate.value in _ROLES)
        return self._with_claims([*claims, *(t.subject for t in store.triples(prop=st("about"), objects=parties))])

    def _with_claims(self, claims: Iterable[object]) -> list[Row]:
        """The statements of reports, and the statements of datasets with a table that are in these claims."""
        # Include the reports, because they say whom a source speaks for.
        part = part_of(self.record, self._reports, _nodes(claims))
        of_datasets = self._grouped(_rows(part, "statements", _nodes(self._table_paths)))
        return self._joined(_sorted("statements", [*self.statements_as_read, *of_datasets]))

    @cached_property
    def _names(self) -> Names:
        return names_of(self.record)

    @cached_property
    def _table_paths(self) -> dict[str, Path]:
        return checked_tables(self.record)

    @cached_property
    def _reports(self) -> list[NamedNode]:
        """The documents that have no table stored with the record."""
        kinds = [NamedNode(ST + name) for name in ("Report", "Dataset", "Document")]
        documents = {t.subject for t in self.record.store.triples(prop=NamedNode(_TYPE), objects=kinds)}
        return [node for node in documents if isinstance(node, NamedNode) and node.value not in self._table_paths]

    @cached_property
    def _reports_only(self) -> Keeper:
        """The record, or only its documents without a table if others have one."""
        return part_of(self.record, self._reports) if self._table_paths else self.record

    def _joined(self, rows: list[Row]) -> list[Row]:
        same = self.identities.same
        if not same:
            return rows
        return joined_rows(rows, same, *self._joined_groups_and_incidents)

    @cached_property
    def _joined_groups_and_incidents(self) -> tuple[Independence, dict[str, str]]:
        """The independence groups of the sources and the incident of each event, after nodes are joined."""
        same, before, one_actor = self.identities.same, self.independence, self._one_actor_joined
        groups = independence_groups(self._ungrouped_joined, one_actor)
        relays = {said: [same.get(relay, relay) for relay in those] for said, those in before.relays.items()}
        publishers = {document: same.get(who, who) for document, who in before.publishers.items()}
        judged = frozenset((*one_actor, *one_actor.values()))
        return Independence(groups, before.unnamed, relays, publishers, before.spoken, judged), self._joined_incidents

    @cached_property
    def _joined_incidents(self) -> dict[str, str]:
        return incident_by_event(self.statements_as_read, self.identities.same)

    @cached_property
    def _ungrouped_joined(self) -> list[Row]:
        """The statements of the reports after nodes are joined; each source is its own group."""
        return joined_rows(self.statements_as_read, self.identities.same, Independence({}), self._joined_incidents)


def _nodes(terms: Iterable[object]) -> list[NamedNode]:
    """The IRI nodes among these terms, each once; text is taken as an IRI."""
    nodes = (NamedNode(one) if isinstance(one, str) else one for one in terms)
    return list({node for node in nodes if isinstance(node, NamedNode)})


def _rows(record: Keeper, question: str, documents: list[NamedNode] | None = None) -> list[Row]:
    """All rows of a named question in its order; only those of ``documents`` if any are given."""
    if documents is not None and not documents:
        return []
    answer = all_rows(record, question, {} if documents is None else {"document": documents})
    rows = [dict(zip(answer.variables, map(_plain, row), strict=True)) for row in answer.rows]
    return _sorted(question, rows)


def _sorted(question: str, rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [str(row[column] or "") for column in _ORDER[question]])


def _plain(term: Term | None) -> Any:
    if term is None:
        return None
    datatype = getattr(term, "datatype", None)
    convert = _CONVERT.get(datatype.value.removeprefix(PREFIXES["xsd"])) if datatype else None
    return convert(term.value) if convert else term.value
