"""The record, in memory and in a folder: reading twice, correcting, taking out, and what can be in the way."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as some
from rdflib.compare import isomorphic

from standoff.claim import Reading
from standoff.errors import RecordError
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.record.store import OxigraphStore
from standoff.vocabulary import id_of

WriteReport = Callable[..., Path]


@pytest.fixture(params=["memory", "folder"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeper]:
    yield open_keeper("memory" if request.param == "memory" else tmp_path / "record", write=True)


def in_memory(*readings: Reading) -> Keeper:
    record = Keeper(OxigraphStore(ox.Store()), "memory")
    record.put(readings)
    return record


#: Four reports of one incident that share actors, events, and even a claim. Each is `said by` lines over one folder's
#: entities.
SHARED = {
    "actors.yaml": "actors:\n"
    + "".join(f"  {name}: {{kind: media-outlet}}\n" for name in ("paper", "sana", "anha"))
    + "  us-forces: {kind: state-force}\n  ndf: {kind: militia}\n  man: {kind: person, aliases: {ar: [الرجل]}}\n",
    "places.yaml": "places:\n  syria: {type: country}\n  amo: {type: village, within: syria, lat: 37.0, lon: 41.2}\n",
    "events.yaml": "incidents:\n  day: {place: amo, when: 2020-02-12}\nevents:\n"
    "  clash: {type: clash, incident: day, place: amo}\n  killing: {type: kill, incident: day, place: amo}\n",
    "a.yaml": """report: a
publisher: paper
claims:
  - {id: 1, said_by: sana, event: killing, that: {actor: us-forces, victim: man}}
  - {id: 2, said_by: sana, about: man, that: {combatant_status: civilian}}
""",
    "b.yaml": """report: b
publisher: paper
claims:
  - {id: 1, said_by: anha, event: clash, that: {actor: ndf, recipient: us-forces, in_response_to: killing}}
  - {id: 2, said_by: sana, about: man, that: {combatant_status: civilian}}
""",
    "c.yaml": """report: c
publisher: anha
claims:
  - {id: 1, said_by: anha, about: man, denies: {combatant_status: civilian}}
  - {id: 2, said_by: sana, event: clash, leaves_open: [deaths_best, actor]}
""",
    "d.yaml": """report: d
publisher: sana
claims:
  - {id: 1, said_by: sana, event: killing, that: {actor: us-forces, victim: man}}
