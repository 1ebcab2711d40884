"""The measures by name: what each one measures, and a function that computes any of them by its name."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import QuestionError, did_you_mean
from ..rules.ledger import Ledger
from ..rules.view import View

__all__ = ["MEASURES", "NOT_IN_NETWORKS", "SEARCHES", "key_of", "measure"]

#: Every measure by name: the module it is in, and what it measures.
MEASURES = {
    "activity": ("activity", "how often each actor acts, is acted upon, takes part and looks on"),
    "agreement": ("agreement", "how far each two sources agree on what both take a stance on; Krippendorff's alpha"),
    "answers": ("time", "who answers whom, and after how many days"),
    "balance": ("balance", "whether allies and enemies are consistent: signed triangles and walks"),
    "bootstrap": ("resampling", "how far each actor's acts depend on which groups of sources are heard"),
    "brokerage": ("brokerage", "who stands between two who do not meet, and between which sides"),
    "bursts": ("time", "whether the acts of a pair come in bursts or regularly"),
    "camps": ("camps", "the best division into one to five camps, and how far it agrees with the declared sides"),
    "centrality": ("position", "how many actors each one faces, and how many paths lead through it"),
    "chance": (
        "random_networks",
        "reciprocity, transitivity and balance compared with networks by chance, with p-values",
    ),
    "changes": ("changes", "for each pair, the days on which its acts turn worse or milder: change points"),
    "clusters": ("agreement", "the sources that agree more with each other than with the rest"),
    "common_enemies": ("inference", "who may stand together, inferred from whom they face; no source says so"),
    "concentration": ("exchange", "how far the acts concentrate in a few pairs of actors"),
    "deaths": (
        "deaths",
        "deaths by dyad: low, best and high; rival figures are not added up, and the same dead count once",
    ),
    "escalation": ("time", "for each pair, whether the acts get worse: trend of the PLOVER score with its interval"),
    "exchange": ("exchange", "who answers whom, act by act, for each pair of actors"),
    "falls_without": ("robustness", "for each source, the dyads, versions and statements that fall without it"),
    "frustration": ("frustration", "the fewest ties that stand against any division into two camps, and which"),
    "history": ("time", "first and last day of each pair, its acts and its longest quiet"),
    "leave_one_out": ("without_sources", "each actor's acts and rank, and how far they move without any one source"),
    "months": ("time", "acts, pairs and actors month by month"),
    "onlooking": ("exchange", "who is said to have been present without being a side"),
    "overlap": ("comparison", "how far two groups report the same dyads, and where they name opposite ones as acting"),
    "portrayal": ("comparison", "whom each source portrays as the one who acts"),
    "presence": ("time", "when each actor is first and last reported"),
    "reciprocity": ("exchange", "the share of directed dyads that are answered"),
    "reporting": ("agreement", "who reports whose acts: sources' groups by the sides of those who act"),
    "signed_ties": ("signed", "who stands with (+) and against (−) whom, and what each sign stands on"),
    "signed_triads": ("balance", "triangles by the signs of their ties, undirected and directed"),
    "source_weight": ("without_sources", "for each source, how far the order of the actors stays without it"),
    "stand_on": ("robustness", "for each dyad, the sources without which it falls"),
}

#: Measures that search, and take a time limit.
SEARCHES = ("frustration", "camps", "chance")

#: Measures whose rows are neither of actors, nor of pairs of actors, nor of a whole network: none has a place in one.
NOT_IN_NETWORKS = {
    "camps": "a number of camps",
    "clusters": "a cluster of sources",
    "months": "a month",
    "overlap": "two groups of sources",
    "portrayal": "a source and an actor",
    "reporting": "a group of sources and a side",
    "signed_triads": "a kind of triangle",
}


def measure(
    name: str, ledger: Ledger, view: View, time_limit: float | None = None
) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of a measure, by its name; hyphens may stand for underscores.

    Actors that share a label are shown with their ids, so that each has its own row. ``time_limit`` is in seconds and
    applies only to the measures in ``SEARCHES``; the default is 60. Raises QuestionError for an unknown name.
    """
    key = key_of(name)
    module = import_module(f".{MEASURES[key][0]}", __package__)
    given = {"time_limit": time_limit} if key in SEARCHES and time_limit is not None else {}
    columns, rows = getattr(module, key)(ledger.with_unique_labels, view, **given)
    return columns, rows


def key_of(name: str) -> str:
    """The name of a measure as in ``MEASURES``. Raises QuestionError, with the nearest name, for an unknown one."""
    key = name.replace("-", "_")
    if key not in MEASURES:
        known = [each.replace("_", "-") for each in MEASURES]
        none = f'There is no measure "{name}".{did_you_mean(name, known)}'
        raise QuestionError(
            f"{none} standoff.measures.MEASURES lists them all.",
            command=f"{none} `standoff measure --list` lists them all.",
        )
    return key
