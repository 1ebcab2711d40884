"""The magics in a real IPython shell: choosing a record, asking, messages with the line of a mistake, Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import standoff
from standoff import Record, examples_folder
from standoff.notebook.row_pictures import Drawing
from standoff.queries.ask import Answer, questions

EXAMPLE = examples_folder() / "khirbet-amo"
Cell = Callable[[str], tuple[Any, str]]


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell()
    shell.run_cell("%load_ext standoff")
    assert shell.run_cell(f"%record {EXAMPLE}").success
    yield shell


@pytest.fixture
def cell(shell: InteractiveShell) -> Cell:
    """Runs a cell; its value, or what went wrong, and what it said."""

    def run(code: str) -> tuple[Any, str]:
        with capture_output() as captured:
            result = shell.run_cell(code)
        return result.error_in_exec or result.result, captured.stdout + captured.stderr

    return run


def test_record_chooses_a_folder_of_reports_or_a_record(cell: Cell, shell: InteractiveShell, tmp_path: Path) -> None:
    current, _ = cell("%record")
    assert isinstance(current, Record) and shell.user_ns["record"] is current and len(current.documents()) == 14
    folder = tmp_path / "a record"
    standoff.open(folder, create=True).close()
    other, _ = cell(f'%record "{folder}"')
    assert isinstance(other, Record) and other.where == str(folder)
    cell(f"%record {EXAMPLE}")


def test_without_a_record_the_message_says_what_to_do() -> None:
    fresh = InteractiveShell()
    fresh.run_cell("%load_ext standoff")
    with capture_output() as said:
        assert not fresh.run_cell("%ask actors").success
    assert "No record is chosen" in said.stderr + said.stdout and "Traceback" not in said.stderr + said.stdout


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_named_question_can_be_asked(cell: Cell, name: str) -> None:
    answer, _ = cell(f"%ask {name}")
    assert isinstance(answer, Answer) and answer._repr_html_().startswith("<div")


def test_parameters_and_pictures(cell: Cell) -> None:
    timeline, _ = cell('%ask timeline place="al-Hasakah" --as timeline')
    assert isinstance(timeline, Drawing) and "<svg" in timeline._repr_html_()
    frame, _ = cell("%ask evidence about='US Armed Forces' --as frame")
    assert len(frame) > 100 and "quote" in frame
    shown, _ = cell("%%sparql --as map\nSELECT ?place WHERE { ?e a st:Event ; st:place ?place }")
    assert "Khirbet Amo" in shown._repr_html_() and "circle" in shown._repr_html_()
    network, _ = cell(
        "%%sparql --as network\nSELECT ?who ?whom ?said WHERE "
        "{ ?said st:claim ?c . ?c st:actor ?who ; st:recipient ?whom }"
    )
    assert isinstance(network, Drawing) and "surrounded a US patrol" in network._repr_html_()
    yes, _ = cell("%%sparql\nASK { id:actor\\/sana a st:MediaOutlet }")
    assert yes.boolean is True
    triples, _ = cell("%%sparql\nDESCRIBE id:actor\\/sana")
    assert triples.triples and triples.to_pandas().columns.tolist() == ["subject", "property", "value"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("%record nowhere", "There is no record at nowhere"),
        ("%ask actrs", 'Did you mean "actors"'),
        ("%ask", "Which question?"),
        ("%ask timeline plce=x", 'takes no parameter "plce". It takes: place'),
        ("%ask timeline somewhere", '"somewhere" is not a parameter. Write name=value'),
        ("%ask timeline place=nowhere", 'has no place "nowhere"'),
        ('%ask evidence about="US', "A quotation mark is not closed"),
        ("%ask actors --as pie", 'cannot be shown as "pie"'),
        ("%ask actors --as", "--as needs a value"),
        ("%%sparql frame\nASK {}", 'takes no option "frame"'),
        ("%%sparql --as map\nSELECT ?a WHERE { ?a a st:MediaOutlet }", "A map needs a column of places"),
        ("%%sparql --as timeline\nSELECT ?a WHERE { ?a a st:MediaOutlet }", "A timeline needs a column of dates"),
        ("%%sparql --as network\nSELECT ?a WHERE { ?a a st:MediaOutlet }", "A network needs rows with two columns"),
        ("%%sparql --as map\nASK { ?a a st:MediaOutlet }", "--as map needs rows"),
        (
            "%%sparql --as timeline\nCONSTRUCT { ?a a st:MediaOutlet } WHERE { ?a a st:MediaOutlet }",
            "--as timeline needs rows",
        ),
        ("%%sparql\nSELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("record.view(said_by='SANNA')", 'said_by: The record has no actor "SANNA". Did you mean "sana"'),
    ],
)
def test_a_mistake_is_a_message_and_stops_the_notebook(cell: Cell, code: str, words: str) -> None:
    error, said = cell(code)
    assert isinstance(error, Exception)
    assert words in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("query", "line", "words"),
    [
        ("SELECT ?x WHERE {\n  ?x st:claim ?y .\n  ?y st:about }", 3, '"}" is not expected'),
        ("SELECT ?x WHERE {\n  ?x st:claim ?y\n  ?y st:about ?z .\n}", 3, "Should line 2 end with a full stop?"),
        ("SELECT ?x WHERE {\n  ?x rdfs:label 'a:b' ; foo:bar ?z .\n}", 2, 'the prefix "foo:" is not declared'),
        ("SELECT ?x WHERE {\n  ?x st:claim ?y . # a:b\n  ?y <http://a.b/c:d> :z }", 3, 'the prefix ":" is not'),
        ("SELECT ?x\nWHERE {\n  ?x skso:prefLabel ?y\n}", 3, 'the prefix "skso:" is not declared. Did you mean "skos"'),
        ("SELECT ?x WHERE {\n  ?x st:claim ?y .\n", 2, "the query ends too early"),
        ("SELECT ?x WHERE {\n  ?x st:claim ?y .\n}\nODER BY ?x", 4, "is not expected"),
        ("SELEC ?x WHERE {\n  ?x ?y ?z }", 1, "a query starts with SELECT"),
        ("SELECT ?x WHERE {\n  ?x skos:prefLabel 'سانا'@ar ;\n ; ] }", 3, '"]" is not expected'),
    ],
)
def test_a_mistake_in_a_query_gets_a_message_with_its_line(cell: Cell, query: str, line: int, words: str) -> None:
    error, said = cell(f"%%sparql\n{query}")
    assert isinstance(error, Exception) and f"line {line}, column " in said and words in said
    _, shown, mark = said.rstrip().split("\n")[-3:]
    assert shown.strip() == query.split("\n")[line - 1].strip() and mark.strip() == "^"
    assert len(mark) <= len(shown) + 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("%ask ti", "timeline"),
        ("%ask timeline pl", "place="),
        ("%ask timeline place=al-Ha", "al-Hasakah"),
        ("%ask denied source=AN", '"ANHA (Hawar News Agency)"'),
        ("%ask actors --as n", "network"),
        ("record.view(said_by='SAN", "SANA"),
        ("record.view().between('NDF', 'US A", "US Armed Forces"),
        ("record.view(without=['RT', 'SAN", "SANA"),
        ("record.view().dossier('Khi", "Khirbet Amo, 12 February 2020"),
        ("record.view().ask('contes", "contested"),
        ("record.view().mea", "measure"),
        ("record.view(said_by='ANHA (Hawar News Agency)').since(\"2020\").conf", "confront"),
        ("record.view().between('NDF', 'US A').confront().to_pa", "to_pandas"),
        ("record.confront(said_by='AN", "ANHA (Hawar News Agency)"),
        ("record.dossier('khirbet-amo-2020-02-12').sta", "statements"),
        ("record.ask('timeline').to_po", "to_polars"),
        ("record.view().claims().to_n", "to_networkx"),
        ("record.view().measure('act", "activity"),
        ("%%sparql\nSELECT ?x WHERE { ?x st:said", "st:saidBy"),
        ("%%sparql\nSELECT ?x WHERE { ?x sko", "skos:"),
        ("%%sparql\nSELECT ?x WHERE { ?x st:actor id:actor/us-f", "id:actor\\/us-forces"),
    ],
)
def test_tab_completes_what_the_record_knows(shell: InteractiveShell, typed: str, found: str) -> None:
    with provisionalcompleter():
        offered = list(shell.Completer.completions(typed, len(typed)))
    names = [each.text for each in offered]
    assert found in names
    one = next(each for each in offered if each.text == found)
    assert typed[: one.start] + one.text  # what is offered takes the place of the fragment alone
    assert found.strip('"').replace("\\", "").casefold().startswith(typed[one.start :].strip("'\"").casefold())


def test_an_unknown_term_gets_a_message_if_there_are_no_rows(cell: Cell) -> None:
    answer, said = cell("%%sparql\nSELECT ?x WHERE { ?x st:sadBy ?y }")
    assert repr(answer) == "No rows of x." and 'The vocabulary has no st:sadBy. Did you mean "st:saidBy"?' in said


@pytest.mark.parametrize("picture", ["network", "map", "timeline"])
def test_of_no_rows_no_picture_is_drawn(cell: Cell, picture: str) -> None:
    answer, _ = cell(f"%%sparql --as {picture}\nSELECT ?who ?whom WHERE {{ ?who st:leftOpen ?who, ?whom }}")
    assert repr(answer) == "No rows of who, whom." and "No rows of who, whom." in answer._repr_html_()


def test_unloading_takes_the_completion_out() -> None:
    shell = InteractiveShell()
    shell.run_cell("%load_ext standoff\n%reload_ext standoff")
    ours = [each for each in shell.Completer.custom_matchers if each.__name__ == "standoff_matcher"]
    assert len(ours) == 1
    shell.run_cell("%unload_ext standoff")
    assert not [each for each in shell.Completer.custom_matchers if each.__name__ == "standoff_matcher"]
