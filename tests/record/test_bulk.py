"""Lines are loaded by several threads: all of them or none, and none for ever."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from standoff.claim import InputFile
from standoff.errors import InputError, Problem, RecordError
from standoff.ingest import filling
from standoff.ingest.bulk import Load, bulk_load
from standoff.readers.datasets.duck import ConvertedTable
from standoff.record.keeper import open_keeper
from standoff.vocabulary import ID, id_of

SAYS = "https://example.org/says"


def line(number: int, of: int = 0) -> memoryview:
    return memoryview(f'<{ID}event/e{of}-{number}> <{SAYS}> "{number}" .\n'.encode())


def load(lines: Iterator[memoryview], folder: Path, name: str = "x") -> Load:
    for file in ("names.nt", "table.parquet"):
        (folder / file).touch()
    files = folder / "names.nt", folder / "table.parquet"
    return Load(id_of("dataset", name), lines, *files, {"dataset": name}, InputFile("table.csv", "0" * 64, "x"), 1)


def numbers(record: Path) -> set[str]:
    triples = open_keeper(record).store.triples(prop=NamedNode(SAYS))
    return {t.object.value for t in triples if isinstance(t.object, Literal)}


def test_each_line_arrives_whichever_thread_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_SHARE", 500)  # some eight lines
    bulk_load(tmp_path / "record", load(map(line, range(999)), tmp_path))
    assert numbers(tmp_path / "record") == {str(n) for n in range(999)}


@pytest.mark.parametrize("before", [False, True])
def test_where_making_the_lines_fails_the_record_is_as_it_was(before: bool, tmp_path: Path) -> None:
    record = tmp_path / "record"
    if before:
        bulk_load(record, load(map(line, range(3)), tmp_path, "before"))

    def lines() -> Iterator[memoryview]:
        yield line(7)
        raise InputError([Problem("table.csv", None, "The table cannot be read.")])

    with pytest.raises(InputError, match="cannot be read"):
        bulk_load(record, load(lines(), tmp_path))
    assert numbers(record) == {"0", "1", "2"} if before else not record.exists()


def test_a_line_that_cannot_be_loaded_stops_all_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_SHARE", 500)
    lines = chain(map(line, range(20)), [memoryview(b"no triple\n")], repeat(line(0)))
    with pytest.raises(RecordError, match=r"could not be loaded: .*The record is unchanged\."):
        bulk_load(tmp_path / "record", load(lines, tmp_path))
    assert not (tmp_path / "record").exists()


def test_what_is_gathered_comes_in_whole_lines(tmp_path: Path) -> None:
    # More than is read at once, of lines that no round number of bytes divides.
    lines = [bytes(line(n)) for n in range(60_000)]
    (tmp_path / "gathered.nt").write_bytes(b"".join(lines))
    table = ConvertedTable(tmp_path / "gathered.nt", tmp_path / "none", 0, 0, 0, 0, 0)
    pieces = [bytes(piece) for piece in table.lines()]
    assert len(pieces) > 1 and all(piece.endswith(b"\n") for piece in pieces) and b"".join(pieces) == b"".join(lines)


def test_a_table_goes_into_an_empty_record_of_a_folder(tmp_path: Path) -> None:
    # An empty record is false as a container is: taken for none, it stayed open while its folder was replaced.
    import standoff

    with standoff.open(tmp_path / "record", create=True) as record:
        assert record and len(record) == 0
        [intake] = record.read(standoff.examples_folder() / "datasets" / "acled-shaped.csv")
        assert intake.read == 3 and len(record.confront()) == 2
    with standoff.open(tmp_path / "record") as again:
        assert again.documents() == [intake.document] and again.verify().faults == []
    with pytest.raises(standoff.RecordError, match="closed"):
        record.read(standoff.examples_folder() / "khirbet-amo")
    assert not again.keeper.is_open
