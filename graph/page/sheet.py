"""One sheet of a picture for print: a network, or several of them, drawn by matplotlib with what its marks mean.

matplotlib (the extra ``plots``) shapes Arabic and writes it from right to left.
"""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..rules.background import Background
from ..rules.dyads import Act, Dyad, dyads
from ..rules.ledger import Ledger
from ..rules.view import View
from .arrange import LANDSCAPE
from .cast import kind_of, side_of
from .places import ends_of_line, is_unnamed
from .sides import colours, is_side, sides_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["KIND_MARKS", "PAPER", "Panel", "Sheet"]

Point = tuple[float, float]
#: Left, top, right and bottom.
Box = tuple[float, float, float, float]
_INK, _QUIET, _GHOST, PAPER, _CONTESTED, _NONE = "#1d2329", "#58616b", "#dfe2e5", "#fbfbf9", "#c1121f", "#9aa2ab"
#: The marks of kinds of actors, as matplotlib calls them, what they look like, and the kinds in words.
KIND_MARKS = {
    "state-force": ("s", "square", "state force"),
    "force": ("s", "square", "armed force"),
    "unit": ("s", "small square", "unit or post"),
    "military-police": ("H", "hexagon", "military police"),
    "militia": ("D", "diamond", "militia"),
    "non-state-group": ("d", "thin diamond", "non-state armed group"),
    "coalition": ("*", "star", "coalition"),
    "government": ("^", "triangle", "government"),
    "media-outlet": ("p", "pentagon", "media outlet"),
    "person": ("o", "disc", "person"),
    "population": ("8", "octagon", "people of a place"),
    "place": ("v", "triangle on its point", "place"),
    "side": ("P", "cross", "side"),
    "actor": ("X", "slanting cross", "actor of unstated kind"),
}
#: Pixels around a drawing, between two panels, and for a panel's heading.
_RIM, _GAP, _HEADING = 70, 24, 46
_GRADE_MARKS = {"confirmed": "✓✓ ", "contested": "✓✗ ", "denied": "✗ "}


@dataclass(frozen=True)
class Panel:
    """One drawing of a sheet: its heading, and the lines in it."""

    heading: str
    dyads: list[Dyad]


