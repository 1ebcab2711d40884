"""Files that are no reports, and files made to hurt: one clear message each, and no more memory than they deserve."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff.errors import InputError
from standoff.readers.inputs import read_input
from standoff.readers.yaml import MAX_BYTES, load

WriteReport = Callable[..., Path]

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def the_message(path: Path) -> str:
    """The one message with which the path is refused, without the path in front."""
    with pytest.raises(InputError) as caught:
        read_input(path)
    assert len(caught.value.problems) == 1, str(caught.value)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


#: What stands in the file, the line the message names (None: the file as a whole), and words of the message.
UNREADABLE = {
    "empty": (b"", None, "is empty"),
    "only comments": (b"# nothing\n\n# at all\n", None, "is empty"),
    "only spaces": (b"  \n \n", None, "is empty"),
    "byte order mark alone": (b"\xef\xbb\xbf", None, "is empty"),
    "Latin-1": ("report: r\npublisher: Café\n".encode("latin-1"), 2, "not UTF-8"),
    "UTF-16": ("report: r\n".encode("utf-16"), 1, "not UTF-8"),
    "binary": (bytes(range(256)), None, ""),
    "null characters": (b"report: r\nx: \x00\n", None, "not YAML"),
    "two documents": (b"report: r\n---\nreport: q\n", 2, "second YAML document"),
    "a list at the top": (b"- report: r\n", 1, "not a mapping"),
    "a word at the top": (b"report\n", 1, "not a mapping"),
    "a key twice": (b"report: r\npublisher: a\npublisher: b\n", 3, '"publisher" appears here a second time'),
    "a tab as indentation": (b"report: r\nactors:\n\tsana: {}\n", 3, "the line starts with a tab"),
    "a colon in a text": (b"report: r: s\n", 1, "A text with a colon in it needs quotes"),
    "a text with an at sign": (b"report: @r\n", 1, "starts with @"),
    "a mapping never closed": (b"actors:\n  a: {kind: person\nplaces: {}\n", 3, "A closing } is missing"),
    "a quotation mark never closed": (b'report: "r\n', 2, "opened and not closed"),
    "a bracket never closed": (b"report: r\nclaims: [\n", 3, "not YAML"),
    "a list as a key": (b"report: r\n[a, b]: c\n", 2, "A key must be a word"),
    "an alias bomb": (ALIAS_BOMB.encode(), 1, "Anchors and aliases"),
    "an alias to itself": (b"report: r\nactors: &a [*a]\n", 2, "Anchors and aliases"),
    "a merge of an alias": (b"report: r\nbase: &b {x: 1}\n", 2, "Anchors and aliases"),
    "deep brackets": (b"report: r\nclaims: " + b"[" * 100_000, 2, "nested more than"),
    "deep braces": (b"report: r\nclaims: " + b"{a: " * 100_000, 2, "nested more than"),
    "deep indentation": (b"report: r\n" + b"".join(b" " * n + b"a:\n" for n in range(200)), None, "nested more than"),
}


@pytest.mark.parametrize("content, line, words", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_file_gets_one_message(tmp_path: Path, content: bytes, line: int | None, words: str) -> None:
    path = tmp_path / "report.yaml"
    path.write_bytes(content)
    message = the_message(path)
    assert words in message
    assert line is None or message.startswith(f":{line}: ")


def test_a_tag_runs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    path.write_text("report: !!python/object/apply:os.mkdir [made]\npublisher: x\n")
    with pytest.raises(InputError):
        read_input(path)
    assert not (tmp_path / "made").exists() and not Path("made").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "no such file" in the_message(tmp_path / "nowhere.yaml")


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.ymal").write_text("report: r\n")
    assert re.search(r'Did you mean "\.ya?ml"\?', the_message(tmp_path / "report.ymal"))


def test_a_folder_without_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("report: r\n")
    assert "has no .yaml file" in the_message(tmp_path)


def test_a_folder_of_identities_alone_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("actors: {sana: {kind: media-outlet}}\n")
    assert "no claims" in the_message(tmp_path)


def test_a_folder_named_like_a_report_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    with pytest.raises(InputError) as caught:
        read_input(tmp_path)
    assert [p.file for p in caught.value.problems] == [str(tmp_path / "x.yaml")]
    assert "irectory" in str(caught.value) or "folder" in str(caught.value)


def test_a_symlink_that_leads_to_itself_is_named(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    assert the_message(loop)
    with pytest.raises(InputError, match=r"loop\.yaml"):
        read_input(tmp_path)


def test_a_name_longer_than_any_file_system_allows_is_named(tmp_path: Path) -> None:
    assert the_message(tmp_path / ("x" * 300 + ".yaml"))


READ = """
import sys
from pathlib import Path
from standoff.errors import InputError
from standoff.readers.inputs import read_input
try:
    read_input(Path(sys.argv[1]))
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize("what", ["a device without end", "a pipe that nobody writes to"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.yaml"
    path.symlink_to("/dev/zero") if "device" in what else os.mkfifo(path)
    # In a process of its own, with 1 GB of memory: where the device is read, memory runs out; a pipe waits for ever.
    done = subprocess.run(
        ["timeout", "60", sys.executable, "-c", READ, path],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9)),
    )
    assert done.stdout.startswith(f"{path}: "), done.stderr[-300:] or f"status {done.returncode}: it waits"


