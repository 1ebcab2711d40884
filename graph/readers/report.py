"""Read reports coded by hand: YAML files with what each source says, as claims (design §8, docs/coding.md).

    folder/actors.yaml, places.yaml, events.yaml     entities that the reports beside them share
    folder/*.yaml                                    reports: a header, claims, and entities of their own

All mistakes of all files of one input are reported at once, each with file, line and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..claim import WITHDRAWS, Attribution, Entity, InputFile, Reading, Statement
from ..errors import InputError, Problem
from ..files import sha256_of
from ..progress import progress
from ..record.sense import nonsense
from ..record.triples import reading_triples
from ..vocabulary import PREFIXES, id_of, local_name, st
from .claim_rows import Told
from .claims import ClaimReader
from .endings import YAML
from .entities import LABEL, RDF_TYPE, SECTIONS, collect, identify, language, valid_id
from .entry import Entry, Problems, web_address
from .known import Names, mentioned_entities
from .quotes import quote_check, report_text
from .written import WrittenFile
from .yaml import load

__all__ = ["IDENTITY_FILES", "read_reports", "written_files"]

#: Files whose entities every report in the same folder may use; new entities are added to them.
IDENTITY_FILES = ("actors.yaml", "places.yaml", "events.yaml")

_XSD, _DCT = PREFIXES["xsd"], PREFIXES["dcterms"]
#: The days of a report, each with its property.
_DAYS = (
    ("published", NamedNode(_DCT + "issued")),
    ("updated", NamedNode(_DCT + "modified")),
    ("retrieved", st("retrievedOn")),
)


def read_reports(path: Path) -> list[Reading]:
    """The readings of the report at ``path``, or of every report in the folder ``path``: one for each document.

    The judgements in an actors.yaml in the same folder are a document of their own. Raises InputError with every
    mistake found.
    """
    files, _ = _coded(path)
    return [file.reading for file in files if file.reading]


def written_files(path: Path) -> list[WrittenFile]:
    """The files of the report at ``path``, or of the folder ``path``, as their coder wrote them; those of the entities
    that reports share come first. Raises InputError as ``read_reports`` does.
    """
    files, told = _coded(path)
    return [_written(file, told, given=path.is_dir() or file.path == path) for file in files]


def _coded(path: Path) -> tuple[list[_File], Told]:
    """The files of an input, read, and what each claim with an ``id:`` in them is about; files of entities first."""
    folder, paths = _files(path)
    problems: list[Problem] = []
    names = Names()
    beside = [folder / name for name in IDENTITY_FILES if (folder / name).is_file()]
    # The input itself may be a link; files in its folder may not lead out of it.
    problems += _leading_out(folder, {*beside, *paths} - {path})
    if problems:
        raise InputError(problems)
    shared = list(_opened(beside, problems))
    for file in shared:
        file.names = names
        collect(names, file.sections)
    for file in shared:
        file.judged = identify(names, file.sections)
    drafts = []
    for file in shared:
        if file.document or file.judged or "claims" in file.header:
            drafts.append(_read(file, names))
        file.header.close()
    report_paths = [path for path in paths if path.name not in IDENTITY_FILES]
    reports = list(_opened(progress(report_paths, "reports opened"), problems))
    for file in progress(reports, "reports read"):
        own = file.names = names.child()
        collect(own, file.sections)
        file.judged = identify(own, file.sections)
        drafts.append(_read(file, own))
        file.header.close()
    told = _readings(drafts)
    for draft in drafts:
        _refuse_nonsense(draft, told)
    readings = [draft.file.reading for draft in drafts if draft.file.reading]
    for file in [*shared, *reports]:
        problems += file.problems
    problems += _clashes([*shared, *reports], readings)
    if problems:
        raise InputError(problems)
    if not any(reading.attributions for reading in readings):
        what = "There are no claims here. Give a report's YAML file, or its folder."
        raise InputError([Problem(str(path), None, what)])
    return [*shared, *reports], told


def _leading_out(folder: Path, paths: Iterable[Path]) -> Iterator[Problem]:
    for path in paths:
        try:
            leads_out = path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError):  # links that lead to each other
            leads_out = True
        if leads_out:
            yield Problem(str(path), None, "This is a link that leads out of the folder. Put the file itself there.")


@dataclass
class _File:
    """One YAML file, opened: its header and entities, and the mistakes found so far."""

    path: Path
    header: Entry
    problems: Problems
    sections: dict[str, list[tuple[str, Entry]]]
    document: NamedNode | None
    line: int
    names: Names = field(default_factory=Names)
    judged: list[tuple[str, Entry]] = field(default_factory=list)
    text: str | None = None
    claims: ClaimReader | None = None
    reading: Reading | None = None


def _files(path: Path) -> tuple[Path, list[Path]]:
    try:
        path.stat()
    except FileNotFoundError:
        # A message may be shown to anybody: where the working folder is, is nobody's concern.
        from_where = "" if path.is_absolute() else ", which starts from the folder that you are in"
        what = f"There is no such file or folder. Check the path{from_where}."
        raise InputError([Problem(str(path), None, what)]) from None
    except OSError as error:
        raise InputError([Problem(str(path), None, f"It cannot be read: {error.strerror}. Check the path.")]) from None
    if path.is_dir():
        # Judgements name nodes of the whole record: another reader reads them, after the reports.
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in YAML and p.name != "judgements.yaml")
        if not files:
            raise InputError([Problem(str(path), None, "The folder has no .yaml file. Give a folder of reports.")])
        return path, files
    return path.parent, [path]


def _opened(paths: Iterable[Path], problems: list[Problem]) -> Iterator[_File]:
    for path in paths:
        try:
            marked = load(path)
        except InputError as error:
            problems += error.problems
            continue
        found = Problems(str(path))
        header = Entry(marked, found, "The report")
        if "report" not in header and "dataset" in header and "columns" in header:
            what = "This is a mapping of a table, and no report. Name it as the kind of its table"
            in_python = f'{what}: read("TABLE", kind="{path}").'
            problems.append(Problem(str(path), None, in_python, f"{what}: standoff read TABLE --as {path}"))
            continue
        sections = {section: header.entries(section, kind) for section, kind in SECTIONS.items() if section in header}
        named = header.peek("report")
        document = header.converted("report", valid_id)
        line = named.line if named else 1
        yield _File(path, header, found, sections, id_of("report", document) if document else None, line)


@dataclass
class _Draft:
    """One file, read: what it says, but for what depends on the other files of the input."""

    file: _File
    document: NamedNode
    names: Names
    claims: ClaimReader
    judgements: set[Attribution]
    publisher: NamedNode | None
    coder: NamedNode | None
    facts: frozenset[Statement]


def _read(file: _File, names: Names) -> _Draft:
    """What one file says, whose entities are known."""
    header = file.header
    if not file.document:
        if not any(p.line == file.line for p in file.problems):
            header.wrong("The file has no `report:` line. Start it with `report: its-id`.", 1)
        file.document = id_of("report", "unnamed")
    publisher = header.converted("publisher", lambda text: names.find("actor", text), required=True)
    coder = header.converted("coder", lambda text: names.find("actor", text))
    tag = header.converted("language", language) or "en"
    facts = frozenset(_document_facts(file, publisher, coder, tag))
    text = file.text = header.converted("text", lambda name: report_text(file.path, name))
    same_type = header.converted("type", _same) is not None
    check = quote_check(text) if text else None
    reader = ClaimReader(names, file.document, publisher, tag, file.problems, check, same_type)
    reader.read(header.items("claims", "claim"))
    file.claims = reader
    judgements = set()
    if file.judged and coder:
        judgements = reader.judgements(file.judged, coder)
    elif file.judged:
        header.wrong("Judgements under `that:` need `coder:`, the actor who makes them.", file.line)
    return _Draft(file, file.document, names, reader, judgements, publisher, coder, facts)


def _same(text: str) -> str:
    if text != "same":
        raise ValueError(
            f'"{text}" is not "same". In the header, `type: same` gives each claim without a kind of act that of its '
            "event; any other kind goes into the claim."
        )
    return text


def _readings(drafts: list[_Draft]) -> Told:
    """Give each file its reading; what withdraws a claim of another file is about the same event or actor.

    Returns what each claim with an ``id:`` is about.
    """
    told: dict[NamedNode, NamedNode | None] = {}
    home: dict[NamedNode, Names] = {}
    for draft in drafts:
        theirs = draft.claims.told_of()
        told.update(theirs)
        home.update(dict.fromkeys(theirs, draft.names))
    documents = {draft.document for draft in drafts}
    for draft in drafts:
        draft.file.reading = _reading(draft, told, documents, home)
    return told


def _reading(draft: _Draft, told: Told, documents: set[NamedNode], home: dict[NamedNode, Names]) -> Reading:
    attributions = draft.claims.attributions(told, documents) | draft.judgements
    mentions = {mention for said in attributions for mention in _mentions(said)}
    mentions |= {actor for actor in (draft.publisher, draft.coder) if actor}
    entities = mentioned_entities(draft.names, mentions) | {Entity(draft.document, draft.facts)}
    for said in attributions:
        if said.stance == WITHDRAWS and said.corrects in home:
            entities |= mentioned_entities(home[said.corrects], {said.claim.about})
    read_from = InputFile(str(draft.file.path), _sha256(draft.file), "report")
    return Reading(draft.document, frozenset(attributions), entities, read_from)


def _refuse_nonsense(draft: _Draft, told: Told) -> None:
    """Report what a record would be checked for, on the line where it is written."""
    file = draft.file
    # A mistake that is reported already would be told a second time, of what was made in its place.
    found = list(nonsense(reading_triples(file.reading))) if file.reading and not file.problems else []
    if not found:
        return
    lines = draft.claims.lines(told) | {draft.document: file.line}
    by_iri = {iri.value: line for iri, line in lines.items()}
    for node, message in found:
        file.problems.at(by_iri.get(node, file.line), message)


def _written(file: _File, told: Told, given: bool) -> WrittenFile:
    described = {
        id_of(SECTIONS[section], name): entry.line
        for section, entries in file.sections.items()
        for name, entry in entries
    }
    entities = {iri: entity for iri in described if (entity := file.names.entity(iri))}
    lines = described | (file.claims.lines(told) if file.claims else {})
    document = file.reading.document if file.reading else None
    shared = file.path.name in IDENTITY_FILES
    return WrittenFile(str(file.path), document, file.line, lines, entities, file.text, shared, given)


def _sha256(file: _File) -> str:
    return sha256_of(file.path)


def _document_facts(file: _File, publisher: NamedNode | None, coder: NamedNode | None, tag: str) -> Iterator[Statement]:
    header = file.header
    assert file.document is not None
    title = header.text("title") or local_name(file.document.value)
    yield RDF_TYPE, st("Report")
    yield LABEL, Literal(title, language=tag)
    yield NamedNode(_DCT + "title"), Literal(title, language=tag)
    yield NamedNode(_DCT + "language"), Literal(tag)
    yield st("sha256"), Literal(_sha256(file))
    if publisher:
        yield NamedNode(_DCT + "publisher"), publisher
    if coder:
        yield st("coder"), coder
    for key, prop in _DAYS:
        day = header.day(key)
        if day:
            yield prop, Literal(day.isoformat(), datatype=NamedNode(_XSD + "date"))
    for key, prop in (("url", st("url")), ("archived", st("archivedAt"))):
        address = header.converted(key, web_address)
        if address:
            yield prop, Literal(address, datatype=NamedNode(_XSD + "anyURI"))
    licence = header.converted("licence", web_address)
    if licence:
        yield NamedNode(_DCT + "license"), NamedNode(licence)


def _mentions(said: Attribution) -> Iterator[NamedNode]:
    yield said.said_by
    yield from said.relayed_by
    if said.drawn_from:
        yield said.drawn_from
    yield said.claim.about
    yield from (value for _, value in said.claim.says if isinstance(value, NamedNode))


def _clashes(files: list[_File], readings: list[Reading]) -> Iterator[Problem]:
    """Problems where two files of one input have the same report id, or describe an entity differently."""
    seen: dict[NamedNode, _File] = {}
    for file in files:
        if file.document and file.document in seen and file.document != id_of("report", "unnamed"):
            what = (
                f'The report id "{local_name(file.document.value)}" is already used by {seen[file.document].path.name}.'
            )
            yield Problem(str(file.path), file.line, f"{what} Give each report its own.")
        elif file.document:
            seen[file.document] = file
    described: dict[NamedNode, tuple[Entity, NamedNode]] = {}
    for reading in readings:
        for entity in reading.entities:
            first, document = described.setdefault(entity.iri, (entity, reading.document))
            if first.facts != entity.facts and entity.iri != reading.document:
                file = seen[reading.document]
                other = seen[document].path.name
                what = f'"{local_name(entity.iri.value)}" is described differently in {other}.'
                yield Problem(str(file.path), None, f"{what} Describe it once, in {' or '.join(IDENTITY_FILES)}.")
