"""Generate docs/measures.md: each measure with what it can and cannot tell, and its answers.

    python -m tools.measures_page GED.csv

The answers are for the Khirbet Amo example and for a sample of UCDP GED. The text comes from the docstrings, so that
the page always matches the code.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from standoff import measures
from standoff.files import write_whole
from standoff.frames.text import cell
from standoff.measures import MEASURES, catalogue, measure
from standoff.measures.full_report import notes
from standoff.rules.ledger import Ledger
from standoff.rules.view import EVERYTHING

__all__ = ["SAMPLE", "example_page", "measures_page", "with_sample"]

_MOST = 8
#: The line before each answer on the sample.
SAMPLE = "On the UCDP GED sample:"
#: Seconds a search may take here: enough that the page is the same on a slow machine.
_PATIENCE = 900.0

_OPENING = """\
# Measures

<!-- Written by `python -m tools.measures_page GED.csv`. Do not edit: change the docstrings. -->

Each measure takes the confrontations in a view: `standoff measure NAME --without SANA` computes it without one
source. Each has these variations:

    standoff measure activity --leave-one-out           # how far each figure and rank moves without any one source
    standoff measure activity --source-weight           # for each source, Kendall's tau of the order without it
    standoff measure balance --bootstrap 200            # over 200 draws, with replacement, of independent groups
    standoff measure centrality --every month --rolling 3
    standoff measure signed-ties --plot signed.svg      # exchange, months and agreement have a plot too
    standoff measure centrality -o network.graphml      # as attributes of the network; .gexf .csv .json
    standoff measure --all --time-limit 60              # the whole report, with a note on what is left out

In Python `record.measure("activity", leave_one_out=True)`, `source_weight=True`, `bootstrap=200`, `every="month"` with
`rolling=3`; and `record.to_networkx(measures=["centrality"])`. About half of the measures need SciPy, plots Matplotlib:
`pip install 'standoff[measures]'`, `pip install 'standoff[plots]'`.

The tables are the answers on the Khirbet Amo example, at most eight rows of each, and on a sample of 1,000 events of
the UCDP Georeferenced Event Dataset 23.1 (Davies, Pettersson & Öberg 2023; Sundberg & Melander 2013; CC BY 4.0),
five rows.
In GED one coder relays all sources of an event and decides what happened. Hardly anything there is disputed, so
agreement and contested grades reflect the coding, not the world.

What none of them can tell: who acts most in a record is who is *reported* most. Silent sources, places without
reporters and coders' choices shape every figure below; `leave-one-out`, `source-weight`, `bootstrap` and `chance` show
how much depends on single sources and on chance, not how much was never reported.
"""

_OF_GRAPHS = """\
## On a graph of your own

The functions behind the measures take any networkx graph, and do not change it. Signed graphs have `sign` 1 or −1 on
each edge, or a `weight` above or below 0, of which only the sign counts.

```python
>>> import networkx as nx
>>> from standoff.measures import frustration_index, triangle_balance, walk_balance
>>> lines = ["Alto,Bena,1", "Alto,Cima,-1", "Bena,Cima,-1", "Bena,Dola,-1", "Cima,Dola,-1"]
>>> graph = nx.parse_edgelist(lines, delimiter=",", data=[("sign", int)])
>>> triangle_balance(graph), round(walk_balance(graph), 4)
(0.5, 0.7301)
>>> found = frustration_index(graph, time_limit=60)
>>> found.sentence, found.lower, found.upper, found.ties
('1, proven', 1, 1, [('Cima', 'Dola')])

```

For the Gahuku–Gama tribes (Read 1954), the usual test case for signed measures, they give 0.8676471, 0.3575761 and 7,
like the R package signnet. You can import these functions with `from standoff.measures import …`:

"""


def measures_page(ledger: Ledger, sample: Ledger | None = None) -> str:
    """The page as Markdown; with answers on a sample below those on the example, if a sample is given."""
    sections = (_section(name, ledger, sample) for name in MEASURES)
    return "\n".join([_OPENING, _OF_GRAPHS + _functions(), *sections])


def _functions() -> str:
    lines = []
    for name in sorted(set(measures.__all__) - set(catalogue.__all__)):
        said = inspect.getdoc(getattr(measures, name)) or ""
        first = said.partition("\n\n")[0].replace("``", "`").replace("\n", " ")
        lines.append(f"- `{name}`: {first}")
    return "\n".join(lines) + "\n"


def _section(name: str, ledger: Ledger, sample: Ledger | None) -> str:
    module, tells = MEASURES[name]
    said = inspect.getdoc(getattr(import_module(f"standoff.measures.{module}"), name)) or ""
    below = f"\n{SAMPLE}\n\n{_answer(name, sample, 5)}" if sample else ""
    # Docstrings end in examples in Python, which the page does not need.
    words = re.sub(r"\n*^>>> .*", "", said.replace("``", "`"), flags=re.DOTALL | re.MULTILINE)
    heading = f"## {name.replace('_', '-')}\n\n{tells[0].upper()}{tells[1:]}."
    return f"{heading}\n\n{words}\n\n{_answer(name, ledger, _MOST)}{below}"


def _answer(name: str, ledger: Ledger, most: int) -> str:
    columns, rows = measure(name, ledger, EVERYTHING, _PATIENCE)
    said = [f"{len(rows) - most} more rows."] if len(rows) > most else []
    said += notes(name, ledger, rows)
    return _table(columns, rows[:most]) + "".join(f"\n{sentence}\n" for sentence in said)


def _table(columns: list[str], rows: list[list[Any]]) -> str:
    lines = [_line([column or " " for column in columns]), "|" + "---|" * len(columns)]
    return "\n".join([*lines, *(_line([_short(value) for value in row]) for row in rows)]) + "\n"


def _short(value: Any) -> str:
    text: str = cell(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def with_sample(path: Path) -> str:
    """The page on the coded example and on a table of UCDP GED."""
    from standoff.ingest.datasets import read_dataset
    from standoff.record.keeper import open_keeper

    # In memory, because a record on disk has only the confrontations of each row at hand, not its statements.
    record = open_keeper()
    with tempfile.TemporaryDirectory() as folder:
        for _ in read_dataset(record, path, "ucdp-ged", Path(folder) / "rejected"):
            pass
    return example_page(Ledger(record))


def example_page(sample: Ledger | None = None) -> str:
    """The page on the coded example that comes with the program, and on a sample where one is given."""
    from standoff.readers.inputs import read_input
    from standoff.record.keeper import open_keeper
    from standoff.vocabulary import examples_folder

    record = open_keeper()
    record.put(read_input(examples_folder() / "khirbet-amo"))
    return measures_page(Ledger(record), sample)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the table of UCDP GED that the page is to show: python -m tools.measures_page GED.csv")
    write_whole(Path("docs/measures.md"), with_sample(Path(sys.argv[1])))
