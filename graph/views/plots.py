"""Pictures for people who would rather look: PNG or SVG, by matplotlib (the extra ``plots``), no screen needed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import QuestionError
from graph.files import write_whole
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOTS", "agreement_matrix", "dyad_heat_map", "plot", "plot_of", "signed_blocks", "time_series"]

#: Above so many rows a matrix cannot be read: the busiest are shown, and the title says so.
MOST = 40


#: The picture of a measure.
OF_MEASURE = {"agreement": "agreement", "clusters": "agreement", "exchange": "dyads", "signed_ties": "signed",
              "camps": "signed", "frustration": "signed", "months": "time"}  # fmt: skip


def plot_of(measure: str, ledger: Ledger, path: Path, view: View = EVERYTHING) -> None:
    """Write the picture of a measure; see ``plot``. Raises QuestionError for a measure without one."""
    name = OF_MEASURE.get(measure.replace("-", "_"))
    if not name:
        known = ", ".join(key.replace("_", "-") for key in OF_MEASURE)
        raise QuestionError(f'"{measure}" has no picture. These have: {known}.')
    plot(name, ledger, path, view)


def plot(name: str, ledger: Ledger, path: Path, view: View = EVERYTHING) -> None:
    """Write the picture of that name as PNG, or as SVG where the file is called so.

    Raises QuestionError for an unknown name or ending, or without matplotlib.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ("png", "svg"):
        raise QuestionError(f'"{path.name}" is no picture that can be drawn. Let it end in .png or .svg.')
    if name not in PLOTS:
        raise QuestionError(f'There is no plot "{name}". There are: {", ".join(sorted(PLOTS))}.')
    try:
        figure = PLOTS[name](ledger, view)
    except ModuleNotFoundError as missing:
        raise QuestionError("Plots need matplotlib: pip install 'standoff[plots]'.") from missing
    out = io.BytesIO()
    # Without the version of matplotlib in it the same picture is the same file.
    metadata = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    figure.savefig(out, format=ending, dpi=100, metadata=metadata)
    write_whole(path, out.getvalue())


def dyad_heat_map(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """Acts of each actor (rows) against each other (columns); acts without direction count both ways."""
    from graph.network.exchange import exchange

    acts: dict[tuple[str, str], int] = {}
    for a, b, there, back, mutual, _ in exchange(ledger, view)[1]:
        acts[a, b], acts[b, a] = there + mutual, back + mutual
    busy = {end: sum(count for pair, count in acts.items() if end in pair) for pair in acts for end in pair}
    names = sorted(busy, key=lambda name: (-busy[name], name))
    values = [[acts.get((a, b), 0) for b in names[:MOST]] for a in names[:MOST]]
    return _matrix("Acts of row against column", names, values, "YlOrRd")


def signed_blocks(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """The signed network with the actors ordered by the best two camps: red −, blue +, white no tie."""
    from graph.network.frustration import frustration_index
    from graph.network.signed import signed_graph

    graph = signed_graph(ledger, view)
    camp = frustration_index(graph).camp
    order = sorted(graph, key=lambda node: (camp[node], -graph.degree(node), node))
    shown = order[:MOST]
    values = [[graph.edges[a, b]["sign"] if graph.has_edge(a, b) else 0 for b in shown] for a in shown]
    names = [ledger.names.label(node) for node in order]
    return _matrix("Stands with (blue), against (red), by camp", names, values, "RdBu", (-1, 1))


def agreement_matrix(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """The share of statements on which each two sources agree; white where they share none."""
    from graph.network.agreement import agreement

    share = {frozenset(row[:2]): row[4] for row in agreement(ledger, view)[1][:-1]}
    names = sorted({name for pair in share for name in pair})
    shown = names[:MOST]
    values = [[share.get(frozenset((a, b)), float("nan")) for b in shown] for a in shown]
    return _matrix("Share of common statements on which sources agree", names, values, "viridis", (0, 1))


def time_series(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """Acts by month, with the band in which they move when any one source is left out; undated acts are counted."""
    from graph.network.time import months
    from graph.network.uncertainty import without_each

    def values(ledger: Ledger, view: View) -> dict[str, float]:
        return {row[0]: float(row[1]) for row in months(ledger, view)[1][:-1]}

    *rows, undated = months(ledger, view)[1]
    left = list(without_each(values, ledger, view).values())
    low = [min([row[1], *(each.get(row[0], 0.0) for each in left)]) for row in rows]
    figure = _figure(8, 4)
    axes = figure.subplots()
    places = range(len(rows))
    axes.fill_between(places, low, [row[1] for row in rows], color="#f4a582", label="without any one source")
    axes.plot(places, [row[1] for row in rows], color="#b2182b", marker="o", label="acts told of")
    step = max(1, len(rows) // 12)
    axes.set_xticks(list(places)[::step], [row[0] for row in rows][::step], rotation=45, ha="right")
    axes.set_ylim(bottom=0)
    axes.set_title(f"Acts by month ({undated[1]} undated left out)")
    axes.legend()
    return figure


PLOTS = {"agreement": agreement_matrix, "dyads": dyad_heat_map, "signed": signed_blocks, "time": time_series}


def _figure(width: float, height: float) -> Figure:
    # A figure of its own, not pyplot's: nothing is kept, and no window system is looked for.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _matrix(title: str, names: list[str], values: list[list[Any]], colours: str,
            limits: tuple[float, float] | None = None) -> Figure:  # fmt: skip
    shown = [name if len(name) <= 32 else name[:31] + "…" for name in names[:MOST]]
    size = 4 + 0.25 * len(shown)
    figure = _figure(size, size)
    axes = figure.subplots()
    if shown:
        low, high = limits or (None, None)
        figure.colorbar(axes.imshow(values, cmap=colours, vmin=low, vmax=high), shrink=0.6)
        axes.set_xticks(range(len(shown)), shown, rotation=90)
        axes.set_yticks(range(len(shown)), shown)
    else:
        axes.text(0.5, 0.5, "nothing to show", ha="center")
        axes.set_axis_off()
    axes.set_title(title if len(names) <= MOST else f"{title} ({MOST} of {len(names)} shown)")
    return figure
