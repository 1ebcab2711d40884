"""Damage to a record's folder is told before it is read; what a killed writer leaves is not taken for damage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import Result
from pyoxigraph import Literal, NamedNode, Quad, Store

from standoff.errors import RecordError
from standoff.files import UNFINISHED
from standoff.ingest.upgrade import upgrade
from standoff.ingest.verify import verify
from standoff.readers.inputs import read_input
from standoff.record import seal, swap
from standoff.record.dataset_tables import tables_of
from standoff.record.history import history
from standoff.record.keeper import open_keeper
from standoff.record.lock import TURN
from standoff.record.rebuild import rebuild
from standoff.record.seal import SEAL, read_seal, storage_files
from standoff.record.store import OxigraphStore
from standoff.record.swap import in_place_of, recover
from standoff.record.table_check import checked_tables, table_faults
from standoff.vocabulary import PREFIXES, id_of

Run = Callable[..., Result]
WriteReport = Callable[..., Path]
TABLE = "ucdp-ged-ged-sample"


@pytest.fixture
def folder(seed_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_folder, tmp_path / "out" / "record"))


@pytest.fixture(scope="module")
def read_table(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Path:
    """A folder with the record of a table. Copy it to write."""
    from standoff.ingest.datasets import read_dataset

    folder = tmp_path_factory.mktemp("table")
    (folder / "examples").symlink_to(example.parent)
    path = example.parent / "datasets" / "ged-sample.csv"
    assert [each.read for each in read_dataset(str(folder / "out" / "record"), path)] == [150]
    return folder


@pytest.fixture
def with_table(read_table: Path, tmp_path: Path) -> Path:
    shutil.copytree(read_table, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "out" / "record"


def flipped(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 4
    file.write_bytes(content)


# ------------------------------------------------------------------------------------------------ the storage's files


def test_a_flipped_byte_in_any_file_is_told_and_which_file_it_is(folder: Path, tmp_path: Path) -> None:
    for name in storage_files(folder):
        for at in {0, (folder / name).stat().st_size // 2, (folder / name).stat().st_size - 1} - {-1}:
            if not (folder / name).stat().st_size:
                continue
            copy = Path(shutil.copytree(folder, tmp_path / f"{name}-{at}"))
            flipped(copy / name, at)
            for write in (False, True):
                with pytest.raises(RecordError, match=rf"is damaged: {name} was changed or damaged\. Restore"):
                    open_keeper(copy, write=write)


@pytest.mark.parametrize("half", [True, False])
def test_a_cut_log_is_not_taken_for_a_shorter_one(folder: Path, write_report: WriteReport, half: bool) -> None:
    with open_keeper(folder, write=True) as record:
        record.put(read_input(write_report(folder.parent / "in")))
    [log] = folder.glob("*.log")
    content = log.read_bytes()
    assert content, "a small write stays in the log"
    if half:
        log.write_bytes(content[: len(content) // 2])
    else:
        log.unlink()
    with pytest.raises(RecordError, match="bytes instead of" if half else "is missing"):
        open_keeper(folder)


def test_what_a_writer_left_that_never_closed_opens(folder: Path, write_report: WriteReport) -> None:
    killed = folder.with_name("killed")
    open_keeper(folder, write=True).close()  # what was in the log is in a sorted file now, and sealed
    with open_keeper(folder, write=True) as record:
        record.put(read_input(write_report(folder.parent / "in")))
        shutil.copytree(folder, killed)
    with open_keeper(killed) as found:
        assert id_of("report", "paper-2020-02-13") in found.documents()
    # The storage may have merged some of the sealed files into others meanwhile.
    sealed = [
        killed / name for name in storage_files(killed) if name.endswith(".sst") and name in read_seal(killed).files
    ]
    largest = max(sealed, key=lambda file: file.stat().st_size)
    flipped(largest, 1000)
    with pytest.raises(RecordError, match=largest.name):
        open_keeper(killed)


def test_a_damaged_seal_accuses_nobody_and_verify_tells(folder: Path) -> None:
    file = folder / SEAL
    file.write_text(file.read_text().replace('"layout": 2', '"layout": 3'))
    with open_keeper(folder) as record:
        assert any(SEAL in fault for fault in verify(record).faults)
    open_keeper(folder, write=True).close()
    with open_keeper(folder) as record:
        assert not any(SEAL in fault for fault in verify(record).faults)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"layout": 2, "files": 3}', None])
def test_a_record_whose_seal_cannot_be_believed_says_so(content: str | None, folder: Path, run: Run) -> None:
    """Whoever changed the files could have changed the seal, too: nobody is told nothing."""
    (folder / SEAL).unlink()
    if content is None:
        os.mkfifo(folder / SEAL)
    else:
        (folder / SEAL).write_text(content)
    asked = run("history")
    assert asked.exit_code == 0 and f"{SEAL} is damaged or was changed" in asked.stderr
    assert str(Path.cwd()) not in asked.stderr


def test_a_store_of_another_program_is_no_record(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "other"))
    store.add(Quad(NamedNode("http://a.example/"), NamedNode("http://b.example/"), Literal("c")))
    store.flush()
    del store
    for write in (False, True):
        with pytest.raises(RecordError, match="store of another program"):
            open_keeper(tmp_path / "other", write=write)
    # A killed run may have left one of ours without a seal, and with nothing in it.
    Store(str(tmp_path / "empty")).flush()
    open_keeper(tmp_path / "empty", write=True).close()


def test_no_file_names_the_place_of_the_record(folder: Path, write_report: WriteReport) -> None:
    with open_keeper(folder, write=True) as record:
        record.put(read_input(write_report(folder.parent / "in")))
        assert record.where == str(folder)
    for file in folder.iterdir():
        assert str(folder.parent).encode() not in file.read_bytes().replace(str(folder.parent / "in").encode(), b"")


# ------------------------------------------------------------------------------------------------ tables of datasets


def cut(table: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(table).slice(0, 10), table)


def truncated(table: Path) -> None:
    table.write_bytes(table.read_bytes()[:-100])


def noted_otherwise(table: Path) -> None:
    facts = table.with_suffix(".json")
    said = facts.read_text()
    assert '"ignored": 0' in said
    facts.write_text(said.replace('"ignored": 0', '"ignored": 1'))


@pytest.mark.parametrize("change", [cut, truncated, lambda table: flipped(table, 5000), noted_otherwise])
def test_a_changed_table_is_told_with_how_to_make_it_again(
    with_table: Path, run: Run, change: Callable[[Path], None]
) -> None:
    change(with_table / "tables" / f"{TABLE}.parquet")
    told = f"tables/{TABLE}.parquet was changed or damaged after it was read. Make it again: standoff read "
    for command in (("confront",), ("measure", "activity")):
        done = run(*command)
        assert done.exit_code == 2 and told in done.stderr, done.stderr
    with open_keeper(with_table) as record:
        assert any(told in fault for fault in verify(record).faults)


def test_a_table_that_is_left_over_is_told_not_used_and_swept(with_table: Path, run: Run) -> None:
    shutil.copytree(with_table / "tables", with_table.parent / "left")
    assert run("forget", TABLE).exit_code == 0
    assert tables_of(str(with_table)) == {}
    shutil.copytree(with_table.parent / "left", with_table / "tables", dirs_exist_ok=True)
    told = run("verify")
    assert told.exit_code == 1 and f"tables/{TABLE}.parquet is left over" in told.stdout
    again = run("read", "examples/datasets/ged-sample.csv")
    assert again.exit_code == 0 and "unchanged" not in again.stderr
    assert run("verify").exit_code == 0
    unchanged = run("read", "examples/datasets/ged-sample.csv")
    assert "unchanged" in unchanged.stderr
    shutil.copytree(with_table.parent / "left", with_table / "tables", dirs_exist_ok=True)
    run("forget", TABLE)
    shutil.copytree(with_table.parent / "left", with_table / "tables", dirs_exist_ok=True)
    open_keeper(with_table, write=True).close()
    assert tables_of(str(with_table)) == {}


# ------------------------------------------------------------------------------------------------ where the files are


def test_a_link_is_written_through(with_table: Path, run: Run, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    with_table.rename(real)
    with_table.symlink_to(real)
    assert run("forget", TABLE).exit_code == 0
    assert run("read", "examples/datasets/ged-sample.csv").exit_code == 0
    assert with_table.is_symlink() and with_table.resolve() == real
    with open_keeper(real) as record:
        assert [document.value.rsplit("/", 1)[-1] for document in record.documents()] == [TABLE]
    assert not list(tmp_path.glob(".*unfinished"))


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder that passes for one that a disk is mounted on; ``tests/faults/test_disk.py`` mounts one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "lost+found").mkdir()
    monkeypatch.setattr(swap.os.path, "ismount", lambda path: Path(path) == folder)
    yield folder


def content(folder: Path) -> dict[str, str]:
    """Its files, without the one whose lock is the turn to write and what is swept away before the next writing."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != TURN and UNFINISHED not in str(file)]
    return {str(file.relative_to(folder)): file.read_text() for file in files}


