"""Sentences and questions read as English for every kind of act, whoever is named and whoever is not."""

from __future__ import annotations

import re
from itertools import product

import pytest

from standoff.noun_phrases import joined
from standoff.sentences import (
    Forms,
    deed,
    filled,
    forms_of_kinds,
    mutually,
    noun,
    passive,
    question_what,
    question_who,
    question_whom,
    tried,
    whether,
)
from standoff.vocabulary import CODES

KINDS = forms_of_kinds()
NAMES = (None, "Residents of the village", ["Red Army", "Blue Army"], ["A", "B", "C"])


def forms(name: str) -> Forms:
    return KINDS[f"{CODES}event-type/{name}"]


def sentences(kind: Forms) -> list[str]:
    ends = list(product(NAMES, NAMES))
    return [
        *(tell(kind, a, b) for tell in (deed, tried) for a, b in ends),
        *(passive(kind, a) for a in NAMES),
        *(mutually(kind, a) for a in NAMES),
    ]


def questions(kind: Forms) -> list[str]:
    return [
        *(
            ask(kind, a, attempted=only)
            for ask in (question_who, question_whom)
            for a in NAMES
            for only in (True, False)
        ),
        *(question_what(kind, a, b) for a, b in product(NAMES, NAMES)),
        *(question_what(kind, party=a) for a in NAMES),
    ]


@pytest.mark.parametrize("iri", KINDS, ids=lambda iri: iri.rsplit("/")[-1])
def test_every_form_is_a_clean_sentence_however_it_is_filled(iri: str) -> None:
    kind = KINDS[iri]
    for text in [*sentences(kind), *questions(kind)]:
        assert not re.search(r"[\[\]{}|]|\s\s|^\s|\s$|\s[?.,]", text), text
        assert text[0].isupper(), text
        assert "None" not in text and not re.search(r"\b(\w+) \1\b", text), text
    assert not [text for text in sentences(kind) if re.search(r"[.?!]", text)]
    assert all(text.endswith("?") and text.count("?") == 1 for text in questions(kind))


@pytest.mark.parametrize("iri", KINDS, ids=lambda iri: iri.rsplit("/")[-1])
def test_a_sentence_names_whom_it_is_given_once_and_nobody_else(iri: str) -> None:
    kind = KINDS[iri]
    for text in (deed(kind, "Aaa", "Bbb"), tried(kind, "Aaa", "Bbb")):
        assert text.startswith("Aaa ") and text.count("Aaa") == text.count("Bbb") == 1
        assert "somebody" not in text
    assert passive(kind, "Bbb").count("Bbb") == 1
    assert question_who(kind, "Bbb").startswith("Who ") and "Bbb" in question_who(kind, "Bbb")
    assert "Aaa" in question_whom(kind, "Aaa") and re.match(r"(\w+ ){0,2}[Ww]hom? |Whose ", question_whom(kind, "Aaa"))
    assert mutually(kind, ["Aaa", "Bbb"]).count("Aaa and Bbb") == 1


def test_sentences_of_the_kinds_that_reports_tell_most() -> None:
    us, village = "US Armed Forces", "Residents of Khirbet Amo"
    assert deed(forms("kill"), us, "Person killed in Khirbet Amo") == "US Armed Forces killed Person in Khirbet Amo"
    assert deed(forms("kill"), us) == "US Armed Forces killed somebody"
    assert deed(forms("kill")) == "Somebody was killed"
    assert deed(forms("air-strike"), us, village) == "US Armed Forces struck Residents of Khirbet Amo from the air"
    assert passive(forms("fire"), us) == "Shots were fired at US Armed Forces"
    assert tried(forms("obstruct"), village, us) == "Residents of Khirbet Amo tried to block US Armed Forces"
    assert deed(forms("tension"), us, "Syrian Arab Army") == "US Armed Forces were at odds with Syrian Arab Army"
    assert passive(forms("seize"), "Correspondents") == "Property of Correspondents was seized"
    assert mutually(forms("clash"), [village, us]) == "Residents of Khirbet Amo and US Armed Forces clashed"
    assert mutually(forms("consult")) == "Talks were held"
    assert noun(forms("air-strike")) == "an air strike"


def test_questions_of_the_kinds_that_reports_tell_most() -> None:
    assert question_who(forms("obstruct"), "the US patrol") == "Who blocked the US patrol?"
    assert question_who(forms("clash"), "the US patrol") == "Who clashed with the US patrol?"
    assert question_whom(forms("fire"), "the US patrol") == "At whom did the US patrol fire?"
    assert question_whom(forms("fire")) == "At whom were shots fired?"
    assert question_whom(forms("turn-back"), "Residents") == "Whom did Residents turn back?"
    assert question_whom(forms("seize"), "Soldiers") == "Whose property did Soldiers seize?"
    assert question_whom(forms("shoot-down")) == "Whose aircraft was shot down?"
    assert question_whom(forms("tension"), "Russia") == "With whom was Russia at odds?"
    assert question_whom(forms("kill"), "Rebels", attempted=True) == "Whom did Rebels try to kill?"
    assert question_what(forms("air-activity"), "US aircraft") == "What did US aircraft do?"
    assert question_what(forms("collision"), "A", "B") == "What happened between A and B?"


def test_a_name_with_braces_or_brackets_stays_as_it_is() -> None:
    assert filled("{actor} fired[ at {recipient}]", "{recipient} [1]", "{actor}") == "{recipient} [1] fired at {actor}"
    assert joined(["A", "", "B"]) == "A and B"
    assert filled("{actor} fired[ at {recipient}]", "A", []) == "A fired"


def test_a_kind_says_no_more_than_its_word() -> None:
    """Each of these was printed of a source that had said less, or something else."""
    ship, guard = "The ship Oru", "Border guard"
    assert noun(forms("fire")) == "gunfire"  # a ship's guns are no small arms
    assert deed(forms("warning-shots"), ship) == "The ship Oru fired shots as a warning"
    assert deed(forms("shots-in-the-air"), ship) == "The ship Oru fired into the air"
    assert deed(forms("condemn"), "The mission") == "The mission voiced condemnation"
    assert deed(forms("retake"), guard, "the prison") == "Border guard retook the prison"
    assert deed(forms("capture"), guard, "two boats") == "Border guard captured two boats"
    assert deed(forms("turn-around"), "The boats") == "The boats turned round"
    assert deed(forms("carry-people"), "The boats", "two officers") == "The boats carried two officers"
    assert deed(forms("air-activity"), "A helicopter") == "A helicopter was active in the air"
    assert deed(forms("watch"), "A helicopter") == "A helicopter watched"
    assert deed(forms("strike-with-vehicle"), ship, "the tug") == "The ship Oru struck the tug in a collision"
    assert passive(forms("damage"), "the hangar") == "The hangar was damaged"
    assert passive(forms("hit-by-gunfire"), "twelve prisoners") == "Twelve prisoners were shot"
    assert passive(forms("kill"), "the dead of the centre") == "People were killed (the dead of the centre)"
    assert whether(forms("kill"), recipient="the dead of the centre") == "Were people killed (the dead of the centre)?"