def peak_of(action: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a hole: it takes no room on the disk
    assert peak_of(lambda: the_message(path)) < 200_000_000 / 20
    assert "200 MB" in the_message(path)


@pytest.mark.parametrize("name", ["an alias bomb", "deep brackets", "deep braces"])
def test_a_hostile_file_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_bytes(UNREADABLE[name][0])
    # The bomb would be 9⁹ = 387,420,489 words; the brackets as values some hundred bytes each.
    assert peak_of(lambda: the_message(path)) < 10_000_000


def test_the_largest_file_allowed_takes_memory_in_proportion(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("report: r\nnote: " + "x" * (MAX_BYTES - 100) + "\n")
    assert peak_of(lambda: load(path)) < 20 * MAX_BYTES


def test_lines_are_those_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("# a comment\nreport: r\nclaims:\n  - id: a\n    quote: >\n      folded\n    that: {type: x}\n")
    claim = load(path).value["claims"].value[0]  # type: ignore[call-overload, index, union-attr]
    assert {key: marked.line for key, marked in claim.value.items()} == {"id": 4, "quote": 5, "that": 7}


def test_dates_and_numbers_stay_the_text_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("day: 2020-02-12\nyear: 0o17\nno: no\nnothing: ~\n")
    values = {key: marked.value for key, marked in load(path).value.items()}  # type: ignore[union-attr]
    assert values == {"day": "2020-02-12", "year": "0o17", "no": "no", "nothing": ""}


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path, write_report: WriteReport) -> None:
    path = write_report(tmp_path)
    plain = read_input(path)[0].attributions
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_input(path)[0].attributions == plain


# --- whatever is typed, nothing but InputError ---------------------------------------------------------------------

YAML_WORDS = [
    "report: ",
    "publisher: ",
    "claims:",
    "\n",
    "\n  - ",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "#",
    "&a ",
    "*a",
    "!!int ",
    "'",
    '"',
    "|",
    ">",
    "---",
    "...",
    "?",
    "-",
    "~",
    "\t",
    "\r",
    "\x85",
    "\u2028",
    "٣",
    "é",
    "\ufeff",
    "said_by: ",
    "that: ",
    "denies: ",
    "event: ",
    "2020-02-12",
    "2020-13",
    "sana",
    "killing",
    "null",
]


@settings(max_examples=300)
@given(text=some.one_of(some.text(), some.lists(some.sampled_from(YAML_WORDS)).map("".join)))
def test_whatever_is_typed_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        read_input(path)
    except InputError as error:
        assert error.problems


@some.composite
def changed(draw: some.DrawFn, text: str) -> str:
    """The text with some pieces deleted, doubled, moved or replaced."""
    for _ in range(draw(some.integers(1, 4))):
        start = draw(some.integers(0, max(len(text) - 1, 0)))
        end = start + draw(some.integers(0, 40))
        piece = draw(some.sampled_from(["", text[start:end] * 2, *YAML_WORDS]))
        text = text[:start] + piece + text[end:]
    return text


@settings(max_examples=100)
@given(data=some.data())
def test_a_damaged_seed_report_is_read_or_refused(
    tmp_path: Path, example: Path, seed_report: Path, data: some.DataObject
) -> None:
    for name in ("actors.yaml", "places.yaml", "events.yaml"):
        shutil.copy(example / name, tmp_path)
    path = tmp_path / seed_report.name
    path.write_text(data.draw(changed(seed_report.read_text(encoding="utf-8"))), encoding="utf-8")
    try:
        read_input(path)
    except InputError as error:
        assert error.problems


@settings(max_examples=300)
@given(data=some.data())
def test_a_damaged_report_is_read_or_refused(
    tmp_path: Path, write_report: Callable[..., Path], data: some.DataObject
) -> None:
    path = write_report(tmp_path)
    path.write_text(data.draw(changed(path.read_text(encoding="utf-8"))), encoding="utf-8")
    try:
        read_input(path)
    except InputError as error:
        assert error.problems
