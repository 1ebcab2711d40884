"""Each plot of the example has the size and the colours it should; one of nothing is drawn too."""

from __future__ import annotations

import pytest

from graph import open_record, read
from graph.errors import QuestionError
from graph.network.ledger import Ledger
from graph.views.plots import PLOTS, plot
from graph.vocabulary import examples_folder

image = pytest.importorskip("matplotlib.image")


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_picture_with_colours(name, tmp_path):
    record = open_record()
    read(record, examples_folder() / "khirbet-amo")
    plot(name, Ledger(record), tmp_path / "plot.png")
    pixels = image.imread(tmp_path / "plot.png")[:, :, :3]
    height, width, _ = pixels.shape
    assert height >= 400 and width >= 600
    coloured = (pixels.max(axis=2) - pixels.min(axis=2)) > 0.2
    assert 0.01 < coloured.mean() < 0.95


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_drawn_as_nothing(name, tmp_path):
    plot(name, Ledger(open_record()), tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1000


def test_an_unknown_plot_is_refused(tmp_path):
    with pytest.raises(QuestionError, match="There are: agreement, dyads"):
        plot("pie", Ledger(open_record()), tmp_path / "plot.png")
