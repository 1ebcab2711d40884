"""Advice: each kind is given where a second coder would ask, and not where the coder has answered already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import standoff
from standoff.advice.desk import Advice
from standoff.advice.look_alikes import as_seen

#: Lines 1 to 14 of every report here; `events:` is on line 15, the first event on line 16.
HEAD = """\
report: r-1
publisher: paper
coder: paper
published: 2024-05-03
sides: {aa: {label: Side A}, bb: {label: Side B}}
incidents: {i: {label: Incident}}
actors:
  paper: {kind: media-outlet, label: The Paper}
  radio: {kind: media-outlet, label: The Radio}
  army: {kind: state-force, label: The Army}
  coalition: {kind: coalition, label: The Coalition}
  villagers: {kind: population, label: Villagers}
  man: {kind: person, label: A man}
places: {village: {lat: 30.0, lon: 18, precision_km: 5}, hill: {lat: 30.02, lon: 18, precision_km: 5}, far: {}}
"""
EVENTS = """\
events:
  act: {type: air-activity, incident: i, label: Aircraft over the village}
  other: {type: attack, incident: i, label: At the post}
"""
#: Two claims by which everything above is used; what they say gives no advice.
USED = """\
claims:
  - {id: u1, said_by: paper, event: other, that: {type: stone-throwing, actor: villagers, recipient: [army, coalition]}}
  - {id: u2, said_by: radio, about: man, that: {combatant_status: civilian}}
  - {id: u3, said_by: radio, event: act, that: {means: aircraft}}
