"""A redacted name is found however it is written: in capitals, with strokes, drawn out, in a case, in a script without
capitals or blanks, in an encoded address; and so are quotes and coordinates.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import standoff
from standoff.rules.coarse_places import coarse_point
from standoff.rules.coordinates import coordinates_in
from standoff.rules.secrets import ELISION, Secrets


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # Turkish: the capital of ı is I, that of i is İ (Unicode, SpecialCasing.txt).
        ("Işık Yılmaz", "IŞIK"),
        ("Işık Yılmaz", "Yilmaz'ın evi"),
        ("İbrahim Çiğdem", "ibrahim"),
        ("Lech Wałęsa", "WALESA"),
        ("Søren Bjørn", "Soren"),
        ("Đặng Văn", "Dang"),
        # Georgian names have no capital letter, but for headlines.
        ("გიორგი მამარდაშვილი", "გიორგის"),
        ("გიორგი მამარდაშვილი", "ᲒᲘᲝᲠᲒᲘ"),
        # Arabic: drawn out, as in headlines; ya and kaf as in Persian; ta marbuta and alef maqsura in haste.
        ("محمد الخطيب", "محـــمد"),
        ("محمد الخطيب", "الخـطيب"),
        ("علی کریمی", "كريمي"),
        ("فاطمة علوي", "فاطمه"),
        ("فاطمة علوي", "علوى"),
        ("דן לוי", "דן"),
        ("כהן", "הכהנים"),
        # Short names with a case ending.
        ("Оля Ким", "Олю"),
        ("Оля Ким", "Кима"),
        ("Ali Oz", "Alis"),
        # Written without capitals by whoever was in haste.
        ("ahmed khalil", "Ahmed"),
        ("ahmed khalil", "khalil"),
        # A script without blanks.
        ("王伟", "士兵打死王伟后离开"),
        ("Ahmed Khalil", "Ａｈｍｅｄ"),
        ("Ahmed Khalil", "A\u200bh\u200bmed"),
        # Short names whose last vowel a case takes the place of, and those that lose a vowel.
        ("Анна Петрова", "Анны"),
        ("Юрий Гончар", "Юрия"),
        ("Павел Шарко", "Павла"),
        ("Лев Ким", "Льва"),
        ("Anna Nowak", "Anny"),
        ("Marek Dudek", "Marka"),
        # Written apart or together, or letter by letter.
        ("Abdulrahman Saleh", "Abdul Rahman"),
        ("عبدالرحمن صالح", "عبد الرحمن"),
        ("Jeanluc Ba", "Jean-Luc"),
        ("Ja'far Ba", "Jafar"),
        ("Jafar Ba", "Ja'far"),
        ("Jaʿfar Ba", "Jafar"),
        ("Ivan Petrov", "P e t r o v"),
        ("Ivan Petrov", "Pet\u2028rov"),
        # The given name alone, of a name that is written as one word.
        ("王小明", "小明说"),
        ("김철수", "철수가"),
        ("田中太郎", "太郎"),
        # What somebody is called, in small letters; a number; a family name that is a title as well.
        ('Arsen Pavlov "motorola"', "motorola"),
        ("Ivan (givi) Petrov", "givi"),
        ("Officer 4512", "4512"),
        ("Grace Young", "YOUNG"),
        # Two letters for one, and letters that are drawings; as the source of a page writes it.
        ("Hans Müller", "Mueller"),
        ("Hans Mueller", "Müller"),
        ("Ivan Petrov", "ᴘᴇᴛʀᴏᴠ"),
        ("Ivan Petrov", "🅸🆅🅰🅽"),
        ("Ivan Petrov", "P&#101;trov"),
    ],
)
def test_a_word_of_a_name_is_found_in_every_spelling(name: str, text: str) -> None:
    secrets = Secrets(([name], [], []))
    assert re.sub(r"'ın evi", "", secrets.without(text)) == ELISION


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ali Oz", "All allies aligned"),
        ("Оля Ким", "кино и оливки"),
        ("a shepherd", "the shepherd of the village"),
        ("the dead man", "dead men"),
        ("رجل من القرية", "عاد من البحر"),
        ("Anna Nowak", "Annual annexes"),
        ("Marek Dudek", "The market"),
        ("the young shepherd", "Young Shepherd"),
        ("Ben (of the hill people)", "hill people"),
    ],
)
def test_a_word_that_is_nobodys_name_stays(name: str, text: str) -> None:
    assert Secrets(([name], [], ["dead men"])).without(text) == text


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/%D0%92%D0%B0%D1%81%D0%BA-killed",
        "https://archive.example/1/https%253A%252F%252Fnews.example%252F%25D0%2592%25D0%25B0%25D1%2581%25D0%25BA",
        "https://archive.example/https%25253A//%252525D0%25252592%252525D0%252525B0%252525D1%25252581%252525D0%252525BA",
        "https://xn--80adz1a.example/",
        "https://news.example/?of=%u0412%u0430%u0441%u043A",
        "https://news.example/&#1042;&#1072;&#1089;&#1082;",
        # Windows-1251: what cannot be read may be a name.
        "https://news.example/%C2%E0%F1%EA",
    ],
)
def test_a_name_is_found_in_an_address_however_often_it_is_encoded(address: str) -> None:
    secrets = Secrets((["Ида Васк"], [], []))
    assert secrets.in_address(address)
    assert not secrets.in_address("https://news.example/%D0%9C%D0%B8%D1%80")


COORDINATES = [
    "36.7134, 41.1567",
    "36.71 41.13",
    "36,713 / 41,157",
    "36.71°N, 41.13°E",
    "٣٦٫٧١، ٤١٫١٣".replace("،", ","),
    "36°46'48\"N 41°13'E",
    "36° 46′",
    "37S FV 12345 67890",
    "36.7134° N",
    "36.71,41.16",
    "@36.7134,41.1567,z",
    "36.7134x41.1567",
    "36.7134 north, 41.1567 east",
    "latitude 36.7134 and longitude 41.1567",
    "X=36.7134 Y=41.1567",
    "３６．７１３４，４１．１５６７",
    "36˚42′48″N",
    "36 deg 42 min N",
    "36d42m48s N",
    "36 42 48 N, 41 09 24 E",
    "364248N 0410924E",
    "37S 512345 4067890",
    "Easting 512345, Northing 4067890",
    "8GJ5P5M6+9X",
]


@pytest.mark.parametrize("text", COORDINATES)
def test_coordinates_in_a_text_are_hidden_with_places(text: str) -> None:
    assert not re.search(r"\d", Secrets(points=True).without(f"Shelling at {text} by night"))
    assert Secrets().without(f"Shelling at {text}") == f"Shelling at {text}"


@pytest.mark.parametrize(
    "text",
    [
        "12 February 2020",
        "3.5 km",
        "at 09.20 on 12.02.2020",
        "10,000 and 25,500 people",
        "3.5 - 4.75 km",
        "in 12 d 5 minutes",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert Secrets(points=True).without(text) == text


def test_no_text_takes_long() -> None:
    start = time.monotonic()
    for text in ("36.71" + " " * 50_000, "36.71," * 20_000, "1°" * 50_000, "7" * 100_000):
        list(coordinates_in(text))
    assert time.monotonic() - start < 3


REPORT = """
report: r-1
publisher: gazette
published: 2031-01-01
title: 士兵打死了他的弟弟，医院说
licence: https://licence.example/ahmed-khalil
actors:
  gazette: {kind: media-outlet, label: Gazette}
  army: {kind: state-force, label: The Army}
  ahmed: {kind: person, label: Ahmed Khalil}
