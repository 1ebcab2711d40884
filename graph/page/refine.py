"""A small drawing made clear: each node is moved to where it, its name and its lines cover and cross least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["refined"]

Room = tuple[float, float, float, float]
#: How often all nodes are tried over the whole drawing, then near where they stand.
_WIDE, _NEAR = 4, 9
#: Points of a line that are looked at for what it covers, its ends left out.
_ALONG = 9
# What a drawing costs: rooms in one another (each pixel), a line over a mark or name, two lines that cross, a line of
# another length than wanted, actors of one side far from one another, room beyond the frame (each pixel), and lines of
# one end that lie within one another where their dots are.
_OVERLAP, _OVER, _CROSS, _LENGTH, _SIDE, _BEYOND, _FAN = 1.2, 1.0, 9.0, 9.0, 5.0, 1.0, 40.0
#: Pixels between the middles of two lines of one end that are clear of each other.
_CLEAR = 44


def refined(
    lengths: Mapping[tuple[str, str], float],
    places: Mapping[str, tuple[float, float]],
    rooms: Mapping[str, Room],
    sides: Mapping[str, str | None],
    size: tuple[float, float],
) -> dict[str, tuple[float, float]]:
    """Places near which no single node could move to make the drawing clearer; the same on every run.

    ``rooms`` says how far each node with its name reaches to the left, up, right and down; ``size`` is the frame, and
    ``lengths`` are how long each line should be, by its ends. A descent node by node, after Davidson & Harel (1996,
    Drawing Graphs Nicely Using Simulated Annealing), without chance.
    """
    import numpy as np

    drawing = _Drawing(lengths, places, rooms, sides, size)
    width, height = size
    across = [(x, y) for x in np.linspace(0, width, 13) for y in np.linspace(0, height, 9)]
    lattice = np.array(across)
    turns = np.arange(12) * (np.pi / 6)
    ring = np.column_stack([np.cos(turns), np.sin(turns)])
    steps = np.concatenate([[[0.0, 0.0]], ring * 8, ring * 24, ring * 60])
    order = sorted(range(len(drawing.nodes)), key=lambda i: (-len(drawing.lines[i]), i))
    for sweep in range(_WIDE + _NEAR):
        moved = False
        for i in order:
            tried = drawing.at[i] + steps
            if sweep < _WIDE:
                tried = np.concatenate([tried, lattice])
            moved |= drawing.move(i, tried)
        if not moved and sweep >= _WIDE:
            break
    return {node: (float(x), float(y)) for node, (x, y) in zip(drawing.nodes, drawing.at, strict=True)}


class _Drawing:
    """Nodes with their places, and what it would cost to have one of them elsewhere."""

    def __init__(
        self,
        lengths: Mapping[tuple[str, str], float],
        places: Mapping[str, tuple[float, float]],
        rooms: Mapping[str, Room],
        sides: Mapping[str, str | None],
        size: tuple[float, float],
    ) -> None:
        import numpy as np

        self.nodes = sorted(places)
        place = {node: i for i, node in enumerate(self.nodes)}
        self.at = np.array([places[node] for node in self.nodes])
        self.rooms = np.array([rooms[node] for node in self.nodes]) + 4
        ordered = sorted(lengths)
        self.ends = np.array([(place[a], place[b]) for a, b in ordered])
        self.wanted = np.array([lengths[pair] for pair in ordered])
        self.lines = [np.flatnonzero((self.ends == i).any(axis=1)) for i in range(len(self.nodes))]
        # For each node: the lines of which it is no end, its other ends, and all other nodes.
        self.rest = [np.flatnonzero(~(self.ends == i).any(axis=1)) for i in range(len(self.nodes))]
        self.far_ends = [self.ends[mine].sum(axis=1) - i for i, mine in enumerate(self.lines)]
        # For each of its lines: where it leads, and where another line from there leads.
        fans = [
            [(f, o) for f in far for o in self.ends[self.lines[f]].sum(axis=1) - f if o != i]
            for i, far in enumerate(self.far_ends)
        ]
        self.fans = [np.array(fan, dtype=int).reshape(-1, 2) for fan in fans]
        self.others = [np.delete(np.arange(len(self.nodes)), i) for i in range(len(self.nodes))]
        self.kin = [
            np.array(
                [
                    j
                    for j, other in enumerate(self.nodes)
                    if j != i and sides.get(node) and sides[node] == sides.get(other)
                ],
                dtype=int,
            )
            for i, node in enumerate(self.nodes)
        ]
        self.size, self.length = np.array(size), float(self.wanted.max())
        self.t = np.linspace(0, 1, _ALONG + 2)[1:-1]

    def move(self, i: int, tried: np.ndarray) -> bool:
        """Moves a node to the best of these places, the first of which is its own; whether that is another one."""
        import numpy as np

        # What lines cover and cross is dear to count and costs nothing less than nothing: where the rest alone costs
        # as much as the place it has, it need not be counted.
        costs = self._of_itself(i, tried)
        own = costs[0] + self._of_lines(i, tried[:1])[0]
        better = np.flatnonzero(costs < own - 1e-6)
        if not len(better):
            return False
        costs = costs[better] + self._of_lines(i, tried[better])
        best = int(costs.argmin())
        if costs[best] >= own - 1e-6:
            return False
        self.at[i] = tried[better[best]]
        return True

    def _of_itself(self, i: int, tried: np.ndarray) -> np.ndarray:
        """What each of these places for node i would cost by rooms in one another, lengths, sides and the frame."""
        import numpy as np

        others = self.others[i]
        left, up, right, down = self.rooms.T
        there = self.at[others]
        dx = np.minimum(tried[:, None, 0] + right[i], there[:, 0] + right[others]) - np.maximum(
            tried[:, None, 0] - left[i], there[:, 0] - left[others]
        )
        dy = np.minimum(tried[:, None, 1] + down[i], there[:, 1] + down[others]) - np.maximum(
            tried[:, None, 1] - up[i], there[:, 1] - up[others]
        )
        both = np.minimum(dx, dy)
        cost: Any = _OVERLAP * np.where(both > 0, both + 12, 0).sum(axis=1)
        beyond = np.maximum(0, [tried[:, 0] * -1 + left[i], tried[:, 1] * -1 + up[i]]).sum(axis=0)
        beyond += np.maximum(0, [tried[:, 0] + right[i] - self.size[0], tried[:, 1] + down[i] - self.size[1]]).sum(
            axis=0
        )
        cost += _BEYOND * beyond
        far = self.at[self.far_ends[i]]
        long = np.hypot(tried[:, None, 0] - far[:, 0], tried[:, None, 1] - far[:, 1])
        cost += _LENGTH * ((long / self.wanted[self.lines[i]] - 1) ** 2).sum(axis=1)
        cost += _FAN * self._fanned(i, tried)
        if len(self.kin[i]):
            kin = self.at[self.kin[i]]
            away = np.hypot(tried[:, None, 0] - kin[:, 0], tried[:, None, 1] - kin[:, 1])
            cost += _SIDE * (away / self.length).mean(axis=1)
        return np.asarray(cost)

    def _fanned(self, i: int, tried: np.ndarray) -> np.ndarray:
        """How far lines from each of these places lie within others of their far ends, halfway along the shorter."""
        import numpy as np

        far, other = self.at[self.fans[i][:, 0]], self.at[self.fans[i][:, 1]]
        mine, theirs = tried[:, None] - far, other - far
        long, far_long = np.hypot(mine[..., 0], mine[..., 1]), np.hypot(theirs[:, 0], theirs[:, 1])
        cosine = (mine * theirs).sum(axis=2) / np.maximum(long * far_long, 1e-6)
        gap = np.minimum(long, far_long) * np.sqrt(np.clip((1 - cosine) / 2, 0, 1))
        found: np.ndarray = np.maximum(0, 1 - gap / _CLEAR).sum(axis=1)
        return found

    def _of_lines(self, i: int, tried: np.ndarray) -> np.ndarray:
        """What each of these places for node i would cost by what lines cover and cross."""
        import numpy as np

        others = self.others[i]
        left, up, right, down = self.rooms.T
        far_ends = self.far_ends[i]
        far = self.at[far_ends]
        # Its own lines over the rooms of others.
        points = tried[:, None, None] + (far[None, :, None] - tried[:, None, None]) * self.t[None, None, :, None]
        cost: Any = _OVER * self._covered(points, others, far_ends)
        # The lines of others over its room.
        rest = self.rest[i]
        if len(rest):
            a, b = self.at[self.ends[rest, 0]], self.at[self.ends[rest, 1]]
            along = a[:, None] + (b - a)[:, None] * self.t[None, :, None]
            x, y = along[None, ..., 0] - tried[:, None, None, 0], along[None, ..., 1] - tried[:, None, None, 1]
            inside = (x > -left[i]) & (x < right[i]) & (y > -up[i]) & (y < down[i])
            cost += _OVER * _weigh(inside, y, up[i]).sum(axis=(1, 2))
            cost += _CROSS * _crossings(tried, far, a, b, self.ends[rest], far_ends)
        return np.asarray(cost)

    def _covered(self, points: np.ndarray, others: np.ndarray, far_ends: np.ndarray) -> np.ndarray:
        """How much these points of lines, by place and line, cover of other nodes than the two ends."""
        left, up, right, down = self.rooms[others].T
        x = points[..., None, 0] - self.at[others, 0]
        y = points[..., None, 1] - self.at[others, 1]
        inside = (x > -left) & (x < right) & (y > -up) & (y < down)
        inside &= (others[None, :] != far_ends[:, None])[None, :, None, :]
        found: np.ndarray = _weigh(inside, y, up).sum(axis=(1, 2, 3))
        return found


def _weigh(inside: np.ndarray, y: np.ndarray, up: Any) -> np.ndarray:
    """A line over a mark is worse than one under a name."""
    import numpy as np

    return np.where(inside, np.where(y < up, 7.0, 2.5), 0.0)


def _crossings(
    tried: np.ndarray, far: np.ndarray, a: np.ndarray, b: np.ndarray, ends: np.ndarray, far_ends: np.ndarray
) -> np.ndarray:
    """How many lines from each of these places to ``far`` cross lines from a to b; those with a common end do not."""
    import numpy as np

    def turn(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        found: np.ndarray = (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )
        return found

    p, q = tried[:, None, None], far[None, :, None]
    a, b = a[None, None], b[None, None]
    crossed = (turn(p, q, a) * turn(p, q, b) < 0) & (turn(a, b, p) * turn(a, b, q) < 0)
    crossed &= ~(ends[None, :, :] == far_ends[:, None, None]).any(axis=2)[None]
    found: np.ndarray = np.asarray(crossed.sum(axis=(1, 2)), dtype=float)
    return found