"""

Given = Callable[..., list[Advice]]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """The advice on a report with these claims."""

    def advice(claims: str, events: str = EVENTS, head: str = HEAD, **files: str) -> list[Advice]:
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        (folder / "r.yaml").write_text(f"{head}{events}{USED}{claims}", encoding="utf-8")
        for name, text in files.items():
            (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
        return standoff.advise(folder)

    return advice


def kinds(advice: list[Advice]) -> list[str]:
    return [each.kind for each in advice]


def test_nothing_is_asked_of_a_coding_that_leaves_nothing_open(given: Given) -> None:
    assert given("") == []


# ------------------------------------------------------------------------------------------------------------- denials

STRUCK = "  - {id: 6a, said_by: radio, event: act, that: {type: air-strike, actor: army, recipient: villagers}}\n"


def test_a_denial_of_what_nobody_asserts_names_what_is_near(given: Given) -> None:
    [advice] = given(STRUCK + "  - {id: 6b, said_by: paper, event: act, denies: {actor: coalition}}\n")
    assert advice.kind == "denial"
    assert advice.where.endswith("r.yaml:23")
    assert advice.message == (
        "Nobody asserts what 6b denies (by The Coalition); near: “The Army struck Villagers from the air” (The Radio, "
        "6a). If it means that, write `denies: 6a`. If not, leave it: it is shown as a denial of what nobody asserts."
    )


@pytest.mark.parametrize(
    ("asserted", "denied"),
    [
        # It reaches what it names, or a narrower telling of it.
        (STRUCK, "  - {id: 6b, said_by: paper, event: act, denies: {actor: army}}\n"),
        (STRUCK, "  - {id: 6b, said_by: paper, event: act, denies: {type: air-activity, actor: army}}\n"),
        # It names a claim of which the denier tells a part himself.
        (
            STRUCK,
            "  - {id: 6b, said_by: army, denies: 6a}\n"
            "  - {said_by: army, event: act, that: {type: drone-strike, actor: army, recipient: villagers}}\n",
        ),
        # Denied unasked: nobody names a doer, or nobody tells of the act at all.
        (
            "  - {id: 6a, said_by: radio, event: act, that: {type: air-strike, recipient: man}}\n",
            "  - {id: 6b, said_by: paper, event: act, denies: {actor: army}}\n",
        ),
        ("", "  - {id: 6b, said_by: army, event: act, denies: {actor: army}}\n"),
        # The villagers are no army: that they were not the target denies nothing that is near.
        (
            "  - {id: 6a, said_by: radio, event: act, that: {type: air-strike, actor: army, recipient: coalition}}\n",
            "  - {id: 6b, said_by: army, event: act, denies: {recipient: villagers}}\n",
        ),
        # A correction has taken its place.
        (
            STRUCK,
            "  - {id: 6b, said_by: paper, event: act, denies: {actor: coalition}}\n"
            "  - {id: 6c, said_by: paper, corrects: 6b, event: act, denies: {actor: army}}\n",
        ),
    ],
)
def test_a_denial_that_meets_something_or_nothing_near_is_no_matter(given: Given, asserted: str, denied: str) -> None:
    assert given(asserted + denied) == []


@pytest.mark.parametrize(
    "denied",
    [
        # More than anybody asserts: a narrower kind, a place that the telling does not give, a target not named.
        "{type: drone-strike}",
        "{type: air-strike, actor: army, place: village}",
        "{type: air-strike, actor: army, recipient: man}",
        # Whoever is denied as the doer is told as the target.
        "{actor: villagers}",
    ],
)
def test_a_denial_of_more_than_is_asserted_names_what_is_near(given: Given, denied: str) -> None:
    [advice] = given(STRUCK + f"  - {{id: 6b, said_by: paper, event: act, denies: {denied}}}\n")
    assert advice.kind == "denial"
    assert "near: “The Army struck Villagers from the air” (The Radio, 6a)" in advice.message


def test_a_denial_hung_on_another_act_names_the_act_that_is_meant(given: Given) -> None:
    events = EVENTS + "  denied: {type: air-strike, incident: i, label: What the army denies}\n"
    [advice] = given(STRUCK + "  - {id: 6b, said_by: paper, event: denied, denies: {actor: army}}\n", events)
    assert advice.kind == "denial"
    assert "(The Radio, 6a), of the event “Aircraft over the village”" in advice.message


def test_an_act_of_no_kind_or_by_somebody_else_is_not_near_a_denial(given: Given) -> None:
    """Case: the paper denies that the army came near, or did a thing of no kind; of another act that others came near,
    or did some other thing, is told.
    """
    for kind in ("close-by", "other"):
        events = EVENTS + f"  one: {{type: {kind}, incident: i}}\n  two: {{type: {kind}, incident: i}}\n"
        told = f"  - {{id: 1, said_by: radio, event: one, that: {{type: {kind}, actor: villagers}}}}\n"
        denied = f"  - {{id: 2, said_by: paper, event: two, denies: {{type: {kind}, actor: army}}}}\n"
        assert "denial" not in kinds(given(told + denied, events))
    by_army = told.replace("villagers", "army")
    assert "denial" not in kinds(given(by_army + denied, events))


def test_a_narrower_circumstance_denied_names_the_broader_one(given: Given) -> None:
    head = HEAD.replace("lat: 30.02", "within: village, lat: 30.02")
    at = "  - {id: 6a, said_by: radio, event: act, that: {place: village}}\n"
    [advice] = given(at + "  - {id: 6b, said_by: paper, event: act, denies: {place: hill}}\n", head=head)
    assert advice.kind == "denial"
    assert "near, and broader: " in advice.message
    assert given(at + "  - {id: 6b, said_by: paper, event: act, denies: {place: far}}\n", head=head) == []


# ---------------------------------------------------------------------------------------------------------- one moment

SHOTS = """\
events:
  act: {type: air-activity, incident: i, label: Aircraft over the village}
  other: {type: attack, incident: i, label: At the post}
  shots: {type: fire, incident: i, when: 2024-05-02, label: Shooting at villagers}
  warning: {type: warning-shots, incident: i, when: 2024-05-02, label: Shots over heads}