@pytest.mark.parametrize("stops", range(9))
def test_a_mounted_folder_is_filled_whole_wherever_it_stops(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, stops: int
) -> None:
    for name, text in {"CURRENT": "old", "1.sst": "old", "2.sst": "old"}.items():
        (mounted / name).write_text(text)
    new = {"CURRENT": "new", "2.sst": "new", "3.sst": "new", "tables/t.json": "new"}
    steps = 0

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def doing(*given: object, **named: object) -> object:
            nonlocal steps
            steps += 1
            if steps > stops:
                raise KeyboardInterrupt
            return step(*given, **named)

        return doing

    monkeypatch.setattr(swap.os, "rename", counted(swap.os.rename))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    try:
        with in_place_of(mounted) as folder:
            (folder / "tables").mkdir(parents=True)
            for name, text in new.items():
                (folder / name).write_text(text)
    except KeyboardInterrupt:
        pass
    monkeypatch.undo()
    recover(mounted)
    found = content(mounted)
    assert found == new if stops else found["CURRENT"] == "old" and len(found) == 3
    assert (mounted / "lost+found").is_dir()


def test_a_record_is_made_and_replaced_in_a_mounted_folder(mounted: Path, write_report: WriteReport, run: Run) -> None:
    assert run("read", write_report(mounted.parent / "in"), "--record", mounted).exit_code == 0
    with open_keeper(mounted) as record:
        assert len(record.documents()) == 1


