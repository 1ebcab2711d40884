"""Unicode's normal forms of texts by others: https://www.unicode.org/reports/tr15/."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

__all__ = ["normalized"]

#: As many marks on one letter as no language writes. Python sorts those of a letter by comparing each with each.
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{30}")
#: A character that nobody sees, between which and the next nothing is sorted: the Stream-Safe Text Format.
_JOINER = "\u034f"


def normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """The normal form of a text, in a time that grows with its length, also under thousands of marks on one letter.

    >>> normalized("NFC", "cafe\u0301") == "café"
    True
    """
    return unicodedata.normalize(form, _MARKS.sub(lambda run: run[0] + _JOINER, text))
