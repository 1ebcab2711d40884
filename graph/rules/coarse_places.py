"""How wide the places of a record are; points moved onto a grid, so that they say where only within kilometres."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from ..claim import Statement
from ..vocabulary import CODES, PREFIXES, ST

__all__ = ["coarse_point", "widths"]

#: Kilometres for one degree of latitude.
_DEGREE_KM = 111.195
#: How wide a place is whose precision nobody gives, in kilometres: a country is never narrow, all other types are.
_USUAL_KM = {"country": math.inf, "governorate": 50.0, "region": 50.0, "district": 15.0}


def widths(places: Mapping[NamedNode, Iterable[Statement]]) -> dict[NamedNode, float]:
    """How many kilometres across each place is: by its precision or type, at least as much as any place within it; 0
    where nothing is known. A country is never narrow.
    """
    known: dict[NamedNode, float] = {}
    within: dict[NamedNode, set[NamedNode]] = {}
    for place, facts in places.items():
        radius = [float(o.value) for p, o in facts if p.value == ST + "geoPrecision"]
        types = [o.value.removeprefix(CODES + "place-type/") for p, o in facts if p.value == ST + "placeType"]
        usual = max((_USUAL_KM.get(name, 0.0) for name in types), default=0.0)
        known[place] = usual if usual == math.inf or not radius else max(radius)
        within[place] = {o for p, o in facts if p.value == ST + "within" and isinstance(o, NamedNode)}
    for place in places:
        waiting, seen = [place], {place}
        while waiting:
            for wider in within.get(waiting.pop(), set()) - seen:
                seen.add(wider)
                waiting.append(wider)
                known[wider] = max(known.get(wider, 0.0), known[place])
    return known


def coarse_point(wkt: str, km: float) -> Literal | None:
    """The middle of the square of ``km`` kilometres in which a point lies; None for what is no point of the earth.

    The squares are the same for all points of a latitude, so that several points in one square give nothing away.

    >>> coarse_point("POINT(41.2345 37.0612)", 20).value
    'POINT(41.18 37.14)'
    """
    point = re.fullmatch(r"\s*POINT\s*\(\s*([-+\d.eE]+)\s+([-+\d.eE]+)\s*\)\s*", wkt)
    if point is None:
        return None
    try:
        lon, lat = float(point[1]), float(point[2])
    except ValueError:
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        return None  # nowhere, which an edited record may say, and infinity
    step = km / _DEGREE_KM
    lat = min(max(_middle(lat, step), -90.0), 90.0)
    around = math.cos(math.radians(lat))
    # Near a pole one square holds all longitudes.
    lon = min(max(_middle(lon, step / around), -180.0), 180.0) if step < 180 * around else 0.0
    # No more digits than the square has.
    digits = max(0, math.ceil(-math.log10(step / 10)))
    text = f"POINT({round(lon, digits) + 0.0:.{digits}f} {round(lat, digits) + 0.0:.{digits}f})"
    return Literal(text, datatype=NamedNode(PREFIXES["geo"] + "wktLiteral"))


def _middle(degrees: float, step: float) -> float:
    return (math.floor(degrees / step) + 0.5) * step