"""
AT = "  - {id: 1, said_by: radio, event: shots, that: {type: fire, actor: army, recipient: villagers}}\n"
OVER = "  - {id: 2, said_by: army, event: warning, that: {type: warning-shots, actor: army}}\n"


def test_two_acts_that_may_be_one_moment_are_asked_about(given: Given) -> None:
    [advice] = given(AT + OVER, SHOTS)
    assert (advice.kind, advice.where[-9:]) == ("one moment", "r.yaml:24")
    assert advice.message.startswith(
        "One moment, reported two ways? “The Army fired at Villagers” (The Radio, 1) and “The Army fired "
    )
    assert "that: {same_event: warning}" in advice.message


@pytest.mark.parametrize(
    ("claims", "events"),
    [
        # One source tells both; one is said to follow the other; the coder has judged; other ends; another day.
        (AT + OVER.replace("army, event", "radio, event"), SHOTS),
        (
            AT
            + OVER
            + "  - {said_by: radio, event: shots, that: {actor: army}}\n"
            + OVER.replace("id: 2, ", "").replace("army, event", "radio, event"),
            SHOTS,
        ),
        (AT + OVER.replace("actor: army", "actor: army, after: shots"), SHOTS),
        (AT + OVER + "  - {id: 3, said_by: paper, event: shots, that: {not_same_event: warning}}\n", SHOTS),
        (AT + OVER.replace("actor: army", "actor: coalition"), SHOTS),
        (AT + OVER.replace("actor: army", "recipient: army"), SHOTS),
        (AT + OVER, SHOTS.replace("when: 2024-05-02, label: Shots", "when: 2024-05-01, label: Shots")),
        # Kinds that may both be.
        (AT + OVER.replace("type: warning-shots", "type: smoke"), SHOTS),
    ],
)
def test_two_acts_that_are_told_apart_are_not(given: Given, claims: str, events: str) -> None:
    assert "one moment" not in kinds(given(claims, events))


@pytest.mark.parametrize(("second", "asked"), [("T18:45", True), ("T18:45Z", True), ("T19:30", False)])
def test_a_clock_time_tells_two_acts_apart_only_if_the_times_cannot_be_one(
    given: Given, second: str, asked: bool
) -> None:
    """ "About 18:30" may be a quarter to seven, as where two times are values of one act (``dates.may_coincide``)."""
    at = AT.replace("actor: army", 'actor: army, when: "2024-05-02T18:30~"')
    over = OVER.replace("actor: army", f'actor: army, when: "2024-05-02{second}"')
    assert ("one moment" in kinds(given(at + over, SHOTS))) is asked


def test_an_act_whose_rival_accounts_are_gathered_is_not_asked_about_again(given: Given) -> None:
    also = "  - {id: 3, said_by: villagers, event: warning, that: {type: fire, actor: army, recipient: man}}\n"
    assert "one moment" not in kinds(given(AT + OVER + also, SHOTS))


# ---------------------------------------------------------------------------------------------------- doers and places


def doers(one: str, other: str, kind: str = "air-strike") -> str:
    return (
        f"  - {{id: 1, said_by: radio, event: act, that: {{type: {kind}, {one}}}}}\n"
        f"  - {{id: 2, said_by: villagers, event: act, that: {{type: {kind}, {other}}}}}\n"
    )


def test_doers_of_one_act_that_are_not_tied_are_asked_about(given: Given) -> None:
    [advice] = given(doers("actor: army", "actor: coalition"))
    assert (advice.kind, advice.where[-9:]) == ("doers", "r.yaml:22")
    assert advice.message == (
        "Who acted in “Aircraft over the village”: The Army (The Radio, 1) or The Coalition (Villagers, 2)? Nothing "
        "says how the two stand to each other. If one belongs to the other, write `part_of` or `member_of` under "
        "`that:` of army or coalition; if they are two, give their sides, or `not_same_actor`."
    )


@pytest.mark.parametrize(
    ("army", "coalition"),
    [
        ("that: {member_of: coalition}", ""),
        ("that: {side: aa}", "that: {side: aa}"),
        ("that: {side: aa}", "that: {side: bb}"),
        ("that: {not_same_actor: coalition}", ""),
    ],
)
def test_doers_that_are_tied_or_told_apart_are_not(given: Given, army: str, coalition: str) -> None:
    head = HEAD.replace("label: The Army", f"label: The Army, {army}".rstrip(", "))
    head = head.replace("label: The Coalition", f"label: The Coalition, {coalition}".rstrip(", "))
    assert given(doers("actor: army", "actor: coalition"), head=head) == []


def test_an_army_and_villagers_are_two_by_their_kinds(given: Given) -> None:
    assert given(doers("actor: army", "actor: villagers", "pursuit")) == []


def test_parties_that_are_not_tied_are_asked_about(given: Given) -> None:
    clash = doers("party: [army, man]", "party: [coalition, man]", "clash")
    assert kinds(given(clash)) == ["doers"]


# -------------------------------------------------------------------------------------------------------- one victim


VICTIMS = (
    EVENTS
    + """\
  death: {type: kill, incident: i, when: 2020-02-12, place: village, label: The end of the man}
  custody: {type: arrest, incident: i, when: 2020-02-12, place: village, label: In the cell}
  shots: {type: fire, incident: i, when: 2020-02-12, place: village, label: Gunfire}
