"""Generate the notebooks (.ipynb) from their texts (.py, jupytext's percent format) and run them: ``make notebooks``.

Running twice gives the same bytes: no execution counts, no times, no random ids, no paths of this machine.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def texts() -> list[Path]:
    """The notebooks' texts, in order."""
    return sorted(HERE.glob("[0-9][0-9]-*.py"))


def unrun(text: Path) -> Any:
    """The notebook of a text before it is run: its cells, with the magic added to SPARQL cells."""
    notebook = jupytext.read(text)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{text.stem[:2]}-{number:03}"
        if cell.metadata.pop("language", None) == "sparql":
            lines = [line.removeprefix("# ") if line[:1] == "#" else line for line in cell.source.splitlines()]
            cell.source = "\n".join([f"%%sparql {cell.metadata.pop('magic_args', '')}".rstrip(), *lines])
        cell.metadata = {}
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def run(notebook: Any) -> Any:
    """The notebook with its outputs, run by a kernel of this Python. Raises the error of a cell."""
    os.environ["COLUMNS"] = "120"  # else tables would be folded to the width of the terminal
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_still(output) for output in cell.outputs if _says_something(output)]
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return notebook


def written(notebook: Any) -> str:
    """The text of the notebook's file."""
    return nbformat.writes(notebook, version=4) + "\n"


def _says_something(output: Any) -> bool:
    # A finished progress bar leaves an empty output.
    return output.output_type != "display_data" or any(str(value).strip() for value in output.data.values())


def _still(output: Any) -> Any:
    if "execution_count" in output:
        output.execution_count = None
    output.pop("transient", None)
    for words in ("text", "traceback"):
        if isinstance(output.get(words), str):
            output[words] = re.sub(r"/[\w./-]*/(?=notebooks|examples|graph)", "", output[words])
    return output


if __name__ == "__main__":
    for text in texts():
        if len(sys.argv) > 1 and not any(text.stem.startswith(each) for each in sys.argv[1:]):
            continue
        (HERE / f"{text.stem}.ipynb").write_text(written(run(unrun(text))), encoding="utf-8")
        print(text.stem, flush=True)
