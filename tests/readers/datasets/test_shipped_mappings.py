"""What the mappings of GTD, POLECAT, Airwars, SCAD and VIINA make of small samples is what SQL by hand finds in them.

The rows of the samples are invented; their columns and codes are those of the sources that each mapping names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from standoff.readers.datasets.built_in import DATASETS, built_in
from standoff.readers.datasets.opened import open_table
from tests.readers.datasets.conftest import converted

SAMPLES = Path(__file__).parent / "samples"

#: For each dataset the file, and a query of its own over the file as text: id, first and last day, deaths (low, best,
#: high), doers and targets as they are named, and how many sources.
QUERIES = {
    "gtd": (
        "gtd.csv",
        """
        SELECT eventid, make_date(y, greatest(m, 1), greatest(d, 1)) AS first,
            CASE WHEN m = 0 THEN make_date(y, 12, 31) WHEN d = 0 THEN last_day(make_date(y, m, 1))
                 ELSE make_date(y, m, d) END AS last,
            CASE WHEN k <> floor(k) THEN floor(k) END, CASE WHEN k = floor(k) AND k >= 0 THEN k END,
            CASE WHEN k <> floor(k) THEN ceil(k) END,
            list_sort([n FOR n IN [gname, gname2] IF n NOT IN ('Unknown', '')]),
            list_sort([n FOR n IN [target1, target2] IF n NOT IN ('Unknown', '')]),
            greatest(1, len([s FOR s IN [scite1, scite2, scite3] IF s <> '']))
        FROM (SELECT *, iyear::INT AS y, imonth::INT AS m, iday::INT AS d, TRY_CAST(nkill AS DOUBLE) AS k FROM given)
        WHERE NOT (y = 2015 AND d = 29)
        """,
    ),
    "polecat": (
        "polecat.txt",
        """
        SELECT "Event ID", "Event Date"::DATE, "Event Date"::DATE, NULL, NULL, NULL,
            list_sort(string_split("Actor Name", '; ')),
            CASE WHEN "Recipient Name" = 'None' THEN [] ELSE list_sort(string_split("Recipient Name", '; ')) END, 1
        FROM given WHERE TRY_CAST("Event Date" AS DATE) IS NOT NULL
        """,
    ),
    "airwars": (
        "airwars.csv",
        """
        SELECT "Incident Code", d[1], d[2], try_cast(regexp_extract(k, '^([0-9]+) –', 1) AS INT),
            try_cast(regexp_extract(k, '^([0-9]+)( \\(|$)', 1) AS INT),
            try_cast(regexp_extract(k, '– ([0-9]+)$', 1) AS INT),
            [n FOR n IN ["Suspected belligerent", "Known belligerent"] IF n <> ''], [],
            greatest(1, len([s FOR s IN string_split("Sources", ';') IF s <> '']))
        FROM (SELECT *, "Civilians reported killed" AS k,
            CASE "Incident Code" WHEN 'X001' THEN [DATE '2020-02-12', DATE '2020-02-12']
                WHEN 'X002' THEN [DATE '2020-02-12', DATE '2020-02-14']
                WHEN 'X003' THEN [DATE '2020-03-03', DATE '2020-03-03']
                WHEN 'X004' THEN [DATE '2020-02-28', DATE '2020-03-02'] END AS d FROM given)
        WHERE d IS NOT NULL
        """,
    ),
    "scad": (
        "scad.csv",
        """
        SELECT eventid, strptime(startdate, '%-d-%b-%y')::DATE, strptime(enddate, '%-d-%b-%y')::DATE,
            CASE ndeath WHEN '-77' THEN 10 END, CASE WHEN ndeath::INT >= 0 THEN ndeath::INT END,
            CASE ndeath WHEN '-88' THEN 9 END,
            list_sort([n FOR n IN [actor1, actor2, actor3] IF n <> '']),
            list_sort([n FOR n IN [target1, target2] IF n <> '']), CASE nsource WHEN 'Both' THEN 2 ELSE 1 END
        FROM given WHERE etype::INT BETWEEN 1 AND 10 AND sublocal = '1'
        """,
    ),
    "viina": (
        "viina.csv",
        """
        SELECT event_id, strptime(date, '%Y%m%d')::DATE, strptime(date, '%Y%m%d')::DATE, NULL, NULL, NULL,
            list_sort([n FOR n IN [
                CASE WHEN a_rus_init_b = '1' THEN 'Russian or Russian-aligned armed forces' END,
                CASE WHEN a_ukr_init_b = '1' THEN 'Ukrainian or Ukrainian-aligned armed forces' END,
                CASE WHEN a_civ_b = '1' THEN 'Civilians' END] IF n IS NOT NULL]), [], 1
        FROM given WHERE t_mil_b = '1'
        """,
    ),
}
#: The kinds of act of the rows of each sample, by a person with the sources that the mapping names.
KINDS = {
    "gtd": ["attack", "bombing", "attack", "confrontation", "violence"],
    "polecat": ["consult", "fire", "sanction", "sanction", "shelling", "threaten", "violent-demonstration", "withdraw"],
    "airwars": ["air-strike", "attack", "drone-strike", "shelling"],
    "scad": ["attack", "protest", "violence", "violent-demonstration"],
    "viina": ["air-strike", "other", "shelling"],
}


def expected_of(name: str) -> set[tuple[Any, ...]]:
    file, query = QUERIES[name]
    with duckdb.connect() as con:
        text = f"read_csv('{SAMPLES / file}', all_varchar = true, header = true, nullstr = '\\N')"
        con.execute(f"CREATE VIEW given AS SELECT * FROM {text}")
        return {_plain(row) for row in con.sql(query).fetchall()}


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    number, first, last, *deaths, by, to, sources = row
    numbers = (None if n is None else int(n) for n in deaths)
    return (number, str(first), str(last), *numbers, tuple(by), tuple(to), sources)


@pytest.mark.parametrize("name", QUERIES)
def test_rows_days_deaths_ends_and_sources_are_those_of_a_query_by_hand(name: str, tmp_path: Path) -> None:
    found = converted(SAMPLES / QUERIES[name][0], tmp_path / "made", name)
    labels = {}
    for line in (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8").splitlines():
        if "/id/actor/" in line.split(" ", 1)[0] and "prefLabel" in line:
            labels[line.split()[0][1:-1]] = line.split('"')[1]
    with duckdb.connect() as con:
        rows = con.sql(f"""
            SELECT event, earliest, latest, any_value(deaths_low), any_value(deaths_best), any_value(deaths_high),
                list(DISTINCT who), list(DISTINCT whom), count(DISTINCT said_by)
            FROM '{found.confrontations}' GROUP BY event, earliest, latest
        """).fetchall()

    def named(iris: list[str | None]) -> list[str]:
        return sorted(labels[iri] for iri in iris if iri)

    prefix = f"https://w3id.org/standoff/id/event/{name}-"
    read = {
        _plain((event.removeprefix(prefix), *between, named(by), named(to), sources))
        for event, *between, by, to, sources in rows
    }
    assert read == expected_of(name)
    assert found.read == len(read)


@pytest.mark.parametrize("name", QUERIES)
def test_a_sample_is_recognised_and_its_kinds_are_those_of_the_codebook(name: str, tmp_path: Path) -> None:
    found = converted(SAMPLES / QUERIES[name][0], tmp_path / "made")
    sql = f"SELECT split_part(any_value(event_type), '/', -1) FROM '{found.confrontations}' GROUP BY event"
    assert sorted(kind for (kind,) in duckdb.sql(sql).fetchall()) == sorted(KINDS[name])


def test_an_event_of_several_reports_a_day_has_all_its_sources(tmp_path: Path) -> None:
    # VIINA's event_1pd: no probabilities and no headline, several sources in one cell.
    found = converted(SAMPLES / "viina-1pd.csv", tmp_path / "made")
    sql = f"""
        SELECT split_part(event, '/', -1), split_part(any_value(event_type), '/', -1), count(DISTINCT said_by)
        FROM '{found.confrontations}' GROUP BY event ORDER BY event
    """
    assert duckdb.sql(sql).fetchall() == [("viina-1", "air-strike", 2), ("viina-2", "exchange-of-fire", 1)]
    assert "codingConfidence" not in (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8")


def test_a_place_is_as_wide_as_what_viina_located(tmp_path: Path) -> None:
    # The point of a report that only names a province is a town in it.
    converted(SAMPLES / "viina.csv", tmp_path / "made")
    lines = (tmp_path / "made" / "lines.nt").read_text(encoding="utf-8").splitlines()
    widths = {
        line.split("place/viina-")[1].split("-")[0]: line.split('"')[1] for line in lines if "geoPrecision>" in line
    }
    assert widths == {"stonebridge": "150", "rivertown": "1"}


def test_every_shipped_mapping_says_what_it_was_written_from() -> None:
    folder = Path(open_table.__code__.co_filename).parent
    for name in DATASETS:
        first = (folder / f"{name}.yaml").read_text(encoding="utf-8").split("dataset:")[0]
        assert first.startswith("#"), name
    assert list(built_in()) == list(DATASETS)
