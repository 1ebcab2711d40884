"""Pictures for people who would rather look: PNG or SVG, by matplotlib (the extra ``plots``), no screen needed."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import QuestionError
from ..extras import needs
from ..files import write_whole
from ..frames.text import cell
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, View
from .fonts import families

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOTS", "agreement_matrix", "dyad_heat_map", "plot", "plot_of", "signed_blocks", "time_series"]

#: Above so many rows a matrix cannot be read: the busiest are shown, and the title says so.
MOST = 40
#: A longer name is cut in the middle: its end may be what tells it from others.
_NAME = 44
_NAN = float("nan")
_AGAINST, _WITH = "#d6604d", "#4393c3"

#: The picture of a measure.
OF_MEASURE = {
    "agreement": "agreement",
    "clusters": "agreement",
    "exchange": "dyads",
    "signed_ties": "signed",
    "camps": "signed",
    "frustration": "signed",
    "months": "time",
}


def plot_of(
    measure: str, ledger: Ledger, path: Path, view: View = EVERYTHING, time_limit: float | None = None
) -> list[str]:
    """Write the picture of a measure, see ``plot``, and give what it does not show, in sentences.

    Raises QuestionError for a measure that is not known, or has no picture.
    """
    from ..measures.catalogue import key_of
    from ..measures.full_report import notes

    key = key_of(measure)
    name = OF_MEASURE.get(key)
    if not name:
        pictured = ", ".join(each.replace("_", "-") for each in OF_MEASURE)
        raise QuestionError(f'"{measure}" has no picture. These have: {pictured}.')
    drawn, lacking = plot(name, ledger, path, view, time_limit)
    said = [f"No font of this machine has the letters {lacking}: they are empty boxes."] if lacking else []
    return said + ([] if drawn else notes(key, ledger, [], view))


def plot(
    name: str, ledger: Ledger, path: Path, view: View = EVERYTHING, time_limit: float | None = None
) -> tuple[bool, str]:
    """Write the picture of that name as PNG, or as SVG where the file is called so.

    Gives whether there was anything to draw, and the letters in it for which this machine has no font. ``time_limit``
    is of the search for the best two camps, in seconds. Raises QuestionError for an unknown name or ending, and
    MissingExtra without matplotlib.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ("png", "svg"):
        raise QuestionError(f'"{path.name}" is no picture that can be drawn. Let it end in .png or .svg.')
    if name not in PLOTS:
        raise QuestionError(f'There is no plot "{name}". There are: {", ".join(sorted(PLOTS))}.')
    given = {"time_limit": time_limit} if name == "signed" and time_limit is not None else {}
    needs("A picture", "matplotlib")
    figure = PLOTS[name](ledger, view, **given)
    lacking = _readable(figure)
    out = io.BytesIO()
    # Without the version of matplotlib in it the same picture is the same file.
    metadata = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    with warnings.catch_warnings():
        # That a letter has no font is said in words, once.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(out, format=ending, dpi=100, metadata=metadata, bbox_inches="tight", pad_inches=0.15)
    write_whole(path, out.getvalue())
    return figure.axes[0].axison, lacking


def _readable(figure: Figure) -> str:
    """Names are letters, not formulas, in fonts that have them; gives the letters that no font has."""
    from matplotlib.text import Text

    texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    fonts, lacking = families(text.get_text() for text in texts)
    for text in texts:
        # "$" begins a formula in matplotlib, and a name with one would not be drawn at all.
        text.set_parse_math(False)
        text.set_fontfamily(fonts)
    return lacking