"""
)


def of_victims(advice: list[Advice]) -> list[str]:
    return [one.kind for one in advice if one.kind in ("one victim", "effect")]


def test_a_man_killed_and_a_man_held_alive_are_asked_about(given: Given) -> None:
    killed = "  - {id: 1, said_by: radio, event: death, that: {victim: man}}\n"
    held = "  - {id: 2, said_by: villagers, event: custody, that: {victim: man}}\n"
    found = given(killed + held, events=VICTIMS)
    [advice] = [one for one in found if one.kind == "one victim"]
    assert advice.message.startswith("Can both be? A man: “A man was killed” (The Radio, 1)")
    ordered = killed.replace("victim: man", "victim: man, after: custody")
    assert of_victims(given(ordered + held, events=VICTIMS)) == []
    one_source = held.replace("villagers", "radio")
    assert of_victims(given(killed + one_source, events=VICTIMS)) == []


def test_killers_who_are_not_those_who_shot_are_asked_about(given: Given) -> None:
    killed = "  - {id: 1, said_by: radio, event: death, that: {actor: coalition, victim: villagers}}\n"
    shot = "  - {id: 2, said_by: villagers, event: shots, that: {actor: army}}\n"
    found = given(killed + shot, events=VICTIMS)
    [advice] = [one for one in found if one.kind == "effect"]
    assert advice.message.endswith("a claim of theirs there as well: `event: shots, that: {actor: coalition}`.")
    # Who names the doer of the shots as well has answered.
    assert (
        of_victims(given(killed + shot + shot.replace("villagers", "radio").replace("id: 2", "id: 3"), events=VICTIMS))
        == []
    )


def test_places_whose_circles_overlap_are_asked_about(given: Given) -> None:
    [advice] = given(doers("place: village", "place: hill"))
    assert (advice.kind, advice.where[-9:]) == ("places", "r.yaml:22")
    assert "Their circles overlap, so this is no dispute." in advice.message
    far = HEAD.replace("far: {}", "far: {lat: 31, lon: 18, precision_km: 5}")
    assert given(doers("place: village", "place: far"), head=far) == []
    within = HEAD.replace("lat: 30.02", "within: village, lat: 30.02")
    assert given(doers("place: village", "place: hill"), head=within) == []


# -------------------------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("label", "against", "words"),
    [
        ("Air strike on the village", "denies: {type: air-strike}", "Air strike"),
        ("Air strike on the village", "denies: 6a", "Air strike"),
        ("Air strike on the village", "event: act, that: {type: mock-raid, actor: army}", "Air strike"),
        ("Air strike of the Army", "event: act, denies: {actor: army}", "Air strike … the Army"),
    ],
)
def test_a_label_that_states_what_is_contested_takes_sides(given: Given, label: str, against: str, words: str) -> None:
    events = EVENTS.replace("Aircraft over the village", label)
    about = "" if "event:" in against or against == "denies: 6a" else "event: act, "
    [advice] = given(STRUCK + f"  - {{id: 6b, said_by: coalition, {about}{against}}}\n", events)
    assert (advice.kind, advice.where[-9:]) == ("label", "r.yaml:16")
    assert "(The Coalition, 6b)" in advice.message
    assert f"The label “{label}” says “{words}” as a fact, which is " in advice.message


@pytest.mark.parametrize(
    ("label", "against"),
    [
        ("Aircraft over the village", "denies: {type: air-strike}"),
        ("Alleged air strike", "denies: {type: air-strike}"),
        # Who did it is contested, not that it was done; what was denied is one of several tellings.
        ("Air strike on the village", "denies: {actor: army}"),
        ("Aircraft of the Army", "denies: {actor: army}"),
    ],
)
def test_a_label_that_all_would_use_takes_none(given: Given, label: str, against: str) -> None:
    events = EVENTS.replace("Aircraft over the village", label)
    assert given(STRUCK + f"  - {{id: 6b, said_by: coalition, event: act, {against}}}\n", events) == []


def test_the_label_of_an_actor_may_take_sides_too(given: Given) -> None:
    killed = "  - {id: 1, said_by: paper, event: other, that: {type: kill, victim: man}}\n"
    denied = "  - {id: 2, said_by: army, event: other, denies: {victim: man}}\n"
    named = HEAD.replace("label: A man", "label: Man killed in the village")
    [advice] = given(killed + denied, head=named)
    assert (advice.kind, advice.where[-9:]) == ("label", "r.yaml:13")
    assert given(killed + denied) == given(killed, head=named) == []


def test_the_label_of_an_actor_may_state_a_contested_status(given: Given) -> None:
    named = HEAD.replace("label: A man", "label: Civilian at the post")
    denied = "  - {id: 2, said_by: army, denies: u2}\n"
    [advice] = given(denied, head=named)
    assert "says “Civilian” as a fact, which is denied (The Army, 2)." in advice.message
    assert given(denied) == given("", head=named) == []


# ----------------------------------------------------------------------------------------- what is missing or left over


def test_an_opinion_without_a_fact(given: Given) -> None:
    events = EVENTS + "  strike: {type: attack, label: Attacks on clinics}\n  mood: {type: tension, label: Mood}\n"
    opinion = "  - {id: 1, said_by: radio, opinion: true, event: strike, that: {type: attack}}\n"
    mood = "  - {id: 2, said_by: radio, opinion: true, event: mood, that: {type: tension}}\n"
    [advice] = given(opinion + mood, events)
    assert (advice.kind, advice.where[-9:]) == ("opinion", "r.yaml:24")
    fact = "  - {id: 3, said_by: paper, event: strike, that: {recipient: villagers}}\n"
    assert given(opinion + mood + fact, events) == []


TEXT = "The headline\n\nThe army came.\n\nNobody spoke.\n\nIt left again.\n"
CAME = '  - {{id: 1, said_by: paper, paragraph: {}, quote: "The army came", event: act, that: {{actor: army}}}}\n'
SPOKE = CAME.replace("id: 1", "id: 3").replace("The army came", "Nobody spoke")
LEFT = '  - {{id: 2, said_by: paper, paragraph: {}, quote: "It left again", event: act, that: {{actor: army}}}}\n'


def test_a_paragraph_beyond_the_last_of_the_text(given: Given) -> None:
    head = HEAD.replace("publisher:", "text: t.txt\npublisher:", 1)
    [advice] = given(CAME.format(1) + SPOKE.format(2) + LEFT.format(4), head=head, t__txt=TEXT)
    assert (advice.kind, advice.where[-9:]) == ("paragraph", "r.yaml:25")
    assert advice.message == (
        "Paragraph 4 is beyond the last of the text, which is 3; the quote is in paragraph 3. Correct `paragraph:` "
        "(0 is the headline)."
    )
    assert given(CAME.format(1) + LEFT.format(3), head=head, t__txt=TEXT) == []
    # Without a headline, the first paragraph is 1.
    assert given(CAME.format(2) + LEFT.format(4), head=head, t__txt=TEXT) == []
    # Lines of one paragraph are one, and an address on top is none.
    wrapped = "https://example.org/1\n\n" + TEXT.replace(" army", "\narmy").replace(" again", "\nagain")
    assert given(CAME.format(1) + LEFT.format(3), head=head, t__txt=wrapped) == []
    wrong = CAME.format(1) + SPOKE.format(2) + LEFT.format(4)
    assert kinds(given(wrong, head=head, t__txt=wrapped)) == ["paragraph"]
    # A claim that only takes an earlier one back stands in the text like any other.
    withdrawn = "  - {{id: 9, said_by: paper, paragraph: {}, corrects: 1}}\n"
    assert given(CAME.format(1) + LEFT.format(3) + withdrawn.format(3), head=head, t__txt=TEXT) == []
    assert kinds(given(CAME.format(1) + LEFT.format(3) + withdrawn.format(4), head=head, t__txt=TEXT)) == ["paragraph"]


def test_a_paragraph_that_is_not_where_the_quote_stands(given: Given) -> None:
    head = HEAD.replace("publisher:", "text: t.txt\npublisher:", 1)
    # One paragraph a line, with the author's name below the headline, which nobody counts.
    text = "THE ARMY CAME\nBy A. Reporter\nThe army came.\nNobody spoke.\nIt left again.\n"
    assert given(CAME.format(1) + SPOKE.format(2) + LEFT.format(3), head=head, t__txt=text) == []
    [advice] = given(CAME.format(1) + SPOKE.format(2) + LEFT.format(1), head=head, t__txt=text)
    assert advice.message == "The quote is in paragraph 3 of the text, not 1. Correct `paragraph:` (0 is the headline)."
    # Where most quotes are elsewhere, the coder counts in another way, and is not asked.
    assert given(CAME.format(4) + SPOKE.format(1) + LEFT.format(2), head=head, t__txt=text) == []


def test_a_quote_in_another_language_needs_a_gloss(given: Given) -> None:
    french = '  - {{id: {0}, said_by: paper, lang: fr, quote: "l’armée", {1}event: act, that: {{actor: army}}}}\n'
    [advice] = given(french.format("1", "") + french.format("2", ""))
    assert (advice.kind, advice.where[-9:]) == ("gloss", "r.yaml:22")
    assert "Quotes in another language (fr) have no English beside them: 1 and 2." in advice.message
    assert given(french.format("1", "gloss: the army, ")) == []


def test_actors_and_events_that_no_claim_uses(given: Given) -> None:
    head = HEAD.replace("  man:", "  nobody: {kind: person}\n  sided: {that: {side: aa}}\n  man:")
    actors, event = given("", EVENTS + "  never: {type: fire}\n", head)
    assert actors.message.startswith("No claim uses the actors nobody (line 13) and sided (line 14).")
    assert (actors.kind, event.message.split(".")[0]) == ("unused", "No claim uses the event never")


def test_actors_for_other_reports_are_not_unused_in_this_one(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("actors:\n  elsewhere: {kind: person}\n", encoding="utf-8")
    report = tmp_path / "r.yaml"
    report.write_text(HEAD + EVENTS + USED, encoding="utf-8")
    assert standoff.advise(report) == []
    assert kinds(standoff.advise(tmp_path)) == ["unused"]


def test_a_report_without_claims(given: Given) -> None:
    [advice] = given("", r2__yaml="title: Empty\nreport: r-2\npublisher: p2\nactors: {p2: {}}\n")
    assert (advice.kind, advice.where[-9:]) == ("no claims", "r2.yaml:2")


def test_an_actor_that_another_report_knows_by_another_id(given: Given) -> None:
    second = """\
