"""Read reports, check them and draw the page in one call: what ``standoff build`` does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..advice.advise import advise as advise_on
from ..advice.desk import Advice
from ..arguments import check as check_arguments
from ..arguments import checked
from ..errors import QuestionError
from ..files import write_whole
from ..ingest.intake import Intake
from ..ingest.reading import is_new, read_reports
from ..page.page import page
from ..page.picture import picture
from ..readers.inputs import read_input, written_in
from ..readers.record_file import ENDINGS, triples_of_file
from ..record.background_check import BackgroundCheck
from ..record.check import Fault
from ..record.check import check as check_keeper
from ..record.keeper import Keeper, open_keeper
from ..rules.ledger import Ledger
from ..vocabulary import examples_folder, st
from .answers import Dyads
from .record import Record
from .record import open as open_record

__all__ = ["Built", "advise", "build", "check"]


@dataclass(frozen=True)
class Built:
    """The result of ``build``: the ``record`` (open for reading), the path of the ``page``, what was ``read``, who
    confronts whom (``dyads``), and the ``faults`` that the check found.
    """

    record: Record
    page: Path
    read: list[Intake]
    dyads: Dyads
    faults: list[Fault]


@checked
def build(
    *inputs: str | Path, out: str | Path = "out", record: str | Path | None = None, graph: str | None = None
) -> Built:
    """Read reports, check them, and draw the page: what ``standoff build`` does.

    Parameters
    ----------
    *inputs
        Reports (YAML), or folders of them. Without any, the Khirbet Amo example.
    out
        The folder for the record (``out/record``) and the page (``out/network.html``).
    record
        Where to store the record, if not in ``out``: a folder, ``"memory"``, or the address of a SPARQL server.
    graph
        The named graph of that server.

    Returns
    -------
    Built
        The ``record`` (close it when done), the path of the ``page``, what was ``read``, the ``dyads``, and the
        ``faults`` that the check found.

    Raises
    ------
    InputError
        A report has mistakes. It carries every mistake of every report; nothing is read.
    RecordError
        The record cannot be written to.
    """
    out = Path(out)
    checking = BackgroundCheck()
    chosen = [Path(path) for path in inputs] or [examples_folder() / "khirbet-amo"]
    readings = [reading for path in chosen for reading in read_input(path)]
    where = str(record or out / "record")
    if where != "memory" and is_new(where) and not graph:
        read = read_reports(where, readings, chosen[0])
        opened = open_record(where)
    else:
        opened = open_record(where, create=True, graph=graph)
        with opened.writing() as keeper:
            read = read_reports(keeper, readings, chosen[0])
    checking.start(opened.keeper)
    dyads = opened.confront()
    drawn = out / "network.html"
    write_whole(drawn, page(picture(opened.view().ledger)))
    return Built(opened, drawn, read, dyads, checking.faults())


def check(*inputs: str | Path | Record) -> list[Fault]:
    """Check reports, or records, against the shapes (SHACL).

    Parameters
    ----------
    *inputs
        Records, or reports (YAML) and folders of them, or RDF of whatever origin. All reports are checked together, RDF
        file by file as it is; none of them is stored.

    Returns
    -------
    list[Fault]
        Every violation; ``str`` of one is a sentence that names the claim and its source. Empty if there are none.

    Raises
    ------
    InputError
        The reports cannot be read; it carries every mistake.
    QuestionError
        Nothing is given to check.
    """
    records, paths = _given(inputs, "check")
    faults = [fault for record in records for fault in record.check()]
    files = [path for path in paths if path.suffix.lower() in ENDINGS and path.is_file()]
    for file in files:
        faults += check_keeper(keeper := _as_it_is(file))
        if not any(keeper.store.triples(prop=st("claim"))):
            faults.append(Fault(str(file), "It has no attribution of a claim (st:claim): is it a record?", str(file)))
    coded = [path for path in paths if path not in files]
    return faults + check_keeper(_in_memory(coded)) if coded else faults


def advise(*inputs: str | Path | Record) -> list[Advice]:
    """Ask what a second coder would ask of reports that keep to the shapes: denials that meet nothing, one act coded as
    two, doers that are not tied, labels that take sides, and what is missing or left over.

    Parameters
    ----------
    *inputs
        Records, or reports (YAML) and folders of them. All reports are read together; none of them is stored.

    Returns
    -------
    list[Advice]
        Sorted by file and line; ``str`` of one is a sentence with file and line (of a record, with report and claim)
        and a way out. Each has ``where``, ``message``, ``kind`` and ``node`` (an IRI). Empty if there is none.

    Raises
    ------
    InputError
        The reports cannot be read; it carries every mistake.
    QuestionError
        Nothing is given.

    Examples
    --------
    >>> import standoff
    >>> for advice in standoff.advise(standoff.examples_folder() / "khirbet-amo"):
    ...     print(advice.kind, advice.spot.line)
    opinion 87
    """
    records, paths = _given(inputs, "advise")
    advice = [each for record in records for each in record.advise()]
    if paths:
        files = [file for path in paths for file in written_in(path)]
        advice += advise_on(Ledger(_in_memory(paths)), files)
    return advice


def _given(inputs: tuple[str | Path | Record, ...], command: str) -> tuple[list[Record], list[Path]]:
    """The records and the paths among the inputs. Raises QuestionError if there are none."""
    if not inputs:
        raise QuestionError(f"{command}: nothing is given to check. Give reports, folders of them, or a record.")
    for each in inputs:
        if not isinstance(each, Record):
            check_arguments(command, inputs=each)
    records = [each for each in inputs if isinstance(each, Record)]
    return records, [Path(each) for each in inputs if not isinstance(each, Record)]


def _as_it_is(file: Path) -> Keeper:
    keeper = open_keeper()
    keeper.store.write(set(), triples_of_file(file))
    return keeper


def _in_memory(paths: list[Path]) -> Keeper:
    keeper = open_keeper()
    keeper.put([reading for path in paths for reading in read_input(path)])
    return keeper
