"""Sides are told apart by colour under every deficiency of colour sight, and by letters; each keeps its colour."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import standoff.page
from standoff.page.sides import COLOURS, sides_in
from standoff.queries.names import Names

STYLE = (Path(standoff.page.__file__).parent / "static" / "page.css").read_text(encoding="utf-8")
#: Machado, Oliveira & Fernandes (2009), severity 1.0, in linear RGB.
SIGHT = {
    "every colour": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(colour: str, sight: str) -> np.ndarray:
    """A colour in CIELAB (D65) as it is seen."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Sharma, Wu & Dalal (2005), equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c**7 / (c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    h = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else (h1 + h2 + 360) / 2 % 360
    h = h if c1 * c2 else h1 + h2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(share * np.cos(np.radians(times * h + by)) for share, times, by in waves)
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rc = 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))) * rc
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh))


def test_the_measure_of_colours_is_the_published_one() -> None:
    # Sharma, Wu & Dalal (2005), table 1, pairs 1, 7 and 17.
    assert ciede2000(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000(np.array([50, 0, 0]), np.array([50, -1, 2])) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_colours_of_sides_are_alike_to_anybody(sight: str, dark: bool) -> None:
    """Hezbollah and the US-led side were 1.8 apart in deuteranopia, the Syrian government and no side 3.2."""
    light, _, night = STYLE.partition("@media print")[0].partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--(side-\w+|contested): (#[0-9a-f]{6});", night if dark else light))
    assert len(found) == COLOURS + 2
    for (one, a), (other, b) in combinations(found.items(), 2):
        assert ciede2000(lab(a, sight), lab(b, sight)) >= 15, (one, other)


def test_a_side_keeps_its_colour_whoever_else_is_on_the_page(whole_picture: dict[str, object]) -> None:
    names = Names({f"https://w3id.org/standoff/id/side/{name}": name for name in ("moscow", "x", "y", "z")}, {})
    alone = [sides_in([side], names)[0] for side in names.labels]
    together = {side["id"]: side for side in sides_in(names.labels, names)}
    assert len({side["colour"] for side in together.values()}) == len(together)
    [moscow] = [side for side in alone if side["label"] == "moscow"]
    assert together[moscow["id"]]["colour"] == moscow["colour"]
    [russians] = [side for side in whole_picture["sides"] if side["id"] == moscow["id"]]  # type: ignore[attr-defined]
    assert russians["colour"] == moscow["colour"]
    letters = [side["letters"] for side in whole_picture["sides"]]  # type: ignore[attr-defined]
    assert len(set(letters)) == len(letters)