""",
}


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> list[Reading]:
    folder = tmp_path_factory.mktemp("four")
    for name, text in SHARED.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_input(folder)


# --- reading -------------------------------------------------------------------------------------------------------


def test_reading_twice_changes_nothing(record: Keeper, seed_report: Path) -> None:
    record.put(read_input(seed_report))
    once = record.turtle(vocabulary=True)
    record.put(read_input(seed_report))
    assert record.turtle(vocabulary=True) == once


@pytest.mark.parametrize("distance", ["3", "3.0", "2.50", "007"])
def test_a_distance_stays_however_often_it_is_read(
    record: Keeper, tmp_path: Path, write_report: WriteReport, distance: str
) -> None:
    """Oxigraph keeps the value of a decimal, not its spelling."""
    places = f"places:\n  khirbet-amo: {{precision_km: {distance}}}\n"
    readings = read_input(write_report(tmp_path / "in", places=places))
    for _ in range(3):
        record.put(readings)
        asked = record.query("SELECT ?km WHERE { ?place st:geoPrecision ?km }")
        assert [float(row[0].value) for row in asked] == [float(distance)]


def test_opening_a_record_again_writes_nothing(
    tmp_path: Path, four: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_keeper(tmp_path / "record", write=True).put(four)
    written: list[object] = []
    monkeypatch.setattr(Keeper, "_write", lambda self, *changes: written.append(changes))
    open_keeper(tmp_path / "record", write=True).put(four)
    assert written == []


def test_a_folder_stores_what_was_read(tmp_path: Path, four: list[Reading]) -> None:
    record = open_keeper(tmp_path / "record", write=True)
    record.put(four)
    text = record.turtle()
    record.close()
    assert open_keeper(tmp_path / "record").turtle() == text == in_memory(*four).turtle()


def test_a_corrected_report_leaves_nothing_of_what_it_said_before(
    record: Keeper, tmp_path: Path, write_report: WriteReport
) -> None:
    first = read_input(write_report(tmp_path / "first"))
    corrected = read_input(
        write_report(
            tmp_path / "second",
            actors="actors:\n  paper: {label: The Daily Paper}\n  network: {}\n  man: {kind: person}\n",
            places=None,
            events=None,
            claims="claims:\n  - {id: b, said_by: network, about: man, that: {combatant_status: combatant}}\n",
        )
    )
    record.put(first)
    before = record.turtle()
    assert "The Paper" in before and "event:killing" in before and "Civilian" in before and "geometry" in before
    record.put(corrected)
    after = record.turtle()
    assert "The Daily Paper" in after
    assert after == in_memory(*corrected).turtle()


def test_forgetting_leaves_what_others_mention(record: Keeper, four: list[Reading]) -> None:
    record.put(four)
    record.forget(four[0].document)
    assert record.turtle() == in_memory(*four[1:]).turtle()


def test_forgetting_everything_leaves_the_vocabulary_alone(record: Keeper, seed_report: Path) -> None:
    record.put(read_input(seed_report))
    for document in record.documents():
        record.forget(document)
    assert len(record) == 0
    assert set(record.triples(vocabulary=True)) == set(open_keeper().triples(vocabulary=True))


def test_forgetting_what_was_never_read_is_refused(record: Keeper, four: list[Reading]) -> None:
    record.put(four)
    with pytest.raises(RecordError, match="has no document"):
        record.forget(id_of("report", "nowhere"))
    assert record.turtle() == in_memory(*four).turtle()


def test_the_order_of_reading_does_not_matter(four: list[Reading]) -> None:
    texts = set()
    for order in itertools.permutations(four):
        record = Keeper(OxigraphStore(ox.Store()), "memory")
        for reading in order:
            record.put([reading])
        texts.add(record.turtle())
    assert texts == {in_memory(*four).turtle()}


@settings(max_examples=100)
@given(steps=some.lists(some.tuples(some.booleans(), some.integers(0, 3)), max_size=12))
def test_however_it_came_about_a_record_is_that_of_the_reports_in_it(
    four: list[Reading], steps: list[tuple[bool, int]]
) -> None:
    record, present = Keeper(OxigraphStore(ox.Store()), "memory"), set()
    for read, which in steps:
        if read:
            record.put([four[which]])
            present.add(which)
        elif which in present:
            record.forget(four[which].document)
            present.remove(which)
    assert record.turtle() == in_memory(*(four[which] for which in present)).turtle()


def test_a_reading_that_fails_half_way_changes_nothing(record: Keeper, four: list[Reading]) -> None:
    record.put(four[:1])
    before = record.turtle()

    def failing() -> Iterator[Reading]:
        yield four[1]
        raise OSError("the disk is gone")

    with pytest.raises(OSError):
        record.put(failing())
    assert record.turtle() == before


# --- what it holds -------------------------------------------------------------------------------------------------


def test_there_is_no_blank_node_and_no_named_graph(record: Keeper, seed_report: Path) -> None:
    record.put(read_input(seed_report))
    quads = list(record.store.oxigraph)
    assert quads
    assert {type(quad.graph_name) for quad in quads} == {ox.DefaultGraph}
    assert not [q for q in quads if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]


def test_turtle_reads_in_rdflib_as_the_same_graph(seed_record: Keeper) -> None:
    lines = ox.serialize(seed_record.triples(), format=ox.RdfFormat.N_TRIPLES)
    turtle = rdflib.Graph().parse(data=seed_record.turtle(), format="turtle")
    assert len(turtle) == len(seed_record) > 1000
    assert isomorphic(turtle, rdflib.Graph().parse(data=lines, format="nt"))


def test_turtle_reads_in_oxigraph_as_the_same_triples(seed_record: Keeper) -> None:
    again = ox.parse(seed_record.turtle(), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in again} == set(seed_record.triples())


def test_rdflib_sees_every_triple(record: Keeper, four: list[Reading]) -> None:
    record.put(four)
    assert len(record.rdflib()) == len(record.store) > len(record) > 0


def test_rdflib_answers_sparql(record: Keeper, four: list[Reading]) -> None:
    record.put(four)
    asked = record.rdflib().query("SELECT DISTINCT ?s WHERE { ?a st:saidBy ?s ; st:stance st:Denies }")
    assert [str(row.s) for row in asked] == ["https://w3id.org/standoff/id/actor/anha"]


def test_what_rdflib_adds_is_in_the_records_default_graph(record: Keeper, four: list[Reading]) -> None:
    record.put(four)
    before = len(record.store)
    record.rdflib().add((rdflib.URIRef("https://example.org/x"), rdflib.RDF.type, rdflib.OWL.Thing))
    assert len(record.store) == before + 1
    assert {type(quad.graph_name) for quad in record.store.oxigraph} == {ox.DefaultGraph}


def test_n_quads_through_oxrdflibs_own_parser_take_nothing_away(record: Keeper, four: list[Reading]) -> None:
    """rdflib's own `nquads` parser empties the default graph first (measured.md)."""
    record.put(four)
    before = len(record.store)
    store = rdflib.Dataset(store=record.rdflib().store)
    store.parse(data="<https://example.org/x> <https://example.org/y> <https://example.org/z> .", format="ox-nquads")
    assert len(record.store) == before + 1
    assert record.documents() == sorted((reading.document for reading in four), key=str)


# --- what can be in the way ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [False, True])
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path, write: bool) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(RecordError, match="is not a record"):
        open_keeper(tmp_path, write=write)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("write", [False, True])