report: r-2
publisher: gazette
actors:
  gazette: {kind: media-outlet}
  the-forces: {kind: state-force, label: Forces, aliases: [the army]}
claims:
  - {id: 1, said_by: gazette, about: the-forces, that: {active_in: village}}
"""
    places = "places:\n  village: {label: The village}\n"
    head = HEAD[: HEAD.index("places:")]
    [advice] = given("", head=head, r2__yaml=second, places__yaml=places)
    assert (advice.kind, advice.where[-9:]) == ("same name", "r2.yaml:5")
    assert "The actor the-forces shares the name “the army” with army (" in advice.message
    # A name that only one of them has, and a pair that the coder has judged.
    assert given("", head=head, r2__yaml=second.replace("the army", "the troops"), places__yaml=places) == []
    actors = f"actors:\n{HEAD.split('actors:')[1].split('places:')[0]}"
    judged = second.replace("gazette\nactors", "gazette\ncoder: gazette\nactors").replace(
        "aliases: [the army]", "aliases: [the army], that: {not_same_actor: army}"
    )
    alone = head.replace(actors, "")
    assert given("", head=alone, r2__yaml=judged, places__yaml=places, actors__yaml=actors) == []


@pytest.mark.parametrize(
    "alias, letters",
    [
        ("the \u0430rmy", "CYRILLIC SMALL LETTER A"),
        ("\u03a4he Army", "GREEK SMALL LETTER TAU"),
        ("\uff54he army", "FULLWIDTH LATIN SMALL LETTER T"),
        ("the a\u2060rmy", "WORD JOINER"),
    ],
)
def test_an_actor_whose_name_only_looks_like_that_of_another(given: Given, alias: str, letters: str) -> None:
    second = f"""\
