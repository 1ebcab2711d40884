"""Each mistake that a coded report may hold: one message, where it stands, and all mistakes at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.errors import InputError, Problem, did_you_mean
from standoff.readers.inputs import read_input

WriteReport = Callable[..., Path]

CLAIM_A, CLAIM_B, CLAIM_C = 16, 17, 18  # the lines of the small report's claims

#: What is written in the small report in place of what, and the line and words of the one message that follows.
MISTAKES = {
    "an unknown source": ("said_by: sana, q", "said_by: SANNA, q", CLAIM_A, 'Did you mean "SANA" (sana)?'),
    "an unknown actor in a claim": ("actor: us-forces", "actor: us-force", CLAIM_A, 'Did you mean "us-forces"?'),
    "an unknown event": ("event: killing", "event: kiling", CLAIM_A, 'Did you mean "killing"?'),
    "an unknown kind of event": ("type: kill,", "type: kil,", 14, '"kil" is not in the code list event-type'),
    "an unknown place": ("place: khirbet-amo}", "place: kirbet-amo}", 14, 'Did you mean "khirbet-amo"?'),
    "a wrong date": ("when: 2020-02-12", "when: 2020-02-30", 14, "February 2020 has 29 days"),
    "a date in words": ("published: 2020-02-13", "published: 13 February 2020", 3, "is not a date"),
    "a month where a day is needed": ("published: 2020-02-13", "published: 2020-02", 3, "is not one day"),
    "a date that ends before it starts": (
        "when: 2020-02-12",
        "when: 2020-02-12/2020-01-01",
        14,
        "ends before it starts",
    ),
    "an id used twice": ("id: c,", "id: a,", CLAIM_C, f'"a" is used twice; the first is on line {CLAIM_A}'),
    "a denial of nothing": ("denies: b", "denies: z", CLAIM_C, 'no claim here has the id "z"'),
    "a denial of itself": ("denies: b", "denies: c", CLAIM_C, "asserts nothing"),
    "no answer to nothing": ("denies: b", "no_answer: z", CLAIM_C, '`no_answer: z`, but no claim here has the id "z"'),
    "no answer to what asserts nothing": ("denies: b", "no_answer: c", CLAIM_C, "cannot be left without an answer"),
    "no answer to a row and an event": ("denies: b", "no_answer: b, event: killing", CLAIM_C, "already names a claim"),
    "no answer to a list": ("denies: b", "event: killing, no_answer: [actor]", CLAIM_C, "must be a mapping"),
    "a denial that is empty": ("denies: b", "event: killing, denies: ", CLAIM_C, "must be a mapping"),
    "a claim that says nothing": ("denies: b", "event: killing", CLAIM_C, "Only with `corrects:` may it say nothing"),
    "a correction of nothing here": (
        "denies: b",
        "corrects: z",
        CLAIM_C,
        "`corrects: z`, but no claim here has the id",
    ),
    "a correction of itself": ("denies: b", "corrects: c", CLAIM_C, "cannot correct itself"),
    "a correction of a report": ("denies: b", 'corrects: "#a"', CLAIM_C, "takes the id of a claim in this file"),
    "a correction of no id": ("denies: b", "corrects: r/1#a", CLAIM_C, '"r/1" cannot be an id'),
    "a correction of two claims": ("denies: b", "corrects: [a, b]", CLAIM_C, "takes the id of a claim in this file"),
    "a correction of a claim without an id of its own": (
        "  - {id: a, said_by: sana, q",
        "  - {id: x, said_by: sana, corrects: 4a}\n  - {paragraph: 4, said_by: sana, q",
        CLAIM_A,
        f"Write `id: 4a` into it, on line {CLAIM_A + 1}",
    ),
    "an act after itself": ("victim: man", "after: killing", CLAIM_A, "An act is not after itself"),
    "an act caused by itself": ("victim: man", "caused_by: killing", CLAIM_A, "An act is not caused by itself"),
    "an intent that is none": ("victim: man", "intent: angry", CLAIM_A, "Known: accidental, deliberate, reckless"),
    "two intents": ("victim: man", "intent: [accidental, reckless]", CLAIM_A, "takes one value"),
    "a clock time that is none": ("victim: man", "when: 2020-02-12T25:00", CLAIM_A, "runs from 00:00 to 23:59"),
    "a clock time where a day is needed": ("published: 2020-02-13", "published: 2020-02-13T09:20", 3, "is not one day"),
    "a kind of act in the header": ("published:", "type: kill\npublished:", 3, 'is not "same"'),
    "an empty block": (
        "  - {id: b,",
        "  - {said_by: sana, claims: []}\n  - {id: b,",
        CLAIM_B,
        "The block has no claims",
    ),
    "a block that is no list": ("  - {id: b,", "  - {claims: {id: z}}\n  - {id: b,", CLAIM_B, "must be a list"),
    "an unknown key of a block": (
        "  - {id: b,",
        "  - {sayd_by: sana, claims: [{said_by: sana, denies: b}]}\n  - {id: b,",
        CLAIM_B,
        'Did you mean "said_by"?',
    ),
    "a key of a claim in a block": (
        "  - {id: b,",
        "  - {quote: no, claims: [{said_by: sana, denies: b}]}\n  - {id: b,",
        CLAIM_B,
        "`quote:` belongs to one claim. Move it",
    ),
    "an event and an actor in a block": (
        "  - {id: b,",
        "  - {event: killing, about: man, said_by: sana, claims: [{denies: b}]}\n  - {id: b,",
        CLAIM_B,
        "not both",
    ),
    "a wrong value that the claims of a block share": (
        "  - {id: b,",
        "  - {said_by: SANNA, claims: [{denies: b}, {denies: a}]}\n  - {id: b,",
        CLAIM_B,
        'Did you mean "SANA" (sana)?',
    ),
    "a wrong value in a block that no claim takes from it": (
        "  - {id: b,",
        "  - {said_on: soon, claims: [{said_by: sana, said_on: 2020-02-12, denies: a}]}\n  - {id: b,",
        CLAIM_B,
        "is not a date",
    ),
    "a claim in a block that nobody says": (
        "  - {id: b,",
        "  - {paragraph: 2, claims: [{denies: b}]}\n  - {id: b,",
        CLAIM_B,
        "needs `said_by:`",
    ),
    "a denial of a row and an event": ("denies: b", "denies: b, event: killing", CLAIM_C, "already names a claim"),
    "an unknown key": ("quote: killed", "qoute: killed", CLAIM_A, 'Did you mean "quote"?'),
    "an unknown key of the header": ("published:", "publishd:", 3, 'Did you mean "published"?'),
    "an unknown key of an actor": ("kind: person", "kynd: person", 9, 'Did you mean "kind"?'),
    "an unknown property": ("victim: man", "victm: man", CLAIM_A, 'Did you mean "victim"?'),
    "a property of an actor said of an event": (
        "victim: man",
        "member_of: sana",
        CLAIM_A,
        "`member_of:` belongs in a claim about an actor: use `about:`",
    ),
    "a property of an event said of an actor": (
        "combatant_status: civilian",
        "deaths_best: 1",
        CLAIM_B,
        "`deaths_best:` belongs in a claim about an event: use `event:`",
    ),
    "two values of a property that takes one": (
        "combatant_status: civilian",
        "combatant_status: [civilian, combatant]",
        CLAIM_B,
        "takes one value",
    ),
    "a property left open under that": ("victim: man", "left_open: actor", CLAIM_A, "goes under `leaves_open:`"),
    "a status that is none": ("combatant_status: civilian", "combatant_status: hero", CLAIM_B, "neither civilian nor"),
    "a number that is none": ("victim: man", "deaths_best: some", CLAIM_A, "not a whole number"),
    "a number below nothing": ("victim: man", "deaths_best: -1", CLAIM_A, "not a whole number"),
    "an empty value": ("victim: man", "victim: ", CLAIM_A, "needs a value"),
    "an empty that": ("{combatant_status: civilian}", "{}", CLAIM_B, "must be a mapping"),
    "a control character": ("killed by the US troops", r'"killed \a by"', CLAIM_A, "control character"),
    "a quote of thirteen words": (
        "killed by the US troops",
        "one two three four five six seven eight nine ten eleven twelve thirteen",
        CLAIM_A,
        "has 13 words",
    ),
    "an empty quote": ("quote: killed by the US troops", 'quote: ""', CLAIM_A, "is empty"),
    "no publisher": ("publisher: paper\n", "", 1, "needs `publisher:`"),
    "no source": ("said_by: network, ", "", CLAIM_C, "needs `said_by:`"),
    "an empty list of sources": ("said_by: network", "said_by: []", CLAIM_C, "is an empty list"),
    "a text with a comma and no quotes": (
        "said_by: sana, ",
        "said_by: sana, gloss: a, rammed, ",
        CLAIM_A,
        "A text with a comma in it needs quotes",
    ),
    "nothing said": (", denies: b", ", about: man", CLAIM_C, "says nothing"),
    "two stances": ("denies: b", "about: man, that: {age: 3}, leaves_open: age", CLAIM_C, "says two things at once"),
    "neither event nor about": ("about: man, ", "", CLAIM_B, "needs `event:` (an event) or `about:` (an actor)"),
    "both event and about": ("about: man, ", "about: man, event: killing, ", CLAIM_B, "one of the two"),
    "a judgement without a coder": ("kind: person,", "kind: person, that: {supports: sana},", 1, "need `coder:`"),
    "a bad id of a report": ("paper-2020-02-13", "the paper", 1, '"the paper" cannot be an id'),
    "a bad id of a claim": ("id: c,", "id: a/b,", CLAIM_C, '"a/b" cannot be an id'),
    "a bad id of an actor": ("  network: {", "  réseau: {}\n  network: {", 7, '"réseau" cannot be an id'),
    "a bad address": ("published:", "url: paper.example/1\npublished:", 3, "is not a web address"),
    "an address that runs code": ("published:", "url: javascript:alert(1)\npublished:", 3, "is not a web address"),
    "an address of nobody": ("published:", "url: https://\npublished:", 3, "Check its host"),
    "an address at no port": ("published:", "url: https://a.example:99999/\npublished:", 3, "Check its host"),
    "an address turned round": ("published:", "url: https://a.example/\u202egpj.exe\npublished:", 3, "invisible mark"),
    "a label that nobody sees": ("label: Man killed", r'label: "\u200b\u3164"', 9, "shows nothing"),
    "a bad language": ("published:", "language: English\npublished:", 3, "is not a language tag"),
    "a place within itself": ("within: syria", "within: khirbet-amo", 12, "cannot be within itself"),
    "two places within each other": ("{type: country}", "{type: country, within: khirbet-amo}", 11, "within"),
    "a latitude alone": (", lon: 41.27", "", 12, "needs both `lat:` and `lon:`"),
    "a latitude beyond the pole": ("lat: 37.01", "lat: 97.01", 12, "between -90 and 90"),
    "an unknown kind of actor": ("kind: person", "kind: persona", 9, "is not a kind of actor"),
    "a text outside the folder": ("published:", "text: ../../etc/passwd\npublished:", 3, "is outside"),
    "a text that is not there": ("published:", "text: nowhere.txt\npublished:", 3, "cannot be read"),
    "claims that are no list": ("claims:\n", "claims: {}\nothers:\n", 15, "must be a list"),
    "an entry that is no mapping": ("  - {id: b", "  - word\n  - {id: b", CLAIM_B, "must be a mapping"),
    "an unknown basis": ("quote: killed", "basis: rumor, quote: killed", CLAIM_A, "is not in the code list basis"),
    "a flag that is none": ("quote: killed", "hedged: maybe, quote: killed", CLAIM_A, "neither true nor false"),
}


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_input(path)
    return caught.value.problems


def mistaken(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("old, new, line, words", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_reported_where_it_stands_with_what_to_do(
    tmp_path: Path, write_report: WriteReport, old: str, new: str, line: int, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    path = mistaken(write_report(tmp_path / "folder"), old, new)
    found = problems_of(path)
    matching = [problem for problem in found if words in problem.message]
    assert [problem.line for problem in matching] == [line], "\n".join(map(str, found))
    assert matching[0].file == str(path)


#: Of these one wrong word makes two things wrong, or so it may seem; all others get one message and no more.
TWO_MESSAGES = {"two stances", "claims that are no list", "an unknown key", "a denial of a row and an event"}


@pytest.mark.parametrize("name", [name for name in MISTAKES if name not in TWO_MESSAGES])
def test_one_mistake_gets_one_message(tmp_path: Path, write_report: WriteReport, name: str) -> None:
    old, new, *_ = MISTAKES[name]
    found = problems_of(mistaken(write_report(tmp_path), old, new))
    assert len(found) == 1, "\n".join(map(str, found))


def test_a_quote_that_does_not_stand_in_the_text_is_reported(tmp_path: Path, write_report: WriteReport) -> None:
    (tmp_path / "text.txt").write_text("Killed by the US troops.")
    path = write_report(tmp_path, header="report: r\npublisher: paper\ntext: text.txt\n")
    (problem,) = problems_of(path)
    assert problem.line == CLAIM_A and "is not in the text" in problem.message


def test_a_text_that_a_symlink_leads_outside_is_refused(tmp_path: Path, write_report: WriteReport) -> None:
    (tmp_path / "secret.txt").write_text("killed by the US troops")
    path = write_report(tmp_path / "in", header="report: r\npublisher: paper\ntext: text.txt\n")
    (tmp_path / "in" / "text.txt").symlink_to(tmp_path / "secret.txt")
    assert "is outside" in str(problems_of(path)[0])


def test_a_mapping_of_a_table_is_told_to_be_one(tmp_path: Path, write_report: WriteReport) -> None:
    """Read as a report it had a mistake for each of its keys."""
    path = write_report(tmp_path, "own.yaml", header="dataset: own\ncolumns: {day: [Day]}\n")
    with pytest.raises(InputError) as caught:
        read_input(path)
    (problem,) = caught.value.problems
    assert "a mapping of a table, and no report" in problem.message and f'kind="{path}"' in problem.message


def test_all_mistakes_of_a_file_are_reported_at_once_sorted_by_line(tmp_path: Path, write_report: WriteReport) -> None:
    path = write_report(tmp_path)
    for old, new in [
        ("denies: b", "denies: z"),
        ("published: 2020-02-13", "published: soon"),
        ("type: kill", "type: kil"),
        ("kind: person", "kind: persona"),
        ("said_by: sana, q", "said_by: SANNA, q"),
    ]:
        mistaken(path, old, new)
    assert [problem.line for problem in problems_of(path)] == [3, 9, 14, CLAIM_A, CLAIM_C]


def test_mistakes_of_all_files_of_a_folder_are_reported_at_once(tmp_path: Path, write_report: WriteReport) -> None:
    mistaken(write_report(tmp_path, "one.yaml"), "denies: b", "denies: z")
    other = write_report(tmp_path, "two.yaml", header="report: other\npublisher: paper\n")
    mistaken(other, "actor: us-forces", "actor: nobody")
    (tmp_path / "three.yaml").write_text("")
    assert [Path(problem.file).name for problem in problems_of(tmp_path)] == ["one.yaml", "three.yaml", "two.yaml"]


def test_two_reports_of_one_id_are_reported(tmp_path: Path, write_report: WriteReport) -> None:
    write_report(tmp_path, "one.yaml")
    write_report(tmp_path, "two.yaml")
    (problem,) = problems_of(tmp_path)
    assert Path(problem.file).name == "two.yaml" and "already used by one.yaml" in problem.message


def test_one_entity_described_in_two_ways_is_reported(tmp_path: Path, write_report: WriteReport) -> None:
    write_report(tmp_path, "one.yaml")
    other = write_report(tmp_path, "two.yaml", header="report: other\npublisher: paper\n")
    mistaken(other, "Man killed", "Fighter killed")
    (problem,) = problems_of(tmp_path)
    assert '"man" is described differently in one.yaml' in problem.message


def test_a_name_is_suggested_in_no_time_beside_thousands_like_it() -> None:
    """Each unknown one took seconds: 450 of them, an hour."""
    known = [f"{'a' * 50}{number}" for number in range(10_000)]
    start = time.monotonic()
    assert did_you_mean("a" * 50 + "x", known).startswith(' Did you mean "aaa')
    assert time.monotonic() - start < 1
