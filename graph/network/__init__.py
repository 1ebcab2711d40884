"""WEIGH: confrontations, views, grades, dyads, dossiers and measures.

What a record tells is measured by ``measure``. The functions of ``OF_GRAPHS`` take a networkx graph of your own::

    from graph.network import frustration_index, triangle_balance
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from graph.errors import QuestionError, did_you_mean

if TYPE_CHECKING:
    from graph.network.balance import directed_triads as directed_triads
    from graph.network.balance import triad_census as triad_census
    from graph.network.balance import triangle_balance as triangle_balance
    from graph.network.balance import walk_balance as walk_balance
    from graph.network.brokerage import brokerage_roles as brokerage_roles
    from graph.network.camps import best_camps as best_camps
    from graph.network.camps import misplaced as misplaced
    from graph.network.frustration import frustration_index as frustration_index
    from graph.network.inference import common_enemy_overlap as common_enemy_overlap
    from graph.network.inference import structural_equivalence as structural_equivalence
    from graph.network.ledger import Ledger
    from graph.network.sparse import betweenness as betweenness
    from graph.network.sparse import eigenvector as eigenvector
    from graph.network.sparse import structural_holes as structural_holes
    from graph.network.uncertainty import rewired as rewired
    from graph.network.uncertainty import shuffled as shuffled
    from graph.network.view import View

__all__ = [
    "MEASURES",
    "OF_GRAPHS",
    "SEARCHES",
    "best_camps",
    "betweenness",
    "brokerage_roles",
    "common_enemy_overlap",
    "directed_triads",
    "eigenvector",
    "frustration_index",
    "key_of",
    "measure",
    "misplaced",
    "rewired",
    "shuffled",
    "structural_equivalence",
    "structural_holes",
    "triad_census",
    "triangle_balance",
    "walk_balance",
]

#: Every measure by name: the module it is in, and what it tells.
MEASURES = {
    "activity": ("activity", "how often each actor acts, is acted upon, takes part and looks on"),
    "agreement": ("agreement", "how far each two sources agree on what both take a stance on; Krippendorff's alpha"),
    "answers": ("time", "who answers whom, and after how many days"),
    "balance": ("balance", "whether allies and enemies are consistent: signed triangles and walks"),
    "bootstrap": ("uncertainty", "how far each actor's acts hang on which groups of sources are heard"),
    "brokerage": ("brokerage", "who stands between two who do not meet, and between which sides"),
    "bursts": ("time", "whether the acts of a pair come in bursts or regularly"),
    "camps": ("camps", "the best division into one to five camps, and how far it agrees with the declared sides"),
    "centrality": ("position", "how many actors each one faces, and how many paths lead through it"),
    "chance": ("uncertainty", "reciprocity, transitivity and balance beside networks by chance, with p-values"),
    "changes": ("changes", "for each pair, the days on which its acts turn worse or milder: change points"),
    "clusters": ("agreement", "the sources that agree more with each other than with the rest"),
    "common_enemies": ("inference", "who may stand together, inferred from whom they face; no source says so"),
    "concentration": ("exchange", "how far the acts concentrate in a few pairs of actors"),
    "deaths": ("deaths", "deaths by dyad: low, best and high, rival figures not added up"),
    "escalation": ("time", "for each pair, whether the acts get worse: trend of the PLOVER score with its interval"),
    "exchange": ("exchange", "who answers whom, act by act, for each pair of actors"),
    "falls_without": ("robustness", "for each source, the dyads and statements that fall without it"),
    "frustration": ("frustration", "the fewest ties that stand against any division into two camps, and which"),
    "history": ("time", "first and last day of each pair, its acts and its longest quiet"),
    "leave_one_out": ("uncertainty", "each actor's acts and rank, and how far they move without any one source"),
    "months": ("time", "acts, pairs and actors month by month"),
    "onlooking": ("exchange", "who is said to have been present without being a side"),
    "overlap": ("comparison", "how far two groups tell of the same dyads, and where they name opposite ones as acting"),
    "portrayal": ("comparison", "whom each source portrays as the one who acts"),
    "presence": ("time", "when each actor is first and last told of"),
    "reciprocity": ("exchange", "the share of directed dyads that are answered"),
    "reporting": ("agreement", "who reports whose acts: sources' groups by the sides of those who act"),
    "signed_ties": ("signed", "who stands with (+) and against (−) whom, and what each sign stands on"),
    "signed_triads": ("balance", "triangles by the signs of their ties, undirected and directed"),
    "source_weight": ("uncertainty", "for each source, how far the order of the actors stays without it"),
    "stand_on": ("robustness", "for each dyad, the sources without which it falls"),
}

#: Measures with a search that has no end of its own.
SEARCHES = ("frustration", "camps", "chance")

#: Functions on networkx graphs, which they leave as they are: the module each is in.
OF_GRAPHS = {
    "best_camps": "camps",
    "betweenness": "sparse",
    "brokerage_roles": "brokerage",
    "common_enemy_overlap": "inference",
    "directed_triads": "balance",
    "eigenvector": "sparse",
    "frustration_index": "frustration",
    "misplaced": "camps",
    "rewired": "uncertainty",
    "shuffled": "uncertainty",
    "structural_equivalence": "inference",
    "structural_holes": "sparse",
    "triad_census": "balance",
    "triangle_balance": "balance",
    "walk_balance": "balance",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: NumPy and SciPy take a second.
    if name in OF_GRAPHS:
        return getattr(import_module(f"graph.network.{OF_GRAPHS[name]}"), name)
    raise AttributeError(f"module 'graph.network' has no attribute {name!r}")


def measure(
    name: str, ledger: Ledger, view: View, time_limit: float | None = None
) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of a measure, by its name; hyphens may stand for underscores.

    Actors of one and the same label are shown with their id, so that each has a row of its own. ``time_limit`` is of
    the searches of ``SEARCHES``, in seconds, 60 unless given. Raises QuestionError for a name that no measure has.
    """
    from graph.network.distinct import distinct

    key = key_of(name)
    module = import_module(f"graph.network.{MEASURES[key][0]}")
    given = {"time_limit": time_limit} if key in SEARCHES and time_limit is not None else {}
    columns, rows = getattr(module, key)(distinct(ledger), view, **given)
    return columns, rows


def key_of(name: str) -> str:
    """The name of a measure as it stands in ``MEASURES``. Raises QuestionError, with the nearest name, for another."""
    key = name.replace("-", "_")
    if key not in MEASURES:
        known = [each.replace("_", "-") for each in MEASURES]
        raise QuestionError(
            f'There is no measure "{name}".{did_you_mean(name, known)} `standoff measure --list` lists them all.'
        )
    return key