def test_a_file_is_no_record(tmp_path: Path, write: bool) -> None:
    (tmp_path / "record").write_text("x")
    with pytest.raises(RecordError, match="is not a record"):
        open_keeper(tmp_path / "record", write=write)
    assert (tmp_path / "record").read_text() == "x"


def test_opening_a_missing_folder_to_read_does_not_create_it(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="There is no record at"):
        open_keeper(tmp_path / "record")
    assert not (tmp_path / "record").exists()


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError):
        open_keeper(tmp_path / "file" / "record", write=True)


@pytest.mark.parametrize(
    "address, said",
    [
        ("ftp://127.0.0.1/record", "is not a record"),
        ("file:///etc/passwd", "is not a record"),
        ("http://", "is not a record"),
        ("http://user:secret@127.0.0.1/query", "STANDOFF_USER"),
        ("http://127.0.0.1/sparql#graph", "graph="),
    ],
)
def test_an_address_that_is_no_servers_is_refused(address: str, said: str) -> None:
    with pytest.raises(RecordError, match=said) as refused:
        open_keeper(address)
    assert "secret" not in str(refused.value)


def test_a_graph_is_named_in_a_server_only(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="Leave graph out"):
        open_keeper(tmp_path / "record", write=True, graph="https://example.org/g")


HOLD_LOCK = "import sys, pyoxigraph; store = pyoxigraph.Store(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_record_that_another_process_writes_to_can_be_read_but_not_written(
    tmp_path: Path, four: list[Reading]
) -> None:
    folder = tmp_path / "record"
    open_keeper(folder, write=True).put(four)
    command = [sys.executable, "-c", HOLD_LOCK, folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(RecordError, match="Another process is writing"):
            open_keeper(folder, write=True)
        assert open_keeper(folder).turtle() == in_memory(*four).turtle()
        holder.communicate()
    open_keeper(folder, write=True)


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("lost", ["MANIFEST-*", "*.sst", "CURRENT"])
def test_a_record_that_has_lost_a_file_is_refused(tmp_path: Path, four: list[Reading], lost: str, write: bool) -> None:
    folder = tmp_path / "record"
    record = open_keeper(folder, write=True)
    record.put(four)
    record.store.oxigraph.flush()
    record.close()
    files = list(folder.glob(lost))
    assert files
    for file in files:
        file.unlink()
    with pytest.raises(RecordError):
        open_keeper(folder, write=write).turtle()


@pytest.mark.parametrize("write", [False, True])
def test_a_record_with_damaged_files_is_refused(tmp_path: Path, four: list[Reading], write: bool) -> None:
    folder = tmp_path / "record"
    record = open_keeper(folder, write=True)
    record.put(four)
    record.store.oxigraph.flush()
    record.close()
    for file in folder.glob("*.sst"):
        file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(RecordError):
        open_keeper(folder, write=write).turtle()


def test_reading_does_not_write(tmp_path: Path, four: list[Reading]) -> None:
    folder = tmp_path / "record"
    open_keeper(folder, write=True).put(four)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    open_keeper(folder).turtle()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_was_read_lies_in_sorted_files_and_not_in_the_log_alone(tmp_path: Path, seed_report: Path) -> None:
    """A reader would read the log and sort it again each time: 45 ms of the example instead of 7."""
    open_keeper(tmp_path / "record", write=True).put(read_input(seed_report))
    # An empty record's sorted file has 1 kB; the vocabulary and a report have several thousand triples.
    assert sum(file.stat().st_size for file in (tmp_path / "record").glob("*.sst")) > 200_000


def test_a_copied_record_is_a_record(tmp_path: Path, four: list[Reading]) -> None:
    open_keeper(tmp_path / "one", write=True).put(four)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert open_keeper(tmp_path / "two").turtle() == in_memory(*four).turtle()


def test_a_record_of_another_version_gets_this_versions_vocabulary(tmp_path: Path) -> None:
    record = open_keeper(tmp_path / "record", write=True)
    record.store.oxigraph.update(
        "PREFIX st: <https://w3id.org/standoff/ontology#> DELETE WHERE { st:actor ?p ?o } ;\n"
        "INSERT DATA { <https://w3id.org/standoff/ontology#gone> a <http://www.w3.org/2002/07/owl#Class> }"
    )
    record.close()
    again = open_keeper(tmp_path / "record", write=True)
    assert set(again.triples(vocabulary=True)) == set(open_keeper().triples(vocabulary=True))


def test_a_record_stays_open_when_the_program_changes_its_folder(
    tmp_path: Path, seed_report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And another of the same relative name may be written to meanwhile: RocksDB goes by the text of the path."""
    opened = []
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        opened.append(open_keeper("out/record", write=True))
        opened[-1].put(read_input(seed_report))
        reading = open_keeper("out/record")
    monkeypatch.chdir(tmp_path)
    assert len(reading) == len(opened[0]) == len(opened[1])
    assert reading.turtle() == opened[0].turtle() == opened[1].turtle()
