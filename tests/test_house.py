"""The house holds: layers, one front door, names that say what is public, files that have one name each."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import typing
from collections import Counter
from pathlib import Path

import grimp
import networkx as nx
import pytest

import standoff
from standoff.front import functions
from standoff.front.record import Record
from standoff.front.record_view import RecordView
from standoff.rules.view import View, ViewOptions
from tests.conftest import ROOT

#: A name that several rooms have, each for its own part: `rules.dossier` weighs one, `cli.dossier` is the command.
IN_SEVERAL_ROOMS = {"__init__", "record", "build", "ask", "dossier", "confront", "draw", "export", "measure", "serve"}


def imports() -> nx.DiGraph:
    """Which module imports which, lazily or for types alone too."""
    graph = grimp.build_graph("standoff", exclude_type_checking_imports=False, cache_dir=None)
    return nx.DiGraph((a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a))


def test_every_import_goes_down() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache", "setup.cfg"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    contract = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    assert "ignore_imports" not in contract and "exclude_type_checking_imports = False" in contract


def test_no_modules_import_each_other_in_a_circle() -> None:
    circles = [sorted(circle) for circle in nx.strongly_connected_components(imports()) if len(circle) > 1]
    assert circles == []


def test_a_reader_touches_no_record() -> None:
    pure = {f"standoff.record.{name}" for name in ("forms", "jsonld", "sense", "triples", "vocabulary_triples")}
    touched = {
        (a, b) for a, b in imports().edges if a.startswith("standoff.readers") and b.startswith("standoff.record")
    }
    assert {b for _, b in touched} <= pure


def test_a_file_has_one_name_in_the_house() -> None:
    files = Counter(path.stem for path in (ROOT / "graph").rglob("*.py"))
    assert {name for name, count in files.items() if count > 1} <= IN_SEVERAL_ROOMS


def test_the_map_of_a_room_has_each_of_its_files() -> None:
    """Rooms of many files open with a list of them, in the docstring of ``__init__.py``."""
    maps = {
        path.parent: set(re.findall(r"\w+\.py", path.read_text())) for path in (ROOT / "graph").rglob("__init__.py")
    }
    mapped = {folder: named for folder, named in maps.items() if len(named) > 2}
    there = {folder: {path.name for path in folder.glob("[!_]*.py")} for folder in mapped}
    assert len(mapped) == 5 and mapped == there


def test_the_front_door_lists_what_is_public() -> None:
    stub = (ROOT / "graph" / "__init__.pyi").read_text(encoding="utf-8")
    names = re.findall(r" as (\w+)$", stub, re.MULTILINE)
    assert sorted(dir(standoff)) == sorted(standoff.__all__) == sorted(names)
    for name in names:
        assert getattr(standoff, name) is not None
        assert name.startswith("__") or inspect.getdoc(getattr(standoff, name)), name


def test_what_is_public_has_one_name() -> None:
    by_object: dict[int, set[str]] = {}
    for name in dir(standoff):
        by_object.setdefault(id(getattr(standoff, name)), set()).add(name)
    assert [names for names in by_object.values() if len(names) > 1] == []


def public(kind: type) -> list[tuple[str, typing.Any]]:
    return [(name, each) for name, each in vars(kind).items() if not name.startswith("_") and inspect.isfunction(each)]


@pytest.mark.parametrize(("name", "function"), [*public(Record), *public(RecordView)])
def test_signatures_are_such_as_an_editor_completes(name: str, function: typing.Any) -> None:
    assert inspect.getdoc(function)
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.name == "self" or parameter.annotation is not parameter.empty
        if parameter.kind is parameter.VAR_KEYWORD:
            assert "Unpack[ViewOptions]" in str(parameter.annotation), name


def test_view_options_are_the_fields_of_a_view_identities_and_redact() -> None:
    assert set(ViewOptions.__annotations__) == {*View.__dataclass_fields__, "identities", "redact"}


def test_functions_are_the_methods() -> None:
    names = set(functions.__all__)
    with pytest.raises(TypeError, match="the first argument is a record"):
        standoff.read("examples/khirbet-amo")  # type: ignore[arg-type]
    assert all(getattr(functions, name).__wrapped__ is getattr(Record, name) for name in names)


def test_nothing_waits_for_the_garbage_collector() -> None:
    places = [*(ROOT / "graph").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "notebooks").glob("*.py")]
    pattern = re.compile(r"gc\.collect|clear_frames|^\s*del (record|keeper|held|opened)\b", re.MULTILINE)
    assert [str(path) for path in places if path != Path(__file__) and pattern.search(path.read_text())] == []
