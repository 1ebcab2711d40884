"""What is left out of a view that is shared: ``--redact people,places:20,quotes,notes``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import QuestionError, did_you_mean

__all__ = ["NOTHING", "Redaction"]

_PARTS = ("people", "places", "quotes", "notes")
#: Half the way around the Earth is 20,000 km; a square of 2,000 km still lies within one of its parts.
_WIDEST_KM = 2000.0


@dataclass(frozen=True)
class Redaction:
    """Which parts of a record are redacted; ``places_km`` is the width of the squares in which places disappear."""

    people: bool = False
    places_km: float | None = None
    quotes: bool = False
    notes: bool = False

    @classmethod
    def of(cls, given: str | Iterable[str]) -> Redaction:
        """The redaction that is written so: ``"people,places:20"``, or a list of such parts.

        Raises QuestionError for a part that is none, and for a distance that is none.

        >>> Redaction.of("people, places:2.5")
        Redaction(people=True, places_km=2.5, quotes=False, notes=False)
        """
        texts = [given] if isinstance(given, str) else list(given)
        chosen: dict[str, bool | float] = {}
        for part in (part.strip() for text in texts for part in str(text).split(",")):
            name, colon, rest = part.partition(":")
            if name not in _PARTS or (colon and name != "places"):
                raise QuestionError(
                    f'"{part}" cannot be redacted.{did_you_mean(name, _PARTS)} '
                    "Give any of people, places:KM, quotes, notes, with commas between them.",
                )
            if name == "places":
                chosen["places_km"] = _kilometres(rest)
            else:
                chosen[name] = True
        return cls(**chosen)  # type: ignore[arg-type]

    def sentence(self) -> str:
        """What is redacted, in words; nothing where nothing is."""
        km = f"{self.places_km:g} km" if self.places_km else ""
        parts = [
            "names of persons" if self.people else "",
            f"points, moved by up to {km}, and names of places narrower than {km}" if km else "",
            "quotes and their glosses" if self.quotes else "",
            "notes" if self.notes else "",
        ]
        listed = "; ".join(part for part in parts if part)
        return f"Redacted: {listed}. […] stands for a name left out of a text." if listed else ""


def _kilometres(text: str) -> float:
    try:
        km = float(text)
    except ValueError:
        km = math.nan
    if not 0.1 <= km <= _WIDEST_KM:
        raise QuestionError(
            f'"places:{text}" gives no distance. Give kilometres between 0.1 and {_WIDEST_KM:g}: places:20.'
        )
    return km


#: The default: everything stays.
NOTHING = Redaction()
