"""Rows of any answer as a picture: a network, a map or a timeline. Columns are recognised by their values."""

from __future__ import annotations

import html
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from ..counts import counted
from ..dates import days
from ..errors import QuestionError
from ..frames.html import Markup, details, paragraph, text
from ..front.evidence import claims_of
from ..page.arrange import LANDSCAPE, arranged
from ..queries.ask import Answer
from ..rules.background import Row
from ..rules.ledger import Ledger
from ..vocabulary import ID, PREFIXES

__all__ = ["Drawing", "as_map", "as_network", "as_timeline"]

_WIDE = 800
_MOST = 200
_ARROW = (
    '<defs><marker id="standoff-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
    'orient="auto" markerUnits="userSpaceOnUse"><path d="M0,0L8,4L0,8z" fill="#888"/></marker></defs>'
)

# Names can lie over lines, so each has an outline in the notebook's background colour, light or dark.
_NAME = (
    'font-size="12" fill="currentColor" style="paint-order:stroke;stroke-width:3px;'
    'stroke:var(--jp-layout-color0,var(--vscode-editor-background,Canvas))"'
)


class Drawing:
    """A picture that a notebook displays; as text, the rows from which it was drawn (``answer``)."""

    def __init__(self, markup: Markup, answer: Answer) -> None:
        self._markup, self.answer = markup, answer

    def _repr_html_(self) -> Markup:
        return self._markup

    def __repr__(self) -> str:
        return repr(self.answer)


def as_network(ledger: Ledger, answer: Answer) -> Drawing:
    """A network in which each pair in the first two columns is a line, wider for more rows.

    Below it each line is listed with the claims or attributions in its other columns, which open to their quotes.

    Raises QuestionError if the rows have fewer than two columns.
    """
    if len(answer.variables) < 2 or not answer.rows:
        raise QuestionError("A network needs rows with two columns, from whom and to whom: SELECT ?who ?whom …")
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for start, end, *rest in answer.values():
        if start and end:
            pairs[start, end] += [value for value in rest if value]
    rows = Counter((row[0], row[1]) for row in answer.values())
    drawn_pairs = sorted(pairs, key=lambda pair: (-rows[pair], pair))[:_MOST]
    # Nodes are IRIs, so that an actor without a label is still one node.
    names = ledger.names.labels
    labels = {node: names.get(node, node)[:60] for pair in drawn_pairs for node in pair}
    at = arranged(dict.fromkeys(drawn_pairs, 1), labels, labels, {}, LANDSCAPE)
    tall = 500

    (west, east), (north, south) = ((min(each), max(each)) for each in zip(*at.values(), strict=True))

    def xy(node: str) -> tuple[float, float]:
        x, y = at[node]
        across, down = (x - west) / (east - west or 1), (y - north) / (south - north or 1)
        return round(130 + across * (_WIDE - 260), 1), round(40 + down * (tall - 80), 1)

    drawn = [_ARROW]
    for start, end in drawn_pairs:
        (x, y), (a, b) = xy(start), xy(end)
        long = math.hypot(a - x, b - y) or 1
        a, b = round(a - 9 * (a - x) / long, 1), round(b - 9 * (b - y) / long, 1)
        words = _plain(f"{names.get(start, start)} → {names.get(end, end)}: {counted(rows[start, end], 'row')}")
        wide = round(1 + math.log2(rows[start, end]), 1)
        drawn.append(
            f'<line x1="{x}" y1="{y}" x2="{a}" y2="{b}" stroke="#888" stroke-width="{wide}" '
            f'marker-end="url(#standoff-arrow)"><title>{words}</title></line>'
        )
    named: list[tuple[float, float, float]] = []
    for node in dict.fromkeys(end for pair in drawn_pairs for end in pair):
        x, y = xy(node)
        label = names.get(node, node)[:60]
        drawn.append(f'<circle cx="{x}" cy="{y}" r="6" fill="#2c6ac6"><title>{_plain(label)}</title></circle>')
        # Above the circle or below it; a name that would overlap another is shown only in the circle's tooltip.
        half = 3.5 * len(label)
        for line in (y - 10, y + 20):
            if not any(abs(line - b) < 14 and abs(x - a) < half + other for a, b, other in named):
                named.append((x, line, half))
                drawn.append(f'<text x="{x}" y="{line}" text-anchor="middle" {_NAME}>{_plain(label)}</text>')
                break
    statements: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.every_statement:
        statements[row["said"]].append(row)
        statements[row["claim"]].append(row)
    lines = []
    for start, end in drawn_pairs:
        values = dict.fromkeys(pairs[start, end])
        claims = claims_of(ledger, (row for value in values for row in statements.get(value, ())))
        lines.append(
            details(
                f"{names.get(start, start)} → {names.get(end, end)} ({rows[start, end]})",
                (evidence._repr_html_() for claim in claims for evidence in claim.evidence),
            )
        )
    left_out = len(pairs) - len(drawn_pairs)
    more = paragraph(f"Not drawn: {counted(left_out, 'more pair')}, with fewer rows.") if left_out else ""
    title = f"Network of {counted(len(drawn_pairs), 'pair')}"
    return Drawing(Markup(_svg(_WIDE, tall, drawn, title) + more + "".join(lines)), answer)