def test_who_makes_a_record_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "record"
    with pytest.raises(RecordError, match="Another process has made a record"), in_place_of(path, new=True) as new:
        new.mkdir()
        open_keeper(path, write=True).close()
    with open_keeper(path) as record:
        assert record.documents() == []


def test_nobody_writes_while_a_table_is_built_beside(
    with_table: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    from standoff.ingest import bulk

    fill, refused = bulk.fill, []

    def filling(*given: object) -> None:
        try:
            open_keeper(with_table, write=True)
        except RecordError as error:  # pytest.raises would keep this frame, and with it the storage open
            refused.append(str(error))
        fill(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "fill", filling)
    assert run("read", "examples/datasets/acled-shaped.csv").exit_code == 0
    assert len(refused) == 1 and "open for writing" in refused[0]
    with open_keeper(with_table, write=True) as record:
        assert len(record.documents()) == 2


def test_a_first_read_that_fails_leaves_no_record(
    tmp_path: Path, run: Run, write_report: WriteReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    from standoff.record.keeper import Keeper

    def full(*_: object) -> None:
        raise RecordError("the disk is full")

    write_report(tmp_path / "in")
    monkeypatch.setattr(Keeper, "_write", full)
    for command in (("read", "in"), ("build", "in", "-o", "out")):
        assert run(*command).exit_code == 2
        assert not (tmp_path / "out" / "record").exists()


# ------------------------------------------------------------------------------------------------ what was removed


def test_shredding_leaves_no_word_of_what_was_forgotten(
    with_table: Path, run: Run, write_report: WriteReport, tmp_path: Path
) -> None:
    actors = "actors:\n  paper: {kind: media-outlet, label: The Paper}\n  man: {kind: person, label: Qxzvwitness}\n"
    claims = "claims:\n  - {id: b, said_by: paper, about: man, that: {combatant_status: civilian}}\n"
    run("read", write_report(tmp_path / "in", actors=actors, claims=claims, places=None, events=None))
    with open_keeper(with_table) as record:
        before = record.turtle()

    def found() -> list[str]:
        return [file.name for file in with_table.rglob("*") if file.is_file() and b"Qxzvwitness" in file.read_bytes()]

    assert run("forget", "paper-2020-02-13").exit_code == 0
    assert found(), "a word that was removed stays in the files"
    assert run("read", tmp_path / "in").exit_code == 0
    with open_keeper(with_table) as record:
        assert record.turtle() == before
    done = run("forget", "paper-2020-02-13", "--shred")
    assert done.exit_code == 0 and found() == []
    with open_keeper(with_table) as record:
        assert [change.act for change in history(record.store)] == ["read", "read", "forgotten", "read", "forgotten"]
        assert [iri.value.rsplit("/", 1)[-1] for iri in record.documents()] == [TABLE]
    assert run("verify").exit_code == 0


# ------------------------------------------------------------------------------------------------ other versions


def test_an_earlier_record_opens_says_so_and_is_brought_up(folder: Path, run: Run, example: Path) -> None:
    """As an earlier version left it: no seal, another vocabulary, a report read otherwise."""
    run("match", "accept", "SANA", "ANHA", "--by", "An analyst")
    with open_keeper(folder, write=True) as record:
        now = record.turtle(vocabulary=True)
        assert isinstance(record.store, OxigraphStore)
        for update in (
            "DELETE WHERE { st:actor skos:prefLabel ?label }",
            "DELETE { ?s ?p ?o } "
            "WHERE { ?s ?p ?o { SELECT ?s { ?s st:document/a st:Report ; st:codedAs ?c } LIMIT 1 } }",
        ):
            record.store.oxigraph.update(update, prefixes=PREFIXES)
        assert record.turtle(vocabulary=True) != now
    (folder / SEAL).unlink()
    asked = run("history")
    assert asked.exit_code == 0 and "by an earlier version of standoff: its layout is an earlier one" in asked.stderr
    done = run("upgrade")
    assert done.exit_code == 0 and "2 of 3 documents read again: enab-baladi-2020-02-13 changed." in done.stderr
    with open_keeper(folder) as record:
        assert record.turtle(vocabulary=True) == now
        found = verify(record)
        assert found.faults == [] and "1 document of judgements made here" in found.only_here[0]
    assert run("history").stderr == ""


def test_the_table_of_an_earlier_record_is_noted(with_table: Path) -> None:
    with open_keeper(with_table, write=True) as record:
        assert isinstance(record.store, OxigraphStore)
        record.store.oxigraph.update("DELETE WHERE { ?change st:tableSha256 ?hash }", prefixes=PREFIXES)
        assert any("`standoff upgrade`" in fault for fault in table_faults(record))
        done = upgrade(record)
        assert len(done.left) == 1 and "standoff read" in done.left[0]
        assert list(table_faults(record)) == [] and len(history(record.store)) == 1


def test_a_record_of_a_later_version_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(seal, "LAYOUT", 7)
    open_keeper(folder, write=True).close()
    monkeypatch.undo()
    told = seal.earlier(folder)
    assert told and "its layout is a later one" in told and "Use that version" in told


# ------------------------------------------------------------ file systems that cannot exchange two folders in one step


@pytest.fixture
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on NFS, sshfs and GlusterFS: renameat2(RENAME_EXCHANGE) gives EINVAL there."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)


def test_an_old_folder_that_a_killed_exchange_left_aside_hinders_nobody(
    folder: Path, no_exchange: None, tmp_path: Path
) -> None:
    shutil.copytree(folder, folder.with_name(".record.old"))
    before = open_keeper(folder).turtle()
    for _ in range(2):
        rebuild(str(folder))
    assert open_keeper(folder).turtle() == before
    assert [file.name for file in folder.parent.iterdir()] == ["record"]


def test_a_reader_does_not_undo_an_exchange_that_is_going_on(
    folder: Path, no_exchange: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_PATIENCE", 0.05)
    writer = open_keeper(folder, write=True)
    os.rename(folder, folder.with_name(".record.old"))
    recover(folder)
    assert not folder.exists(), "whoever exchanges the two has the turn"
    os.rename(folder.with_name(".record.old"), folder)
    writer.close()
    os.rename(folder, folder.with_name(".record.old"))
    recover(folder)
    assert open_keeper(folder).documents(), "it was killed: nobody has the turn"


def test_a_reader_of_a_table_that_was_replaced_is_not_told_of_damage(with_table: Path) -> None:
    with open_keeper(with_table) as reader:
        path = tables_of(str(with_table))[reader.documents()[0].value]
        copy = path.read_bytes()
        path.unlink()
        path.write_bytes(copy[:-1])
        with pytest.raises(RecordError, match="has changed since it was opened"):
            checked_tables(reader)


def test_on_a_network_file_system_what_is_seen_late_is_looked_at_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size of a file that another machine has just written was seen as 0 for up to a second over fuse-nfs."""
    monkeypatch.setattr("standoff.record.folder.seen_late", lambda _: True)
    name = next(name for name in storage_files(folder) if name.endswith((".sst", ".log")))
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(b"")
    monkeypatch.setattr("time.sleep", lambda _: (folder / name).write_bytes(whole))
    assert open_keeper(folder).documents()
