"""The map's outline can be made again from its source."""

from __future__ import annotations

from standoff.page.outline import lines_of, outline


def test_a_topology_becomes_simplified_lines_in_hundredths_of_a_degree() -> None:
    # By hand: a grid of 0.01° from 10° east, 20° north. The second point leaves the line from the first to the third by
    # 0.01°, less than the tolerance; the fourth turns off by 1°. The other arc is an island of 0.02°.
    arcs = [[[0, 0], [50, 1], [50, -1], [0, 100]], [[0, 0], [1, 0], [0, 1], [-1, -1]]]
    topology = {"transform": {"scale": [0.01, 0.01], "translate": [10, 20]}, "arcs": arcs}
    assert lines_of(topology) == [[1000, 2000, 100, 0, 0, 100]]


def test_the_outline_holds_what_touches_the_frame_and_says_whence_it_is() -> None:
    syria = outline([(41.2, 37.0)])
    assert syria and "Natural Earth" in syria["source"]
    world = outline([(-179, -80), (179, 80)])
    assert world and 10 < len(syria["lines"]) < len(world["lines"])
    assert outline([]) is None