def as_map(ledger: Ledger, answer: Answer) -> Drawing:
    """The places of the rows on a map with coasts and borders; the more rows name a place, the larger its circle.

    Raises QuestionError if no column has places with known coordinates.
    """
    from ..page.outline import outline

    points = _points(ledger)
    by_label = {ledger.names.label(place): place for place in points}
    found: dict[str, int] = defaultdict(int)
    for row in answer.values():
        for place in {by_label.get(value or "", value) for value in row} & points.keys():
            found[str(place)] += 1
    if not found:
        raise QuestionError("A map needs a column of places with known coordinates: SELECT ?place …")
    at = {place: points[place] for place in found}
    west, east = min(x for x, _ in at.values()) - 1, max(x for x, _ in at.values()) + 1
    south, north = min(y for _, y in at.values()) - 0.7, max(y for _, y in at.values()) + 0.7
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = _WIDE / ((east - west) * squeeze)
    tall = max(200, round((north - south) * scale))

    def xy(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * squeeze * scale, 1), round((north - y) * scale, 1)

    lines = outline(at.values())
    drawn = [f'<path d="{_path(line, xy)}" fill="none" stroke="#8888"/>' for line in (lines or {"lines": []})["lines"]]
    named: list[tuple[float, float, int]] = []
    for place, count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        (x, y), label = xy(*at[place]), ledger.names.label(place)
        title = f"<title>{_plain(label + ': ' + counted(count, 'row'))}</title>"
        drawn.append(
            f'<circle cx="{x}" cy="{y}" r="{round(4 + 3 * math.sqrt(count), 1)}" fill="#c6402c66" '
            f'stroke="#c6402c">{title}</circle>'
        )
        # A name that would overlap another is shown only in the circle's tooltip.
        box = (x, y, 7 * len(label))
        if any(abs(y - b) < 12 and x < a + wide and a < x + box[2] for a, b, wide in named):
            continue
        named.append(box)
        drawn.append(f'<text x="{x + 8}" y="{y - 6}" {_NAME}>{_plain(label)}</text>')
    return Drawing(_svg(_WIDE, tall, drawn, f"Map of {len(found)} places"), answer)


def as_timeline(ledger: Ledger, answer: Answer) -> Drawing:
    """The rows as bars over time, each from its first to its last possible day; rows without a date are counted.

    Raises QuestionError if no column has dates.
    """
    rows = [[(ledger.names.labels.get(v, v) if v else v) for v in row] for row in answer.values()]
    column = next((i for i in range(len(answer.variables)) if any(_span(row[i]) for row in rows)), None)
    if column is None:
        raise QuestionError('A timeline needs a column of dates, such as "2020-02-12" or 2020-02: SELECT ?when …')
    dated = sorted((span, row) for row in rows if (span := _span(row[column])))
    first = min(span[0] for span, _ in dated)
    last = max(span[1] for span, _ in dated)
    whole = max((last - first).days, 1)
    drawn = []
    for number, ((start, end), row) in enumerate(dated[:_MOST]):
        y, x = 20 * number, 90 + round(180 * (start - first).days / whole, 1)
        width = max(4.0, round(180 * (end - start).days / whole, 1))
        words = " · ".join(dict.fromkeys(v for v in row if v and not _span(v) and not v.startswith("http")))
        drawn.append(
            f'<text x="0" y="{y + 13}" font-size="12" fill="currentColor">{_plain(str(row[column]))}</text>'
            f'<rect x="{x}" y="{y + 3}" width="{width}" height="12" fill="#2c6ac6"/>'
            f'<text x="290" y="{y + 13}" font-size="12" fill="currentColor">{_plain(words[:110])}'
            f"<title>{_plain(words)}</title></text>"
        )
    undated, left_out = len(rows) - len(dated), max(len(dated) - _MOST, 0)
    more = f" {counted(left_out, 'more row')}." if left_out else ""
    counts = f"{first} to {last}. {counted(undated, 'row')} without a date.{more}"
    picture = _svg(_WIDE + 200, 20 * min(len(dated), _MOST) + 4, drawn, f"Timeline, {counts}")
    return Drawing(Markup(picture + paragraph(counts)), answer)


def _points(ledger: Ledger) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each place with known coordinates."""
    geo, match = PREFIXES["geo"], ledger.record.match
    wkt_of = {geometry: wkt for geometry, _, wkt in match(None, geo + "asWKT")}
    found = {}
    for place, _, geometry in match(None, geo + "hasGeometry"):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", wkt_of.get(geometry, ""))
        if point and place.startswith(ID):
            found[place] = (float(point[1]), float(point[2]))
    return found


def _path(line: list[int], xy: Any) -> str:
    x = y = 0
    steps = []
    for dx, dy in zip(line[::2], line[1::2], strict=True):
        x, y = x + dx, y + dy
        steps.append("{},{}".format(*xy(x / 100, y / 100)))
    return "M" + "L".join(steps)


def _span(value: str | None) -> tuple[date, date] | None:
    try:
        first, last = days(value or "")
    except ValueError:
        return None
    return (first or last, last or first) if first or last else None  # type: ignore[return-value]


def _plain(words: str) -> str:
    """Text for SVG, which does not allow <bdi>."""
    return re.sub(r"</?bdi>", "", text(words))


def _svg(width: int, height: int, drawn: Iterable[str], title: str) -> Markup:
    start = f'<svg role="img" aria-label="{html.escape(title)}" viewBox="0 0 {width} {height}" font-family="sans-serif"'
    return Markup(f'{start} style="width:100%;max-width:{width}px">{"".join(drawn)}</svg>')