def dyad_heat_map(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """Acts of each actor (rows) against each other (columns); acts without direction count both ways, and those with
    an unnamed end are not shown.
    """
    from matplotlib.ticker import MaxNLocator

    from ..measures.exchange import exchange

    ledger = ledger.with_unique_labels
    acts: dict[tuple[str, str], int] = {}
    for a, b, there, back, mutual, _ in exchange(ledger, view)[1]:
        acts[a, b], acts[b, a] = there + mutual, back + mutual
    busy: Counter[str] = Counter()
    for (who, _), count in acts.items():
        busy[who] += count
    for (_, whom), count in acts.items():
        busy[whom] += count
    names = sorted(busy, key=lambda name: (-busy[name], name))
    values = [[acts.get((a, b), 0) or _NAN for b in names[:MOST]] for a in names[:MOST]]
    figure, axes, image = _matrix(
        "Acts of row against column",
        names,
        values,
        "YlOrRd",
        lambda i, j: f"{values[i][j]:.0f}",
        ledger,
        view,
        (0, max(acts.values(), default=1)),
    )
    if image:
        axes.set(ylabel="who acts", xlabel="against whom")
        figure.colorbar(
            image, shrink=0.6, label="acts; those without direction count both ways", ticks=MaxNLocator(integer=True)
        )
    return figure


def signed_blocks(ledger: Ledger, view: View = EVERYTHING, time_limit: float = 60.0) -> Figure:
    """The signed network with the actors ordered by the best two camps, a line between the two: red and − against,
    blue and + with, ± against though they are declared to stand together, white no tie.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    from ..measures.frustration import cached_frustration
    from ..measures.signed import signed_graph

    ledger = ledger.with_unique_labels
    graph = signed_graph(ledger, view)
    best = cached_frustration(ledger, view, time_limit)
    camp = best.camp
    order = sorted(graph, key=lambda node: (-graph.degree(node), node))
    shown = sorted(order[:MOST], key=lambda node: (camp[node], order.index(node)))
    edges = [[graph.edges.get((a, b)) for b in shown] for a in shown]
    values = [[edge["sign"] if edge else _NAN for edge in row] for row in edges]
    names = [ledger.names.label(node) for node in (*shown, *order[MOST:])]

    def sign(i: int, j: int) -> str:
        edge = edges[i][j]
        return "" if not edge else "±" if edge["mixed"] else "+" if edge["sign"] > 0 else "−"

    title = "Who stands with and against whom, by the best two camps" + ("" if best.proven else " found")
    figure, axes, image = _matrix(title, names, values, ListedColormap([_AGAINST, _WITH]), sign, ledger, view, (-1, 1))
    if image:
        first = sum(camp[node] == camp[shown[0]] for node in shown) - 0.5
        axes.axhline(first, color="black", linewidth=1)
        axes.axvline(first, color="black", linewidth=1)
        keys = [Patch(color=_WITH, label="+ stands with"), Patch(color=_AGAINST, label="− against")]
        if any(data["mixed"] for *_, data in graph.edges(data=True)):
            keys.append(Patch(color=_AGAINST, label="± against, though declared to stand together"))
        axes.legend(handles=keys, loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)
    return figure


def agreement_matrix(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """The share of statements on which each two sources agree; white where they share none. Those that share most
    statements with others come first.
    """
    from ..measures.agreement import agreement

    ledger = ledger.with_unique_labels
    rows = agreement(ledger, view)[1][:-1]
    share = {frozenset(row[:2]): row[4] for row in rows}
    common: Counter[str] = Counter()
    for one, other, statements, *_ in rows:
        common.update({one: statements, other: statements})
    names = sorted(common, key=lambda name: (-common[name], name))
    values = [[share.get(frozenset((a, b)), _NAN) for b in names[:MOST]] for a in names[:MOST]]
    figure, _, image = _matrix(
        "Share of common statements on which sources agree",
        names,
        values,
        "viridis",
        lambda i, j: _share(values[i][j]),
        ledger,
        view,
        (0, 1),
    )
    if image:
        figure.colorbar(image, shrink=0.6, label="share on which they agree; white: none in common")
    return figure


def time_series(ledger: Ledger, view: View = EVERYTHING) -> Figure:
    """Acts by month, with the band in which they move when any one source is left out; undated acts are counted."""
    from matplotlib.ticker import MaxNLocator

    from ..measures.time import months
    from ..measures.without_sources import without_each

    def values(ledger: Ledger, view: View) -> dict[str, float]:
        return {row[0]: float(row[1]) for row in months(ledger, view)[1][:-1]}

    *rows, undated = months(ledger, view)[1]
    title = f"Acts by month ({undated[1]} undated left out)"
    figure = _figure(8, 4)
    axes = figure.subplots()
    if not rows:
        return _nothing(figure, axes, title, ledger, view)
    left = list(without_each(values, ledger, view).values())
    acts = [row[1] for row in rows]
    # Without the source that has it earliest an act may move to a later month, which then has more.
    every = [[count, *(each.get(row[0], 0.0) for each in left)] for row, count in zip(rows, acts, strict=True)]
    low, high = list(map(min, every)), list(map(max, every))
    places = range(len(rows))
    axes.fill_between(places, low, high, color="#f4a582", linewidth=0, label="without any one source")
    # A month between two others, or alone, has a band too narrow to be seen.
    axes.vlines(places, low, high, color="#f4a582", linewidth=max(1, min(5, 300 / len(rows))))
    axes.plot(places, acts, color="#b2182b", marker="o", markersize=4 if len(rows) <= 60 else 2, label="acts told of")
    step = -(-len(rows) // 18)
    axes.set_xticks(list(places)[::step], [row[0] for row in rows][::step], rotation=45, ha="right")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0, max(*high, 1) * 1.08)
    axes.set_ylabel("acts")
    _title(axes, title, ledger, view)
    axes.legend()
    return figure


PLOTS: dict[str, Callable[..., Figure]] = {
    "agreement": agreement_matrix,
    "dyads": dyad_heat_map,
    "signed": signed_blocks,
    "time": time_series,
}


def _figure(width: float, height: float) -> Figure:
    # A figure of its own, not pyplot's: nothing is kept, and no window system is looked for.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def _matrix(
    title: str,
    names: Sequence[str],
    values: list[list[float]],
    colours: Any,
    written: Callable[[int, int], str],
    ledger: Ledger,
    view: View,
    limits: tuple[float, float],
) -> tuple[Figure, Axes, Any]:
    """Figure, axes and image of a square matrix; ``written`` gives what stands in a cell, by its row and column.

    Cells that are NaN stay white. Of no names there is no image.
    """
    shown = [_short(name) for name in names[:MOST]]
    # Room for the cells: names and legend stand outside, and the page is cut to what there is.
    size = 2.5 + 0.36 * len(shown)
    figure = _figure(size, size)
    axes = figure.subplots()
    if not shown:
        return _nothing(figure, axes, title, ledger, view), axes, None
    image: Any = axes.imshow(values, cmap=colours, vmin=limits[0], vmax=limits[1])
    axes.set_xticks(range(len(shown)), shown, rotation=90)
    axes.set_yticks(range(len(shown)), shown)
    axes.set_xticks([place - 0.5 for place in range(1, len(shown))], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, len(shown))], minor=True)
    axes.grid(which="minor", color="#e8e8e8", linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            if not isnan(value):
                ink = _ink(image.cmap(image.norm(value)))
                axes.text(j, i, written(i, j), ha="center", va="center", fontsize=7, color=ink)
    _title(axes, title if len(names) <= MOST else f"{title} ({MOST} of {len(names)} shown)", ledger, view)
    return figure, axes, image


def _nothing(figure: Figure, axes: Axes, title: str, ledger: Ledger, view: View) -> Figure:
    axes.text(0.5, 0.5, "nothing to show", ha="center")
    axes.set_axis_off()
    _title(axes, title, ledger, view)
    return figure


def _title(axes: Axes, title: str, ledger: Ledger, view: View) -> None:
    """What is shown and, of a narrower view, what it chooses: a picture travels without its words."""
    chosen = "" if view == EVERYTHING and not ledger.judges else ledger.sentence(view)
    axes.set_title("\n".join([title, *textwrap.wrap(cell(chosen) if chosen else "", 70)]), fontsize=11)


def _short(name: str) -> str:
    name = cell(name)
    return name if len(name) <= _NAME else f"{name[: _NAME - 16]}…{name[-15:]}"


def _share(value: float) -> str:
    return f"{value:.2g}".removeprefix("0") or "0"


def _ink(colour: Any) -> str:
    """Black or white, whichever can be read on a colour (the luminance of ITU-R BT.601)."""
    red, green, blue, _ = colour
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"
