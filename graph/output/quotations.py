"""The words of a source between quotation marks, with three dots where they break off."""

from __future__ import annotations

import re

__all__ = ["in_quotes"]

#: No sentence ends in these words.
_UNFINISHED = frozenset(
    re.findall(
        r"\w+",
        "a among an and as because been between but for from if into its nor of or than that the their towards whether "
        "with within without",
    )
)
_QUOTATION_MARK = re.compile(r"[“”\"]")
_INNER = re.compile(r"[\"“]([^\"“”]*)[\"”]")


def in_quotes(words: str) -> str:
    """The words in quotation marks, and a quote within them in single ones.

    >>> in_quotes("She heard no guns"), in_quotes("asked whether its soldiers had been")
    ('“She heard no guns”', '“asked whether its soldiers had been …”')
    >>> in_quotes('now says it "does not press" that claim'), in_quotes('"popping, maybe ten"')
    ('“now says it ‘does not press’ that claim”', '“popping, maybe ten”')
    >>> in_quotes("“No reprisals by the army."), in_quotes("a result of a “collision")
    ('“No reprisals by the army.”', '“a result of a ‘collision’”')
    """
    said = words.strip()
    if (whole := _INNER.fullmatch(said)) is not None:
        said = whole[1]
    said = _closed(_INNER.sub(r"‘\1’", said))
    listed = re.findall(r"[\w'’-]+", said)
    has_stop = said.endswith((".", "?", "!", "…", "’", ")"))
    if listed and not has_stop and listed[-1].casefold() in _UNFINISHED:
        said = f"{said.rstrip(',;: -–—')} …"
    return f"“{said}”"


def _closed(said: str) -> str:
    """The words without a quotation mark that nothing closes: at the end that they break off at, it is closed."""
    if said[:1] in '“"' and not _QUOTATION_MARK.search(said[1:]):
        return said[1:]
    if said[-1:] in '”"' and not _QUOTATION_MARK.search(said[:-1]):
        return said[:-1]
    opened = re.search(r"[“\"‘](?=\w[^“”\"‘’]*$)", said)
    return f"{said[: opened.start()]}‘{said[opened.end() :]}’" if opened and opened.start() else said
