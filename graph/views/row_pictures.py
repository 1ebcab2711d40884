"""Rows of any answer as a picture: a network, a map, a timeline; which columns are meant shows in what they hold."""

from __future__ import annotations

import html
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.edtf import days
from graph.errors import QuestionError
from graph.network.ledger import Ledger
from graph.queries.ask import Answer
from graph.views.html import Markup, paragraph, text
from graph.views.inline import InlinePage
from graph.vocabulary import ID, PREFIXES

__all__ = ["Drawing", "as_map", "as_network", "as_timeline"]

_WIDE = 800
_MOST = 200


class Drawing:
    """A picture that shows itself in a notebook; as text, the rows it was drawn from."""

    def __init__(self, markup: Markup, answer: Answer) -> None:
        self._markup, self.answer = markup, answer

    def _repr_html_(self) -> Markup:
        return self._markup

    def __repr__(self) -> str:
        return repr(self.answer)


def as_network(ledger: Ledger, answer: Answer) -> InlinePage:
    """Each row as a line from its first column to its second; a column of claims or attributions opens to its quotes.

    Raises QuestionError where the rows have fewer than two columns.
    """
    from graph.views.page import page
    from graph.views.picture import drawn_rows

    if len(answer.variables) < 2 or not answer.rows:
        raise QuestionError("A network needs rows with two columns, from whom and to whom: SELECT ?who ?whom …")
    return InlinePage(page(drawn_rows(ledger, list(answer.values()))), "Network of the answer")


def as_map(ledger: Ledger, answer: Answer) -> Drawing:
    """The places of the rows on a map with coasts and borders; each circle as large as the rows that name it.

    Raises QuestionError where no column holds places with a known point.
    """
    from graph.views.outline import outline

    points = _points(ledger)
    by_label = {ledger.names.label(place): place for place in points}
    found: dict[str, int] = defaultdict(int)
    for row in answer.values():
        for place in {by_label.get(value or "", value) for value in row} & points.keys():
            found[str(place)] += 1
    if not found:
        raise QuestionError("A map needs a column of places whose point is known: SELECT ?place …")
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
        title = f"<title>{_plain(f'{label}: {count} rows')}</title>"
        drawn.append(f'<circle cx="{x}" cy="{y}" r="{round(4 + 3 * math.sqrt(count), 1)}" fill="#c6402c66" '
                     f'stroke="#c6402c">{title}</circle>')  # fmt: skip
        # A name that would lie on another's is left to the circle's own title.
        box = (x, y, 7 * len(label))
        if any(abs(y - b) < 12 and x < a + wide and a < x + box[2] for a, b, wide in named):
            continue
        named.append(box)
        drawn.append(f'<text x="{x + 8}" y="{y - 6}" font-size="12" fill="currentColor">{_plain(label)}</text>')
    return Drawing(_svg(_WIDE, tall, drawn, f"Map of {len(found)} places"), answer)


def as_timeline(ledger: Ledger, answer: Answer) -> Drawing:
    """The rows as bars over time, each from its first to its last possible day; rows without a date are counted.

    Raises QuestionError where no column holds dates.
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
        drawn.append(f'<text x="0" y="{y + 13}" font-size="12" fill="currentColor">{_plain(str(row[column]))}</text>'
                     f'<rect x="{x}" y="{y + 3}" width="{width}" height="12" fill="#2c6ac6"/>'
                     f'<text x="290" y="{y + 13}" font-size="12" fill="currentColor">{_plain(words[:110])}'
                     f"<title>{_plain(words)}</title></text>")  # fmt: skip
    undated, folded = len(rows) - len(dated), max(len(dated) - _MOST, 0)
    counts = f"{first} to {last}. {undated} rows without a date." + (f" {folded} more rows." if folded else "")
    picture = _svg(_WIDE + 200, 20 * min(len(dated), _MOST) + 4, drawn, f"Timeline, {counts}")
    return Drawing(Markup(picture + paragraph(counts)), answer)


def _points(ledger: Ledger) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each place whose point is known."""
    geo, match = PREFIXES["geo"], ledger.record.match
    points = {thing: wkt for thing, _, wkt in match(None, geo + "asWKT")}
    found = {}
    for place, _, geometry in match(None, geo + "hasGeometry"):
        point = re.fullmatch(r"POINT ?\(([-\d.]+) ([-\d.]+)\)", points.get(geometry, ""))
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
    """Text as SVG holds it, where no <bdi> may stand."""
    return re.sub(r"</?bdi>", "", text(words))


def _svg(width: int, height: int, drawn: Iterable[str], title: str) -> Markup:
    start = f'<svg role="img" aria-label="{html.escape(title)}" viewBox="0 0 {width} {height}" font-family="sans-serif"'
    return Markup(f'{start} style="width:100%;max-width:{width}px">{"".join(drawn)}</svg>')
