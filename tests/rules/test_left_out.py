"""What a view leaves out is nowhere in what is drawn or exported of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.output.export import FORMATS
from standoff.rules.left_out import Tie, ties_of
from standoff.vocabulary import ST
from tests.measures.known import shared

#: What only the source left out says, or is known through a tie to it, in ../shared/cases/trust/leak; names of the
#: format's own ("XMLSchema", "xmlns") are no part of these.
SECRETS = (
    *("XSOURCE", "XCORR", "XONLY", "XPLACE", "XREPORT", "XEVENT", "XINCIDENT", "XQUOTE", "XGLOSS", "XNAME", "XSRC"),
    *("XSECRET", "31.337", "41.7331"),
)


def _files(view: Any, folder: Path) -> dict[str, str]:
    """The text of each export of a view, and of its page, by ending."""
    page = folder / "page.html"
    view.draw(page)
    texts = {".html": page.read_text()}
    for ending in FORMATS:
        view.export(folder / f"view{ending}")
        texts[ending] = (folder / f"view{ending}").read_bytes().decode("utf-8", "replace")
    return {ending: text.upper() for ending, text in texts.items()}


@pytest.mark.parametrize("options", [{"without": "XSOURCELABEL"}, {"said_by": "open"}, {"incident": "village-2020"}])
def test_nothing_of_a_source_that_is_left_out_is_in_any_file(options: dict[str, str], tmp_path: Path) -> None:
    with standoff.open() as record:
        record.read(shared("cases/trust/leak"))
        whole = "".join(_files(record.view(), tmp_path).values())
        # An incident alone leaves out no source.
        options = {"without": "XSOURCELABEL", **options} if "incident" in options else options
        files = _files(record.view(**options), tmp_path)
    assert all(secret in whole for secret in SECRETS)
    assert {e: found for e, text in files.items() if (found := [s for s in SECRETS if s in text])} == {}
    assert all("OPENTITLE" in files[ending] and "PUBLICALIAS" in files[ending] for ending in (".ttl", ".html"))


REPORTS = {
    "actors.yaml": """
report: reg
publisher: desk
coder: desk
actors:
  desk: {kind: organisation, label: The Desk}
  radio: {kind: media-outlet, label: The Radio}
  post: {kind: media-outlet, label: SECRETPOST}
  ida: {kind: person, label: Ida, that: {works_for: post}}
  army: {kind: state-force, label: The Army, that: {part_of: ministry}}
  ministry: {kind: organisation, label: The Ministry}
places:
  mill: {type: village, label: The mill}
events:
  shot: {type: kill, incident: mill-2020, when: 2020-02-12, place: mill}
""",
    "radio.yaml": """
report: radio-2020
publisher: radio
published: 2020-02-13
claims:
  - {id: 1a, said_by: radio, paragraph: 1, quote: "shot", event: shot, that: {actor: army, victim: ida}}
""",
    "post.yaml": """
report: post-2020
publisher: post
published: 2020-02-13
claims:
  - {id: 1a, said_by: post, paragraph: 1, quote: "secretquote", event: shot, that: {actor: army}}
""",
}


def test_who_is_spoken_of_by_others_stays_without_the_tie_to_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text)
    with standoff.open() as record:
        record.read(folder)
        for level in ("actor", "organisation"):
            view = record.view(without="SECRETPOST")
            page = tmp_path / "page.html"
            view.level(level).draw(page)
            files = _files(view, tmp_path) | {".html": page.read_text().upper()}
            assert [
                e
                for e, text in files.items()
                if any(secret in text for secret in ("SECRETPOST", "SECRETQUOTE")) or "ACTOR/POST" in text
            ] == []
            assert "IDA" in files[".ttl"] and "THE MINISTRY" in files[".ttl"]
            assert "WITHOUT 1 SOURCE NOT NAMED HERE" in files[".html"]
            assert '"IDA"' in files[".html"] and "THE MINISTRY" in files[".html"]


def test_ties_lead_from_who_is_mentioned_to_their_wholes_and_not_back() -> None:
    part, same = ST + "partOf", ST + "sameActor"
    ties = [
        Tie("1", "unit", [(part, "army")]),
        Tie("2", "army", [(part, "state")]),
        Tie("3", "police", [(part, "state")]),
        Tie("4", "unit-2", [(same, "unit")]),
        Tie("5", "unit", [(part, "post")]),
    ]
    assert ties_of(ties, {"unit"}, {"post"}) == {"1", "2", "4"}
    assert ties_of(ties, {"police"}, set()) == {"3"}