report: r-2
publisher: gazette
actors:
  gazette: {{kind: media-outlet}}
  the-forces: {{kind: state-force, label: Forces, aliases: ["{alias}"]}}
claims:
  - {{id: 1, said_by: gazette, about: the-forces, that: {{active_in: village}}}}
"""
    places = "places:\n  village: {label: The village}\n"
    [advice] = given("", head=HEAD[: HEAD.index("places:")], r2__yaml=second, places__yaml=places)
    assert (advice.kind, advice.where[-9:]) == ("same name", "r2.yaml:5")
    assert "The actor the-forces has a name that looks like “the army”, as army (" in advice.message
    assert f"with {letters} in one of them" in advice.message


@pytest.mark.parametrize(
    "one, other, alike",
    [
        ("caf\u00e9", "cafe\u0301", True),  # the same letter in one and in two characters
        ("\u0412\u0412\u0421", "BBC", True),
        ("\u0441\u0451l", "c\u00ebl", True),
        ("O\u2019Hara \u2013 Sons", "o'hara - sons", True),
        ("\u0422", "t", True),
        ("\u0442", "t", False),  # the small Cyrillic letter has another shape
        ("caf\u00e9", "cafe", False),
        ("Army 1", "Army l", False),
    ],
)
def test_which_names_look_alike(one: str, other: str, alike: bool) -> None:
    """Pairs of Unicode's confusables.txt, and names of other letters or accents."""
    assert (as_seen(one) == as_seen(other)) is alike


