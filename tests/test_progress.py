"""Progress: seen on a terminal and in a notebook, unheard anywhere else, and never in the way of the work."""

from __future__ import annotations

import io
import sys

import pytest

from standoff import progress as module
from standoff.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", -1)
    monkeypatch.setattr(module, "_PAUSE", -1)


@pytest.mark.usefixtures("impatient")
def test_a_terminal_sees_a_bar_that_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress(["a", "b"], "rows read")) == ["a", "b"]
    said = terminal.getvalue()
    assert "1 of 2 rows read" in said and "█" in said and said.endswith("\r\x1b[K")


@pytest.mark.usefixtures("impatient")
def test_a_file_or_a_program_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter(range(3)), "rows read", 3)) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_work_of_a_moment_draws_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress(range(5), "rows read")) == [0, 1, 2, 3, 4]
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("impatient")
def test_the_bar_is_cleared_where_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(KeyError):
        for _ in progress(range(5), "rows read"):
            raise KeyError
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.usefixtures("impatient")
def test_a_notebook_sees_a_bar_without_any_script(monkeypatch: pytest.MonkeyPatch) -> None:
    IPython = pytest.importorskip("IPython", reason="IPython is not installed: pip install 'standoff[notebook]'")
    shown: list[dict[str, str]] = []

    class Shell:
        kernel = object()

    class Handle:
        def update(self, both: dict[str, str], raw: bool) -> None:
            shown.append(both)

    def display(both: dict[str, str], raw: bool, display_id: bool) -> Handle:
        shown.append(both)
        return Handle()

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr("IPython.display.display", display)
    assert list(progress(range(3), "rows <read>")) == [0, 1, 2]
    assert '<progress value="1" max="3">' in shown[1]["text/html"] and "&lt;read&gt;" in shown[1]["text/html"]
    assert shown[-1] == {"text/html": "", "text/plain": ""}