places:
  spot: {type: village, label: Xanthos, lat: 36.7134, lon: 41.1567, precision_km: 1}
incidents:
  inc: {label: "Shelling at 36.71, 41.16", place: spot}
events:
  killing: {type: kill, incident: inc, place: spot, label: shooting of ahmed in xanthos, wikidata: Q42}
  house: {type: search, incident: inc, label: Search of Ahmed's house near Xanthos}
claims:
  - {said_by: gazette, paragraph: 1, quote: 士兵打死了他的弟弟, event: killing, that: {actor: army, victim: ahmed}}
  - {said_by: gazette, paragraph: 2, event: house, that: {actor: army}}
"""


def test_nothing_of_a_hasty_report_is_left(tmp_path: Path) -> None:
    """Lower-case names in labels, a quote without blanks in a title, coordinates in a label, addresses that lead to who
    or what is meant.
    """
    (tmp_path / "r.yaml").write_text(REPORT, encoding="utf-8")
    with standoff.open() as record:
        record.read(tmp_path / "r.yaml")
        record.export(tmp_path / "whole.ttl")
        record.export(tmp_path / "left.ttl", redact="people,places:20,quotes")
    secrets = ["ahmed", "khalil", "xanthos", "36.71", "41.16", "士兵", "q42"]
    whole, left = ((tmp_path / name).read_text(encoding="utf-8").casefold() for name in ("whole.ttl", "left.ttl"))
    assert [secret for secret in secrets if secret in whole] == secrets
    assert [secret for secret in secrets if secret in left] == []
    assert "search of" in left and "shooting of" in left


def test_a_point_that_is_nowhere_is_left_out() -> None:
    """An edited record may say so."""
    for point in ("POINT(1e308 -1e308)", "POINT(181 0)", "POINT(0 90.5)"):
        assert coarse_point(point, 20) is None