# ------------------------------------------------------------------------------- the example, records, the command


def test_the_example_gets_one_piece_of_advice_and_that_is_true(example: Path) -> None:
    # The United States calls the control of the oil fields a victory; that it controls them is not coded.
    [advice] = standoff.advise(example)
    assert (advice.kind, Path(advice.spot.file).name, advice.spot.line) == (
        "opinion",
        "enab-baladi-2020-02-13.yaml",
        87,
    )


def test_a_record_gives_report_and_claim_in_place_of_lines(tmp_path: Path) -> None:
    report = tmp_path / "r.yaml"
    denied = "  - {id: 6b, said_by: paper, event: act, denies: {actor: coalition}}\n"
    report.write_text(HEAD + EVENTS + USED + STRUCK + denied, encoding="utf-8")
    with standoff.open() as record:
        record.read(report)
        [advice] = record.advise()
        assert standoff.advise(record) == [advice]
    assert (advice.where, advice.spot.line) == ("r-1, claim 6b (said by The Paper)", 0)
    assert str(advice).startswith("r-1, claim 6b (said by The Paper): Nobody asserts what 6b denies")


def test_rows_of_a_dataset_are_nobodys_coding(example: Path) -> None:
    # UCDP's actors have names of their own that reports use too: `standoff match` asks who they are.
    with standoff.open() as record:
        record.read(example)
        record.read(standoff.examples_folder() / "ucdp-ged" / "ged-syria-sample.csv", kind="ucdp-ged")
        assert [advice.where for advice in record.advise()] == [
            "enab-baladi-2020-02-13, claim 16a (said by United States)"
        ]


def test_a_claim_without_an_id_is_named_by_its_line(given: Given) -> None:
    [advice] = given(STRUCK.replace("id: 6a, ", "") + "  - {said_by: paper, event: act, denies: {actor: coalition}}\n")
    assert advice.message.startswith("Nobody asserts what this denies (by The Coalition); near: ")
    assert "(The Radio, line 22). If it means that, name in `denies:` what is asserted there." in advice.message


def test_advice_changes_no_exit_status(
    tmp_path: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    denied = "  - {id: 6b, said_by: paper, event: act, denies: {actor: coalition}}\n"
    Path("r.yaml").write_text(HEAD + EVENTS + USED + STRUCK + denied, encoding="utf-8")
    done = run("check", "--advise", "r.yaml")
    assert (done.exit_code, done.stderr) == (0, "The record conforms to the shapes.\n1 piece of advice.\n")
    assert done.stdout.startswith("r.yaml:23: Nobody asserts what 6b denies")
    assert run("check", "r.yaml").stdout == ""
    Path("r.yaml").write_text(HEAD + EVENTS + USED + STRUCK, encoding="utf-8")
    done = run("check", "--advise", "r.yaml")
    assert (done.exit_code, done.stdout, done.stderr.splitlines()[1]) == (0, "", "No advice.")


def test_advice_needs_something_to_advise_on() -> None:
    with pytest.raises(standoff.QuestionError, match="advise: nothing is given to check"):
        standoff.advise()
