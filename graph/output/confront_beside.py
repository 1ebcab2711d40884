"""What stands beneath a row of who confronts whom: who says so in which words, who denies it, and what is told instead.

Whoever speaks with reserve is marked so wherever he is named, and a denial stands with its limits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from ..noun_phrases import is_plural, joined
from ..rules.acts import weighed_acts
from ..rules.denials import is_of_own_deed
from ..rules.dyads import Act
from ..rules.implication import narrower
from ..rules.ledger import Ledger
from ..rules.own_word import doers_own_words
from ..rules.tallies import Tally
from ..rules.tellings import ACTOR, CORE, LEFT_OPEN, TYPE, Telling
from ..rules.testimony import Relation, Version, Word
from ..rules.values_in_words import value_in_words
from ..rules.view import View
from .act_names import shortened_label
from .act_sentences import LONG_QUOTE, Sentences, in_own_words, is_quote
from .both_in_words import both_in_words
from .confront_rows import closer_words, unmet_in_words
from .deed_sentences import IN_OTHER_WORDS, OTHER
from .names_in_sentences import HEDGED

__all__ = ["Beside", "ShortNames", "withdrawn_by"]


#: So many sources in a list are read with what each says more closely.
_MANY = 5


class ShortNames(Sentences):
    """Sentences with the short names of all whom a table names, where those are distinct: "SANA"."""

    def __init__(self, ledger: Ledger, found: Sequence[Tally]) -> None:
        super().__init__(ledger)
        self._found = found

    @cached_property
    def _names(self) -> dict[str, str]:
        ends = {end for tally in self._found for end in (tally.who, tally.whom) if end}
        sources = {source for tally in self._found for source in tally.sources}
        for act in (act for tally in self._found for act in tally.found):
            ends |= act.weighed.version.core.ends
            sources |= {word.said_by for words in act.weighed.words.values() for word in words}
        names = {node: shortened_label(self.label(node), source=False) for node in ends | sources}
        often = Counter(names.values())
        return {node: name if often[name] == 1 else self.label(node) for node, name in names.items()}

    def name(self, iri: str) -> str:
        return self._names.get(iri) or super().name(iri)


class Beside:
    """What stands beneath the rows of a table: who says so, who says less, who denies it, what is told instead."""

    def __init__(self, ledger: Ledger, view: View, found: Sequence[Tally]) -> None:
        self.ledger, self.view = ledger, view
        self.sentences = ShortNames(ledger, found)
        #: The acts of which it is said who stands on both sides.
        self.weighed_up: set[str] = set()
        #: Who stands at some row of each act, by which words; and which words that say less are printed, once.
        self.standing: dict[str, set[str]] = {}
        self.printed: set[int] = set()
        #: Whether anybody is named who speaks with reserve.
        self.has_hedged = False
        #: The versions that have rows, by the telling that stands there.
        self._rows_of: dict[int, list[Version]] = defaultdict(list)
        for act in (act for tally in found for act in tally.found):
            self.standing.setdefault(act.event, set()).update(word.said_by for word in act.weighed.asserted)
            for word in act.weighed.asserted:
                self.printed.add(id(word.telling))
                self._rows_of[id(word.telling)].append(act.weighed.version)

    # ---- who says so

    def who_says_so(self, tally: Tally) -> str:
        """The sources of a row, each with its closer word in brackets; the doer's own side is marked, and first."""
        said: dict[str, list[str]] = defaultdict(list)
        words_of: dict[str, list[Word]] = defaultdict(list)
        own: set[str] = set()
        for act in tally.found:
            own |= self._own_side(act)
            for word in act.weighed.asserted:
                words_of[word.said_by].append(word)
                closer = "" if self._stands_closer(word, act) else closer_words(word, act, self.sentences)
                if closer not in said[word.said_by]:
                    said[word.said_by].append(closer)
        hedged = {source: all(word.row["hedged"] for word in words) for source, words in words_of.items()}
        name = self.sentences.name
        self.has_hedged |= any(hedged.values())
        shown = []
        for source in sorted(said, key=lambda s: (s not in own, hedged[s], name(s).casefold())):
            aside = ", ".join(filter(None, [HEDGED if hedged[source] else "", "; ".join(_each_once(said[source]))]))
            through = self.sentences.relayed(words_of[source], short=True)
            shown.append(f"{'✓ ' if source in own else ''}{name(source)}{through}{f' ({aside})' if aside else ''}")
        return ", ".join(shown)

    def _stands_closer(self, word: Word, act: Act) -> bool:
        """Whether a telling, of many at this row, stands with what it says more closely at another row of the act."""
        core, known = act.weighed.version.core, self.sentences.known
        return len({w.said_by for w in act.weighed.asserted}) > _MANY and any(
            narrower(other.core, core, (), known) and not narrower(core, other.core, (), known)
            for other in self._rows_of[id(word.telling)]
        )

    def _own_side(self, act: Act) -> set[str]:
        words = doers_own_words(act.weighed.version, act.weighed.asserted, self.ledger.background)
        return {word.said_by for word in words}

    # ---- who says less, or something else

    def only(self, tally: Tally) -> list[str]:
        """Who tells of an act only, or also, what is broader than its rows, and what that is."""
        said: dict[str, list[Word]] = {}
        for act in tally.found:
            for word in act.weighed.of("in part"):
                core = word.telling.core
                if core is None or id(word.telling) in self.printed:
                    continue
                self.printed.add(id(word.telling))
                what = self.sentences.that(core, act.weighed.version.coder_kind)
                first = "also" if word.said_by in self.standing[act.event] else "only"
                if (core.kind or act.weighed.version.coder_kind) == OTHER:
                    quote = in_own_words([word])
                    said.setdefault(f"{first} {IN_OTHER_WORDS}{f', {quote}' if quote else ''}", []).append(word)
                else:
                    said.setdefault(f"{first} that {what}", []).append(word)
        return [f"{what}: {', '.join(self._named(words))}" for what, words in said.items()]

    def _named(self, words: Iterable[Word]) -> list[str]:
        """The sources of these words as they stand within a sentence, those who speak with reserve alone marked."""
        by_source: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            by_source[word.said_by].append(word)
        hedged = {source for source, those in by_source.items() if all(word.row["hedged"] for word in those)}
        self.has_hedged |= bool(hedged)
        named = {name: source for source in by_source for name in self.sentences.ends((source,))}
        return [
            f"{name}{self.sentences.relayed(by_source[named[name]], short=True)}"
            + (f" ({HEDGED})" if named[name] in hedged else "")
            for name in self.sentences.ends(by_source)
        ]

    def against(self, tally: Tally) -> list[str]:
        """Who denies it, and what is told that cannot be true as well, each as a sentence."""
        denials = [(act, word) for act in tally.found for word in act.weighed.of("denies")]
        said = []
        for limits, words in self._by_limits([word for _, word in denials]).items():
            rows = {id(word): self.sentences.of(act.weighed) for act, word in denials}
            quotes: dict[str, dict[str, None]] = {}
            for word in words:
                quotes.setdefault(word.said_by, {})[self.sentences.own_denial(word, rows[id(word)])] = None
            by_quotes: dict[str, list[Word]] = {}
            for word in words:
                by_quotes.setdefault("; ".join(filter(None, quotes[word.said_by])), []).append(word)
            for quote, those in by_quotes.items():
                more = f"{limits} ({quote})" if quote else limits
                said.append(self._do(those, f"denies it{more}", f"deny it{more}"))
        for act in tally.found:
            partly = act.weighed.of("denies in part")
            own = [word for word in partly if is_of_own_deed(word.telling, self.sentences.known)]
            others = [word for word in partly if word not in own]
            quote = next(filter(None, map(self.sentences.own_denial, own)), "that it was not so")
            said.append(self._do(own, f"says as well {quote}", f"say as well {quote}"))
            for limits, words in self._by_limits(others).items():
                # "This account" says that it is denied as told.
                limits = "" if limits.startswith(", as told") else limits
                quote = next(filter(None, map(self.sentences.own_denial, words)), "")
                limits += f" ({quote})" if quote else ""
                said.append(self._do(words, f"rejects this account{limits}", f"reject this account{limits}"))
            for rival in act.weighed.rivals:
                assert isinstance(rival, Version)
                # Each teller stands at its own words, not again at what they imply.
                words = [w for w in act.weighed.of("rival") if w.other is rival and w.telling.core == rival.core]
                that = self.sentences.that(rival.core, rival.coder_kind)
                said.append(self._do(words, f"reports that {that}", f"report that {that}"))
        closer: dict[str, list[Word]] = {}
        for denial in (denial for act in tally.found for denial in act.of_closer):
            what = self.sentences.denial(Word(denial, "denies"), denial.row.get("coder_type"), of_itself=True)
            closer.setdefault(f"this: {what}" if is_quote(what) else what, []).append(Word(denial, "denies"))
        said += [self._do(words, f"denies {what}", f"deny {what}") for what, words in closer.items()]
        for denial in (denial for act in tally.found for denial in act.unmet):
            if id(denial) not in self.printed:
                self.printed.add(id(denial))
                said.append(self.unmet(denial))
        return list(dict.fromkeys(filter(None, said)))

    def unmet(self, denial: Telling, *, quoted: bool = False) -> str:
        """A denial that meets no row, as a clause; ``quoted``: with the denier's own words."""
        self.has_hedged |= bool(denial.row["hedged"])
        said = unmet_in_words(denial, self.sentences)
        quote = in_own_words([Word(denial, "denies")], LONG_QUOTE) if quoted else ""
        return said if not quote or quote in said else f"{said} ({quote})"

    def _by_limits(self, denials: Iterable[Word]) -> dict[str, list[Word]]:
        """Denials by their limits, as they follow a clause; who denies it without limits denies it within them."""
        every = [(self.sentences.limits_of(word.telling), word) for word in denials]
        whole = {word.said_by for limits, word in every if not limits}
        found: dict[str, list[Word]] = {}
        for limits, word in every:
            if not limits or word.said_by not in whole:
                found.setdefault(limits and f", {limits}", []).append(word)
        return found

    def _do(self, words: Iterable[Word], one: str, several: str) -> str:
        """What those who speak do, as a clause: "the Northern Army and SANA deny it"; empty if nobody does."""
        those = list(words)
        names, part = self._named(those), self.sentences.of_parts(those)
        beside = f" ({part})" if names and part else ""
        verb = several if is_plural(self.sentences.ends({word.said_by for word in those})) else one
        return f"{joined(names)} {verb}{beside}" if names else ""

    def both(self, tally: Tally) -> list[str]:
        """Who stands on both sides of an act in dispute, at the first of its rows."""
        said = []
        for act in tally.found:
            if act.weighed.is_disputed and act.event not in self.weighed_up:
                self.weighed_up.add(act.event)
                every = both_in_words(weighed_acts(self.ledger, self.view).get(act.event, ()), self.sentences)
                said += [each.removesuffix(".") for each in every]
        return said

    def unsaid(self, tally: Tally) -> list[str]:
        """Who leaves a row open, and who gave no answer when asked of it."""
        said = []
        relations: tuple[tuple[Relation, str], ...] = (
            ("leaves open", "left open by"),
            ("no answer", "no answer from"),
        )
        for relation, words in relations:
            by: dict[str, list[Word]] = {}
            for act in tally.found:
                for word in act.weighed.of(relation):
                    what = self._opened(act, word) if relation == "leaves open" else ""
                    if what is not None:
                        by.setdefault(what, []).append(word)
            said += [f"{words} {joined(self._named(who))}{what}" for what, who in by.items()]
        return said

    def _opened(self, act: Act, word: Word) -> str | None:
        """What somebody leaves open of an act: by whom it was, or, of the kind, in his own words; None if he tells that
        it happened, and only not in which way.
        """
        parts = word.telling.says.get(LEFT_OPEN, frozenset()) & (CORE | {ACTOR})
        if parts == {TYPE}:
            every = weighed_acts(self.ledger, self.view).get(act.event, ())
            if any(one.said_by == word.said_by for each in every for one in each.asserted):
                return None
            quote = in_own_words([word])
            return f" ({quote})" if quote else ""
        labels = (value_in_words(self.ledger, LEFT_OPEN, part)[1] for part in sorted(parts - {TYPE}))
        what = joined(self.sentences.left_open(label, act.event, is_told=True) for label in labels)
        return f" ({what})" if what else ""

    def withdrawn(self, tally: Tally) -> list[str]:
        """Whose word a row was that nobody tells any more."""
        words = [word for act in tally.found if not act.groups for word in _withdrawn(act)]
        taken_back = [word for word in words if not word.telling.misquoted_by]
        own = {word.said_by for word in taken_back if self.sentences.carrier_of(word.telling) is None}
        said = [f"withdrawn: {joined(self.sentences.ends(own))}"] if own else []
        for word in taken_back:
            if (carrier := self.sentences.carrier_of(word.telling)) is not None and word.said_by not in own:
                by, source = self.sentences.within(carrier.said_by), self.sentences.within(word.said_by)
                said.append(f"{by} no longer {'say' if is_plural([by]) else 'says'} that {source} said so")
        return list(dict.fromkeys([*said, *self.sentences.never_said(words)]))


def withdrawn_by(act: Act) -> set[str]:
    """The sources that told a version of which a correction took the place, so that nobody tells it any more."""
    return {word.said_by for word in _withdrawn(act) if not word.telling.misquoted_by}


def _withdrawn(act: Act) -> list[Word]:
    words = act.weighed.version.words
    return [word for word in words if word.relation == "asserts" and word.telling.replaced_on is not None]


def _each_once(said: list[str]) -> list[str]:
    """The words, without those that are the end of others."""
    return [one for one in said if one and not any(other != one and other.endswith(one) for other in said)]
