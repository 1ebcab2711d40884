"""The notebooks are what their texts make, run through, and show what is stored; exported, they make no request."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"


def _make() -> Any:
    spec = importlib.util.spec_from_file_location("make_notebooks", FOLDER / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = _make()
TEXTS = make.texts()
NAMES = [text.stem for text in TEXTS]


def said(notebook: Any) -> list[list[str]]:
    """What each cell says in plain text: the part of an output that no change of a page's look touches."""
    return [
        [
            re.sub(r"\d+ kB", "… kB", output.get("text") or output.get("data", {}).get("text/plain", ""))
            for output in cell.get("outputs", [])
        ]
        for cell in notebook.cells
    ]


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_a_notebook_runs_and_says_what_is_stored(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    stored = nbformat.read(text.with_suffix(".ipynb"), as_version=4)
    fresh = make.unrun(text)
    cells = [(cell.cell_type, cell.source) for cell in fresh.cells]
    assert cells == [(cell.cell_type, cell.source) for cell in stored.cells], f"run: make notebooks ({text.name})"
    assert said(make.run(fresh)) == said(stored), f"run: make notebooks ({text.name})"


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_a_stored_notebook_holds_no_noise(text: Path) -> None:
    raw = text.with_suffix(".ipynb").read_text(encoding="utf-8")
    stored = nbformat.reads(raw, as_version=4)
    nbformat.validate(stored)
    assert raw == make.written(stored)
    assert not any(place in raw for place in ("/home/", "/root/", "/Users/", str(ROOT), "/tmp/"))
    for cell in stored.cells:
        assert not cell.metadata and cell.get("execution_count") is None
        assert not any(o.output_type == "error" or o.get("name") == "stderr" for o in cell.get("outputs", []))


def test_no_question_of_a_notebook_is_answered_with_nothing() -> None:
    for path in FOLDER.glob("*.ipynb"):
        assert "No rows" not in path.read_text(encoding="utf-8"), path.name


def test_the_first_notebook_shows_the_network_in_a_frame_of_its_own() -> None:
    stored = nbformat.read(FOLDER / "01-first-look.ipynb", as_version=4)
    shown = "".join(o.data.get("text/html", "") for c in stored.cells for o in c.get("outputs", []) if "data" in o)
    [sandbox] = re.findall(r'<iframe [^>]*?sandbox="([^"]*)"', shown)
    assert "allow-scripts" in sandbox and "same-origin" not in sandbox and "top-navigation" not in sandbox
    assert not re.search(r"<script\b", shown)  # in the frame's srcdoc every sign of markup is escaped


def test_every_editor_puts_stored_lines_together_alike() -> None:
    """VS Code ends each stored line with a line feed; Python splits at U+0085 and U+2028, too."""
    for path in FOLDER.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                lines = output.get("data", {}).get("text/html", [])
                assert all(line.endswith("\n") for line in lines[:-1]), path.name


def test_exported_notebooks_make_no_request(tmp_path: Path) -> None:
    paths = sorted(FOLDER.glob("*.ipynb"))
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "nbconvert",
        "--to",
        "html",
        "--output-dir",
        str(tmp_path),
        "--config",
        "jupyter_nbconvert_config.py",
    ]
    done = subprocess.run([*command, *map(str, paths)], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with chromium() as browser:
        for path in paths:
            tab = browser.new_context(offline=True).new_page()
            asked: list[str] = []
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            file = tmp_path / f"{path.stem}.html"
            tab.goto(file.as_uri())
            tab.wait_for_timeout(300)
            foreign = [url for url in asked if not url.startswith(("data:", "about:", "blob:"))]
            assert foreign == [file.as_uri()], path.stem
            if path.stem.startswith("01"):
                frame = tab.frame_locator("iframe").first
                frame.locator("#network canvas").wait_for()
                assert "Confrontations asserted by any source" in frame.locator("#sentence").inner_text()
