"""The base install, and the word for who comes to a door without the extra that it needs."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from standoff import measures
from standoff.errors import StandoffError
from standoff.extras import BRINGS, MissingExtra, lacking, needs
from standoff.measures import MEASURES
from tests.conftest import ROOT
from tests.invoke import invoke

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Where what is imported is not called as what is installed.
DISTRIBUTION = {
    "ibis": "ibis-framework",
    "python_calamine": "python-calamine",
    "yaml": "pyyaml",
    "lazy_loader": "lazy-loader",
}
#: What a package of ours always brings along, and we import.
BROUGHT = {"jinja2": "pyvis", "markupsafe": "pyvis", "pyparsing": "rdflib", "IPython": "pyvis", "py4j": "pyspark"}
#: The packages of each extra that only people use, and no line of standoff imports.
FOR_PEOPLE = {"ipykernel", "ipython", "jupyterlab", "jupytext"}
Asked = list[str] | str
Outcome = tuple[str, int, str]

# --- the rule ---------------------------------------------------------------------------------------------------------


def _installed_by(requirements: list[str]) -> set[str]:
    """The names of what these requirements install, those of extras of our own among them."""
    found = set()
    for requirement in requirements:
        name, extras = re.match(r"([\w.-]+)(?:\[([\w,-]+)\])?", requirement).groups()  # type: ignore[union-attr]
        if name == "standoff":
            for extra in extras.split(","):
                found |= _installed_by(PROJECT["optional-dependencies"][extra])
        else:
            found.add(name.lower())
    return found


@pytest.mark.parametrize("extra", BRINGS)
def test_an_extra_brings_what_the_message_says(extra: str) -> None:
    brought = {DISTRIBUTION.get(package, package) for package in BRINGS[extra]}
    assert brought == _installed_by(PROJECT["optional-dependencies"][extra]) - FOR_PEOPLE


def test_every_extra_is_known_and_all_has_each_that_needs_no_java() -> None:
    assert set(BRINGS) | {"all"} == set(PROJECT["optional-dependencies"])
    everything = _installed_by(PROJECT["optional-dependencies"]["all"])
    for extra in set(BRINGS) - {"spark"}:
        assert _installed_by(PROJECT["optional-dependencies"][extra]) <= everything


def _imported() -> Iterator[tuple[str, str]]:
    """(file, package) for each package that some line of the code imports."""
    for path in sorted((ROOT / "graph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            yield from ((str(path.relative_to(ROOT)), name.split(".")[0]) for name in names)


def test_what_is_imported_is_installed_by_the_base_or_by_an_extra() -> None:
    base, extras = _installed_by(PROJECT["dependencies"]), {package for each in BRINGS.values() for package in each}
    used = set()
    for file, package in _imported():
        name = DISTRIBUTION.get(package, BROUGHT.get(package, package)).lower()
        if package not in {*sys.stdlib_module_names, "standoff"}:
            assert name in base or package in extras or name in extras, f"{file} imports {package}"
            used.add(name)
    assert base == used & base, f"in the base, and nowhere imported: {base - used}"


def test_no_extra_is_in_the_base() -> None:
    base = _installed_by(PROJECT["dependencies"])
    assert not base & {DISTRIBUTION.get(package, package) for each in BRINGS.values() for package in each}


@pytest.mark.parametrize(
    "packages, extra",
    [
        (["duckdb", "ibis", "pyarrow"], "datasets"),
        (["pyarrow"], "datasets"),
        (["pandas", "pyarrow"], "notebook"),
        (["polars"], "notebook"),
        (["scipy"], "measures"),
        (["matplotlib"], "plots"),
        (["pyspark", "ibis"], "spark"),
        (["scipy", "duckdb"], "all"),
    ],
)
def test_the_message_names_the_smallest_extra_that_brings_all_that_is_lacking(packages: list[str], extra: str) -> None:
    error = lacking("This", packages)
    assert isinstance(error, StandoffError) and all(package in str(error) for package in packages)
    assert str(error).endswith(f": pip install 'standoff[{extra}]'.")


def test_only_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    needs("Reading tables", "duckdb", "pyarrow")
    with pytest.raises(MissingExtra, match=r"^Reading tables needs ibis: pip install 'standoff\[datasets\]'\.$"):
        needs("Reading tables", "duckdb", "ibis", "pyarrow")


# --- the base install -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_base_install(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Outcome]]:
    folder = tmp_path_factory.mktemp("base")

    def run(*asked: Asked) -> list[Outcome]:
        command = [sys.executable, "-m", "tests.without_extras"]
        done = subprocess.run(command, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [tuple(outcome) for outcome in json.loads(done.stdout)]

    run.folder = folder  # type: ignore[attr-defined]
    return run


@pytest.fixture(scope="module")
def built(in_base_install: Any) -> Path:
    """The example, built without any extra."""
    out: Path = in_base_install.folder / "out"
    ((kind, code, told),) = in_base_install(["build", "-o", str(out)])
    assert (kind, code) == ("exit", 0), told
    assert "US Armed Forces" in told and (out / "network.html").stat().st_size > 100_000
    return out


def test_the_base_install_does_all_that_reports_need(in_base_install: Any, built: Path) -> None:
    record = ["--record", str(built / "record")]
    commands = [
        ["confront", "--without", "SANA", *record],
        ["confront", "--min-groups", "2", "--level", "side", "--format", "json", *record],
        ["dossier", "khirbet-amo-2020-02-12", *record],
        ["check", str(ROOT / "examples" / "khirbet-amo")],
        ["ask", "contested", "-p", "about=Person killed in Khirbet Amo", *record],
        ["ask", "SELECT ?s WHERE { ?s a st:Report }", *record],
        ["draw", "-o", str(built / "drawn.html"), *record],
        *(["export", "-o", str(built / f"record{ending}"), *record] for ending in (".ttl", ".jsonld", ".csv", ".gexf")),
        ["export", "-o", str(built / "record.graphml"), *record],
        ["match", *record],
        ["match", "--events", *record],
        ["history", *record],
        ["verify", *record],
        ["measure", "stand-on", *record],
        ["measure", "--list"],
        ["read", str(ROOT / "examples" / "khirbet-amo"), *record],
        ["--version"],
    ]
    python = [
        "import standoff, standoff.rules.ledger, standoff.ingest.datasets, standoff.output.plots",
        f"record = standoff.open({str(built / 'record')!r})",
        "assert record.confront(without='SANA') and record.match(events=True) and record.to_networkx().edges",
        "record.check(), record.dossier('khirbet-amo-2020-02-12')._repr_html_(), record.draw()",
        "record.rdflib(), repr(record.confrontations()), record.claims(), record.actor('SANA')",
        "import standoff.notebook.magics",
    ]
    for asked, (kind, code, told) in zip([*commands, *python], in_base_install(*commands, *python), strict=True):
        assert (kind, code) == ("exit", 0), (asked, told)


def test_each_measure_is_told_or_names_its_extra(in_base_install: Any, tmp_path: Path) -> None:
    """Of a record of one report: each measure reads all rows of its record."""
    record = ["--record", str(tmp_path / "record")]
    report = str(ROOT / "examples" / "khirbet-amo" / "enab-baladi-2020-02-13.yaml")
    names = [name.replace("_", "-") for name in MEASURES]
    _, *outcomes = in_base_install(["read", report, *record], *(["measure", name, *record] for name in names))
    lacking = []
    for name, (kind, code, told) in zip(names, outcomes, strict=True):
        assert (kind, code) in (("exit", 0), ("MissingExtra", 2)), told
        if code:
            assert re.search(r"standoff: .* needs .*: pip install 'standoff\[measures\]'\.$", told.strip())
            lacking.append(name)
    assert {"centrality", "balance", "camps", "frustration"} <= set(lacking)
    assert not {"activity", "stand-on", "falls-without", "agreement", "deaths"} & set(lacking)


GRAPH = "import networkx as nx; g = nx.Graph([('a', 'b', {'sign': -1}), ('b', 'c', {'sign': 1})])\n"
IN_PYTHON = {
    "record.to_arrow()": "datasets",
    "record.confront().to_arrow()": "datasets",
    "record.to_pandas()": "notebook",
    "record.confront().to_pandas()": "notebook",
    "record.confront().to_polars()": "notebook",
    "record.ask('contested').to_pandas()": "notebook",
    "standoff.confrontations(record).to_arrow()": "datasets",
    "record.export('never.parquet')": "datasets",
    "record.measure('centrality')": "measures",
    "record.measure('activity', source_weight=True)": "measures",
    f"record.read({str(ROOT / 'examples/datasets/ged-sample.csv')!r})": "datasets",
    f"record.read({str(ROOT / 'examples/datasets')!r}, kind='ucdp-ged', dry_run=True)": "datasets",
    f"{GRAPH}standoff.measures.frustration_index(g)": "measures",
    f"{GRAPH}standoff.measures.betweenness(g)": "measures",
    f"{GRAPH}standoff.measures.eigenvector(g)": "measures",
    f"{GRAPH}standoff.measures.structural_holes(g)": "measures",
    f"{GRAPH}standoff.measures.triangle_balance(g)": "measures",
    f"{GRAPH}standoff.measures.walk_balance(g)": "measures",
    f"{GRAPH}standoff.measures.best_camps(g, 2)": "measures",
}


def test_what_needs_more_names_the_extra_in_python(in_base_install: Any, built: Path) -> None:
    begin = f"import standoff, standoff.measures; record = standoff.open({str(built / 'record')!r})"
    _, *outcomes = in_base_install(begin, *IN_PYTHON)
    for (asked, extra), (kind, _, told) in zip(IN_PYTHON.items(), outcomes, strict=True):
        assert kind == "MissingExtra", (asked, told)
        assert f"pip install 'standoff[{extra}]'." in told.splitlines()[0], (asked, told)


def test_a_function_for_graphs_of_ones_own_runs_or_names_its_extra(in_base_install: Any) -> None:
    names = [name for name in dir(measures) if name.islower() and not name.startswith("_")]
    calls = [f"{GRAPH}import standoff.measures\nstandoff.measures.{name}(g)" for name in names]
    kinds = {name: kind for name, (kind, _, _) in zip(names, in_base_install(*calls), strict=True)}
    # Any other error: what it takes is no undirected graph alone.
    assert set(kinds.values()) <= {"exit", "MissingExtra", "AttributeError", "TypeError", "ValueError"}, kinds
    assert len(kinds) > 15 and list(kinds.values()).count("MissingExtra") >= 6


def test_what_needs_more_names_the_extra_at_the_prompt(in_base_install: Any, built: Path) -> None:
    record = ["--record", str(built / "record")]
    table = str(ROOT / "examples/datasets/ged-sample.csv")
    asked = {
        ("read", table, *record): "Reading tables needs duckdb, ibis and pyarrow: pip install 'standoff[datasets]'.",
        ("read", table, "--dry-run", *record): "Reading tables needs duckdb, ibis and pyarrow",
        ("read", table, "--engine", "spark", *record): "pip install 'standoff[spark]'.",
        ("export", "-o", str(built / "never.parquet"), *record): "Parquet needs pyarrow: pip install",
        ("measure", "months", "--plot", str(built / "never.png"), *record): "A picture needs matplotlib",
        ("measure", "--all", *record): "The whole report needs scipy, ruptures and threadpoolctl",
        ("serve", *record): "needs tornado: pip install 'standoff[serve]'.",
    }
    for said, (kind, code, told) in zip(asked.values(), in_base_install(*map(list, asked)), strict=True):
        assert (kind, code) == ("MissingExtra", 2) and said in told, told
        assert told.startswith("standoff: ") and told.count("\n") == 1, told
    assert not list(built.glob("never.*"))


def test_a_record_with_tables_of_datasets_says_what_reads_them(in_base_install: Any, tmp_path: Path) -> None:
    """The tables were read with everything installed; their record is then asked without."""
    record = ["--record", str(tmp_path / "record")]
    invoke(["read", ROOT / "examples/khirbet-amo", *record])
    invoke(["read", ROOT / "examples/datasets/ged-sample.csv", "-o", tmp_path, *record])
    assert list((tmp_path / "record" / "tables").glob("*.parquet"))
    counted = [["confront", *record], ["verify", *record]]
    counted += [["measure", "activity", *record], ["export", "-o", str(tmp_path / "never.csv"), *record]]
    asked = [["ask", "sources", *record], ["history", *record], ["export", "-o", str(tmp_path / "a.ttl"), *record]]
    asked += [["draw", "-o", str(tmp_path / "drawn.html"), *record]]
    outcomes = in_base_install(*counted, *asked)
    for command, (kind, code, told) in zip(counted, outcomes, strict=False):
        assert (kind, code) == ("MissingExtra", 2), (command, told)
        assert "needs duckdb, ibis and pyarrow: pip install 'standoff[datasets]'." in told
        assert command[0] == "verify" or "This record holds tables of events." in told
    for command, (kind, code, told) in zip(asked, outcomes[len(counted) :], strict=True):
        assert (kind, code) == ("exit", 0), (command, told)
