"""The words of a source between quotation marks, with three dots where they break off."""

from __future__ import annotations

import re

__all__ = ["SMALL", "in_quotes", "says_no_more", "says_only_that_it_is_denied"]

#: No sentence ends in these words.
_UNFINISHED = frozenset(
    re.findall(
        r"\w+",
        "a among an and as because been between but for from if into its nor of or than that the their towards whether "
        "with within without",
    )
)
#: Words by which nothing is known.
SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "one", "the", "to", "two", "with"))
#: Words of which a denial is made that says nothing else.
_DENYING = frozenset(
    re.findall(
        r"[\w']+",
        "accusation accusations account accounts all allegation allegations any anybody anything are as baseless "
        "be been categorically claim claims completely denial denied denies deny denying did didn't do does "
        "doesn't entirely fabricated false falsely firmly flatly had happen happened has have he her his i "
        "incorrect invented is it it's its lie lies my never no nobody none not nothing occur occurred or our "
        "place reject rejected rejecting rejects report reports said say saying says she so story strongly such "
        "that their them there these they this those took untrue was we were wrong you",
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


def says_no_more(label: str, sentence: str) -> bool:
    """Whether each word of a label stands in a sentence, in some form: the killing of a man, "a man was killed".

    >>> says_no_more("Attack on seven women", "Seven women were attacked on 5 July")
    True
    >>> says_no_more("Raid", "Army A attacked Army B")
    False
    """
    said = {_stem(word) for word in re.findall(r"[\w'-]+", sentence.casefold())}
    return all(_stem(word) in said for word in re.findall(r"[\w'-]+", label.casefold()) if word not in SMALL)


def _stem(word: str) -> str:
    """The beginning by which the forms of a word are one: "killing", "killed"."""
    return re.sub(r"(?<=\w{3})(?:ations?|ions?|ing|ings|ed|es|s|e)$", "", word.removesuffix("'s"))


def says_only_that_it_is_denied(quote: str, row: str = "") -> bool:
    """Whether the words of a denial say no more than that what stands in a row is denied.

    >>> says_only_that_it_is_denied("This did not happen"), says_only_that_it_is_denied("not one that I could see")
    (True, False)
    >>> says_only_that_it_is_denied("not a civilian", "The man was a civilian")
    True
    """
    words = re.findall(r"[\w'’-]+", quote.casefold().replace("’", "'"))
    return says_no_more(" ".join(word for word in words if word not in _DENYING), row)