class Sheet:
    """One figure of one or several panels, in which an actor has the same place in each."""

    def __init__(
        self,
        ledger: Ledger,
        view: View,
        known: Background,
        at: Mapping[str, tuple[float, float]],
        panels: Sequence[Panel],
    ) -> None:
        self.ledger, self.known, self.at, self.panels = ledger, known, at, panels
        self.groups = {str(row["group"]) for panel in panels for dyad in panel.dyads for row in dyad.rows}
        whole = dyads(ledger, view)
        self.ghosts = {_pair(dyad) for dyad in whole} if len(panels) > 1 else set()
        # What is contested is so in all voices of the view: one side alone does not contradict itself.
        self.contested = {_told(dyad, act) for dyad in whole for act in dyad.acts if act.grade == "contested"}
        nodes = {node for panel in panels for dyad in panel.dyads for node in _pair(dyad)}
        owners = {side_of(node, known) for node in nodes}
        self.sides = {
            side["id"]: side for side in sides_in({*filter(None, owners), *filter(is_side, self.groups)}, ledger.names)
        }
        self.colours = colours()
        self.nodes = nodes

    def drawn(self, title: str, caption: Sequence[str]) -> Figure:
        """The figure. Sizes are in points, of which the layout's pixels are one each."""
        from matplotlib.figure import Figure

        xs, ys = ([place[axis] for node, place in self.at.items() if node in self.nodes] or [0.0] for axis in (0, 1))
        left, top = min(xs) - _RIM, min(ys) - 30
        width, height = max(460.0, max(xs) + _RIM - left), max(120.0, max(ys) + 58 - top)
        across = 1 if len(self.panels) == 1 else 2
        down = -(-len(self.panels) // across)
        whole = across * width + (across - 1) * _GAP + 2 * _GAP
        # A large sheet is printed smaller, and its words have to be read all the same.
        f = max(1.0, whole / 1300)
        letters = max(40, int(whole / (6.4 * f)))
        heading = textwrap.wrap(title, max(20, int(whole / (11 * f))))
        words = [line for text in caption for line in textwrap.wrap(text, letters)]
        legend = self._legend(letters)
        above, below = f * (26 * len(heading) + 18), f * (16 * (len(words) + len(legend)) + 40)
        panel = height + (_HEADING * f if len(self.panels) > 1 else 0)
        tall = above + down * panel + below
        figure = Figure(figsize=(whole / 72, tall / 72), dpi=72, facecolor=PAPER)
        for i, each in enumerate(self.panels):
            x = _GAP + (i % across) * (width + _GAP)
            y = tall - above - (i // across + 1) * panel
            axes = figure.add_axes((x / whole, y / tall, width / whole, height / tall))
            axes.set(xlim=(left, left + width), ylim=(top + height, top))
            axes.axis("off")
            self._paint(axes, each)
            if each.heading:
                figure.text(
                    x / whole, (y + height + 14) / tall, each.heading, fontsize=14 * f, weight="bold", color=_INK
                )
        for i, line in enumerate(heading):
            y = tall - f * 26 * (i + 1)
            figure.text(_GAP / whole, y / tall, line, fontsize=20 * f, weight="bold", color=_INK)
        for i, line in enumerate([*legend, *words]):
            colour = _QUIET if i < len(legend) else _INK
            figure.text(_GAP / whole, (below - f * (28 + 16 * i)) / tall, line, fontsize=11 * f, color=colour)
        return figure

    def _legend(self, letters: int) -> list[str]:
        """What the marks mean, those of them that are used."""
        acts = [act for panel in self.panels for dyad in panel.dyads for act in dyad.acts]
        kinds = {_mark_of(kind_of(node, self.known)) for node in self.nodes if not is_unnamed(node)}
        said = [
            "Arrow: acts upon. A dot for each independent group that says so, with the letters of its side.",
            *(["Red core, ✓✗: an act of it is contested."] if self.contested else []),
            *(["Dotted red, ✗: only denied."] if any(act.grade == "denied" for act in acts) else []),
            *(["✓✓: confirmed."] if any(act.grade == "confirmed" for act in acts) else []),
            "Letters: " + ", ".join(f"{side['letters']} {side['label']}" for side in self.sides.values()) + "."
            if self.sides
            else "",
            "Marks: "
            + ", ".join(f"{kind} ({sign})" for _, sign, kind in sorted(kinds, key=lambda each: each[2]))
            + ".",
        ]
        return textwrap.wrap(" ".join(filter(None, said)), letters)

    def _paint(self, axes: Axes, panel: Panel) -> None:
        here = {node for dyad in panel.dyads for node in _pair(dyad)} & self.at.keys()
        for one, other in sorted(self.ghosts):
            if one in self.at and other in self.at:
                (x, y), (a, b) = self.at[one], self.at[other]
                axes.plot([x, a], [y, b], color=_GHOST, lw=1, zorder=1)
        bundles: dict[tuple[str, ...], list[Dyad]] = defaultdict(list)
        for dyad in panel.dyads:
            bundles[tuple(sorted(_pair(dyad)))].append(dyad)
        taken = [self._room(node) for node in sorted(here)]
        drawn = []
        for pair, bundle in sorted(bundles.items()):
            for i, dyad in enumerate(sorted(bundle, key=lambda each: (each.who or "", each.whom or ""))):
                if pair[0] != pair[-1] and set(pair) <= self.at.keys():
                    start, end = self._line(axes, dyad, (i - (len(bundle) - 1) / 2) * 13)
                    taken += self._dots(axes, dyad, start, end)
                    drawn.append((dyad, start, end))
        # What is contested first: it is labelled wherever there is a place.
        for dyad, start, end in sorted(drawn, key=lambda each: not self._is_contested(each[0])):
            self._label(axes, dyad, start, end, taken)
        for node in sorted(here):
            self._mark(axes, node)

    def _room(self, node: str) -> Box:
        (x, y), (w, h) = self.at[node], LANDSCAPE.name_box("" if is_unnamed(node) else self.ledger.names.label(node))
        half = max(w / 2, 17.0)
        return x - half, y - 17, x + half, y + 19 + h

    def _mark(self, axes: Axes, node: str) -> None:
        x, y = self.at[node]
        if is_unnamed(node):
            axes.plot([x], [y], "o", ms=7, mfc=PAPER, mec=_INK, zorder=4)
            return
        kind = kind_of(node, self.known)
        side = self.sides.get(side_of(node, self.known) or "")
        fill = self.colours[side["colour"]] if side else _NONE
        size = {"unit": 15, "coalition": 30}.get(kind, 22)
        axes.plot([x], [y], _mark_of(kind)[0], ms=size, mfc=fill, mec=_INK, mew=1.2, zorder=4)
        if side:
            axes.text(
                x,
                y,
                side["letters"],
                ha="center",
                va="center",
                fontsize=9,
                weight="bold",
                color=_ink_on(fill),
                zorder=5,
            )
        lines = textwrap.wrap(self.ledger.names.label(node), 19) or [""]
        named = "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")
        outline = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 0.6}
        axes.text(
            x, y + 18, named, ha="center", va="top", fontsize=10, weight="bold", color=_INK, bbox=outline, zorder=6
        )

    def _grade(self, dyad: Dyad, act: Act) -> str:
        """An act's grade in a panel: contested as in all voices, unless this panel's own only deny it."""
        return "contested" if act.grade != "denied" and _told(dyad, act) in self.contested else act.grade

    def _is_contested(self, dyad: Dyad) -> bool:
        return any(self._grade(dyad, act) == "contested" for act in dyad.acts)

    def _line(self, axes: Axes, dyad: Dyad, beside: float) -> tuple[Point, Point]:
        """Draws a line so far beside the middle of its pair, and gives its ends."""
        from matplotlib.patches import FancyArrowPatch

        start, end = (self.at[node] for node in _pair(dyad))
        long = max(1.0, math.dist(start, end))
        turn = 1 if _pair(dyad) == tuple(sorted(_pair(dyad))) else -1
        across = (-(end[1] - start[1]) / long * turn * beside, (end[0] - start[0]) / long * turn * beside)
        a, b = ((p[0] + across[0], p[1] + across[1]) for p in (start, end))
        contested = self._is_contested(dyad)
        style = "-|>,head_length=7,head_width=3.2" if dyad.directed else "-"
        denied = all(act.grade == "denied" for act in dyad.acts)
        layers = [(_CONTESTED, 2.4)] if denied else [(_INK, 4.6 if contested else 2.4 if len(dyad.groups) > 1 else 1.4)]
        if contested:
            layers.append((_CONTESTED, 2.4))
        for i, (colour, width) in enumerate(layers):
            ends: dict[str, Any] = {"arrowstyle": "-" if i else style, "shrinkA": 15, "shrinkB": 15 + 8 * i}
            dots = "dotted" if denied else "solid"
            axes.add_patch(FancyArrowPatch(a, b, color=colour, lw=width, zorder=2, linestyle=dots, **ends))
        return a, b

    def _dots(self, axes: Axes, dyad: Dyad, a: Point, b: Point) -> list[Box]:
        """Draws a dot for each independent group, sides first, and gives the room they take."""
        from matplotlib.patches import Circle

        long = max(1.0, math.dist(a, b))
        along = ((b[0] - a[0]) / long, (b[1] - a[1]) / long)
        groups = sorted(dyad.groups, key=lambda group: (group not in self.sides, self.ledger.names.label(group)))
        step = min(12.5, max(0.0, long - 44) / max(1, len(groups)))
        boxes = []
        for i, group in enumerate(groups if step > 3 else ()):
            by = (i - (len(groups) - 1) / 2) * step
            x, y = (a[0] + b[0]) / 2 + along[0] * by, (a[1] + b[1]) / 2 + along[1] * by
            side = self.sides.get(group)
            fill = self.colours[side["colour"]] if side else PAPER
            axes.add_patch(Circle((x, y), step * 0.45, facecolor=fill, edgecolor=_INK, lw=0.8, zorder=3))
            boxes.append((x - step / 2, y - step / 2, x + step / 2, y + step / 2))
            if side and step > 8:
                letters: dict[str, Any] = {
                    "ha": "center",
                    "va": "center",
                    "fontsize": 6.5,
                    "weight": "bold",
                    "zorder": 3.5,
                }
                axes.text(x, y, side["letters"], color=_ink_on(fill), **letters)
        return boxes

    def _label(self, axes: Axes, dyad: Dyad, a: Point, b: Point, taken: list[Box]) -> None:
        """What is done, and how well it stands: beside its line where there is a place; always if it is contested."""
        grades = {act: self._grade(dyad, act) for act in dyad.acts}
        ranked = sorted(
            grades, key=lambda act: (grades[act] not in ("contested", "denied"), -len(act.groups), act.event)
        )
        words = _GRADE_MARKS.get(grades[ranked[0]], "") + self._kind_words(ranked[0])
        others = len({(grades[act], self._kind_words(act)) for act in ranked}) - 1
        words += f" +{others}" if others else ""
        contested = grades[ranked[0]] in ("contested", "denied")
        width, height = 5.6 * len(words) + 6, 13.0
        long = max(1.0, math.dist(a, b))
        normal = (-(b[1] - a[1]) / long, (b[0] - a[0]) / long)
        tried = []
        for away in (12, -12, 26, -26, *((45, -45, 70, -70, 100, -100) if contested else ())):
            reach = abs(normal[0]) * width / 2 + abs(normal[1]) * height / 2
            off = (abs(away) - 6 + reach) * (1 if away > 0 else -1)
            for t in (0.5, 0.38, 0.62, 0.28, 0.72):
                x, y = a[0] + (b[0] - a[0]) * t + normal[0] * off, a[1] + (b[1] - a[1]) * t + normal[1] * off
                tried.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        free = [box for box in tried if not any(_meet(box, other) for other in taken)]
        if not free and not contested:
            return
        box = free[0] if free else tried[0]
        taken.append(box)
        place = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        colour = _CONTESTED if contested else _QUIET
        outline = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.5}
        axes.text(*place, words, ha="center", va="center", fontsize=9.5, color=colour, bbox=outline, zorder=7)

    def _kind_words(self, act: Act) -> str:
        version = act.weighed.version
        label = self.ledger.names.label(version.kind) if version.kind else "kind not stated"
        words = label if act.kind_is_told else f"({label})"
        return f"tried: {words}" if act.attempted else words


def _mark_of(kind: str) -> tuple[str, str, str]:
    """A kind's mark, look and words; without any of its own, as on the page, those of an actor of unstated kind."""
    return KIND_MARKS.get(kind, KIND_MARKS["actor"])


def _told(dyad: Dyad, act: Act) -> tuple[object, ...]:
    """One thing told: an act of a line, by what distinguishes it from others."""
    return dyad.ends, act.event, act.weighed.version.kind, act.attempted


def _pair(dyad: Dyad) -> tuple[str, str]:
    return ends_of_line(dyad.who, dyad.whom)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ink_on(colour: str) -> str:
    """White or black, whichever can be read on a colour (WCAG 2.2, relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 else "#ffffff"
