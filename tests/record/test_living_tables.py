"""Downloads of one dataset: each row counts once, changes are told, and what was said before can still be asked.

The rows are those of shared/cases/tables/overlap and of the GED sample; what should come out is counted by hand, or
with csv from the files.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

import standoff
from standoff.ingest.intake import Intake
from standoff.record.table_check import table_faults
from tests.measures.known import shared

HEADER = "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,fatalities,source"
ACTS = {
    "1": "ARL1,2020-02-12,Battles,Armed clash,A,B,Arland,3,Valley Gazette",
    "1c": "ARL1,2020-02-12,Battles,Armed clash,A,C,Arland,5,Valley Gazette",
    "2": "ARL2,2020-02-12,Battles,Armed clash,A,B,Arland,1,Valley Gazette",
    "3": "ARL3,2020-03-01,Battles,Armed clash,A,D,Arland,0,Hill Radio; Valley Gazette",
}


def download(path: Path, acts: Sequence[str], published: dict[str, int] | None = None) -> Path:
    """A file of ACLED with these acts, and the moment at which each was published."""
    path.parent.mkdir(exist_ok=True)
    ends = [f",{published[act]}" if published else "" for act in acts]
    lines = [f"{HEADER}{',timestamp' if published else ''}", *(ACTS[a] + e for a, e in zip(acts, ends, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(record: standoff.Record, path: Path, **options: str) -> Intake:
    [intake] = record.read(path, kind="acled", **options)
    return intake


def changed(intake: Intake) -> tuple[int, int, int]:
    return intake.new_rows, intake.changed_rows, intake.gone_rows


def pairs(view: standoff.Record | standoff.RecordView) -> dict[tuple[str, str], int]:
    """How many acts there are of each pair."""
    return {(line["who"], line["whom"]): line["acts"] for line in view.confront()}


def said(record: standoff.Record) -> dict[str, list[str]]:
    """The numbers of deaths that each document gives, by the answer to a named question."""
    found: dict[str, list[str]] = {}
    answer = record.ask("who-says-what")
    at = [answer.variables.index(name) for name in ("report", "property", "value")]
    for row in answer.values():
        report, prop, value = (str(row[n]) for n in at)
        if prop == "deaths, best":
            found.setdefault(report.rpartition(": ")[2], []).append(value)
    return {report: sorted(values) for report, values in found.items()}


def sound(record: standoff.Record) -> None:
    """The record says what its files say, and its tables are as they were noted."""
    assert record.verify().faults == [] and list(table_faults(record.keeper)) == []


def test_two_downloads_of_one_dataset_count_each_row_once(tmp_path: Path) -> None:
    folder = shared("cases/tables/overlap")
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, folder / "2020-01-download.csv", downloaded="2020-03")
        later = read(record, folder / "2020-06-download.csv", downloaded="2020-06-30")
        assert changed(later) == (0, 1, 0) and "against earlier files 0 new, 1 changed, 0 gone" in str(later)
        assert "2 rows with an id that another file has too" in later.notes[0]
        assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1}
        # ARL2 says the same in both: it stays with the file that said it first.
        assert said(record) == {"2020-01-download": ["1"], "2020-06-download": ["5"]}
        assert pairs(record.view(as_of="2020-05-01")) == {("A", "B"): 2}
        assert pairs(record.view(as_of="2020-06-30")) == {("A", "B"): 1, ("A", "C"): 1}
        assert pairs(record.view(as_of="2020-03-30")) == {}
        old = record.view(as_of="2020-05-01").ask("who-says-what")
        assert sorted(row[3] or "" for row in old.values() if row[2] == "deaths, best") == ["1", "3"]
        acts = [(change["act"], change["attributions"]) for change in record.history()]
        assert acts == [("read", 2), ("replaced", 1), ("read", 1)]
        sound(record)
        assert read(record, folder / "2020-06-download.csv", downloaded="2020-06-30").change == "unchanged"


@pytest.mark.parametrize("removed", ["acled-new", "acled-old"])
def test_what_a_removed_download_replaced_or_shared_counts_again(tmp_path: Path, removed: str) -> None:
    old, new = download(tmp_path / "old.csv", "12"), download(tmp_path / "new.csv", ["1c", "2", "3"])
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, old)
        assert changed(read(record, new)) == (1, 1, 0)
        assert said(record) == {"old": ["1"], "new": ["0", "0", "5"]}
        record.forget(removed)
        # Of ARL2 both files say the same, and only the older one had it.
        left = {"old": ["1", "3"]} if removed == "acled-new" else {"new": ["0", "0", "1", "5"]}
        assert said(record) == left
        sound(record)
    with standoff.open(tmp_path / "alone", create=True) as alone:
        read(alone, old if removed == "acled-new" else new)
        with standoff.open(tmp_path / "record") as record:
            assert record.keeper.turtle() == alone.keeper.turtle()


def test_an_older_download_that_is_read_later_does_not_count(tmp_path: Path) -> None:
    old, new = download(tmp_path / "old.csv", "12"), download(tmp_path / "new.csv", ["1c", "2"])
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, new, downloaded="2020-06-30")
        late = read(record, old, downloaded="2020-03-31")
        assert changed(late) == (0, 0, 0) and any("1 row is older than what was read before" in n for n in late.notes)
        assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1}
        assert pairs(record.view(as_of="2020-05-01")) == {("A", "B"): 2}
        sound(record)
        record.forget("acled-new")
        assert pairs(record) == {("A", "B"): 2}
        sound(record)


def test_the_row_that_was_published_last_counts_whichever_is_read_first(tmp_path: Path) -> None:
    january, june = 1578000000, 1591000000  # 2020-01-02 and 2020-06-01
    one = download(tmp_path / "one.csv", ["1c", "2"], {"1c": june, "2": january})
    two = download(tmp_path / "two.csv", "12", {"1": january, "2": january})
    for order in ((one, two), (two, one)):
        with standoff.open(tmp_path / f"record-{order[0].stem}", create=True) as record:
            for path in order:
                read(record, path)
            assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1}
            assert pairs(record.view(as_of="2020-03-01")) == {("A", "B"): 2}
            assert pairs(record.view(as_of="2020-01-01")) == {}
            sound(record)


def test_rows_that_a_newer_file_lacks_are_gone_if_it_replaces_the_older_one(tmp_path: Path) -> None:
    weekly = tmp_path / "weekly.csv"
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, download(weekly, "123"), downloaded="2020-04-01")
        assert changed(read(record, download(weekly, ["1c", "2"]), downloaded="2020-05-01")) == (0, 1, 1)
        assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1}
        assert pairs(record.view(as_of="2020-04-15")) == {("A", "B"): 2, ("A", "D"): 1}
        sound(record)
        # A file of another name may be of other years or countries: only who says that it replaces one means it so.
        other = download(tmp_path / "other.csv", "2")
        [note] = [n for n in read(record, other, downloaded="2020-06-01").notes if "--replaces" in n]
        assert note.startswith("1 row is in acled-weekly and not here") and len(pairs(record)) == 2
        again = read(record, other, downloaded="2020-06-01", replaces="acled-weekly")
        assert changed(again) == (0, 0, 1) and pairs(record) == {("A", "B"): 1}
        assert pairs(record.view(as_of="2020-05-15")) == {("A", "B"): 1, ("A", "C"): 1}
        sound(record)


def test_events_that_acled_deleted_no_longer_count(tmp_path: Path) -> None:
    deleted = tmp_path / "deleted.csv"
    # 2020-06-01; ARL9 was never read.
    deleted.write_text("event_id_cnty,deleted_timestamp\nARL1,1591000000\nARL9,1591000000\n", encoding="utf-8")
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, download(tmp_path / "old.csv", "12"), downloaded="2020-03-31")
        [intake] = record.read(deleted)
        assert changed(intake) == (0, 0, 1) and "1 row of this dataset taken back; 1 id of no row" in intake.notes[-1]
        assert said(record) == {"old": ["1"]}
        assert pairs(record.view(as_of="2020-05-31")) == {("A", "B"): 2}
        sound(record)
        # A download from before the deletion does not bring it back; one from after it does.
        read(record, download(tmp_path / "copy.csv", "12"), downloaded="2020-04-30")
        assert said(record) == {"old": ["1"]}
        read(record, download(tmp_path / "back.csv", "12"), downloaded="2020-07-31")
        assert pairs(record) == {("A", "B"): 2}
        sound(record)


def test_an_id_that_a_file_repeats_counts_once(tmp_path: Path) -> None:
    with standoff.open(tmp_path / "record", create=True) as record:
        first = read(record, download(tmp_path / "a.csv", ["1", "1", "1c", "2"]))
        assert (first.read, first.ignored, first.rejected_rows) == (2, 1, 1)
        assert "an earlier row has this id" in first.rejected[0]["reason"]
        assert pairs(record) == {("A", "B"): 2}


def test_a_new_release_of_ged_changes_only_what_it_changes(tmp_path: Path) -> None:
    sample = standoff.examples_folder() / "datasets" / "ged-sample.csv"
    with sample.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    corrected = [dict(row) for row in rows[3:]]
    for row in corrected[:5]:
        row["best"] = row["high"] = str(int(float(row["high"])) + 7)
    newer = tmp_path / "ged-newer.csv"
    with newer.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(corrected)

    def deaths(of: list[dict[str, str]]) -> int:
        return sum(int(float(row["best"])) for row in of)

    def told(record: standoff.Record | standoff.RecordView) -> int:
        answer = record.ask("SELECT (SUM(?n) AS ?sum) { ?claim st:deathsBest ?n }")
        return int(next(answer.values())[0] or 0)

    with standoff.open(tmp_path / "record", create=True) as record:
        record.read(sample, downloaded="2024-06-01")
        [intake] = record.read(newer, downloaded="2025-06-01", replaces="ucdp-ged-ged-sample")
        assert changed(intake) == (0, 5, 3)
        assert told(record) == deaths(corrected)
        # Its rows are of sources that have days, so that a view of an earlier day has the older numbers.
        assert told(record.view(as_of="2024-12-31")) == deaths(rows)
        sound(record)


def test_a_record_in_memory_has_the_row_that_was_read_last(tmp_path: Path) -> None:
    with standoff.open("memory") as record:
        read(record, download(tmp_path / "old.csv", "12"))
        later = read(record, download(tmp_path / "new.csv", ["1c", "3"]))
        assert "Rows with its ids in acled-old were removed" in later.notes[-1]
        assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1, ("A", "D"): 1}


def test_deletions_may_be_read_first_and_ids_that_nobody_has_do_no_harm(tmp_path: Path) -> None:
    deleted = tmp_path / "deleted.csv"
    deleted.write_text("event_id_cnty,deleted_timestamp\nARL1,1591000000\n", encoding="utf-8")
    with standoff.open(tmp_path / "record", create=True) as record:
        [intake] = record.read(deleted)
        assert changed(intake) == (0, 0, 0) and pairs(record) == {}
        read(record, download(tmp_path / "old.csv", "12"), downloaded="2020-03-31")
        assert said(record) == {"old": ["1"]}
        sound(record)


def test_what_was_said_earlier_is_guarded_as_the_tables_are(tmp_path: Path) -> None:
    with standoff.open(tmp_path / "record", create=True) as record:
        read(record, download(tmp_path / "old.csv", "12"), downloaded="2020-03-31")
        read(record, download(tmp_path / "new.csv", ["1c", "2"]), downloaded="2020-06-30")
        lines = tmp_path / "record" / "tables" / "acled-old.earlier-lines"
        lines.write_bytes(lines.read_bytes()[:-40])
        assert any("acled-old.earlier-lines was changed or damaged" in fault for fault in record.verify().faults)
        with pytest.raises(standoff.RecordError, match=r"acled-old\.earlier-lines was changed or damaged"):
            record.view(as_of="2020-05-01").confront()
        assert pairs(record) == {("A", "B"): 1, ("A", "C"): 1}
