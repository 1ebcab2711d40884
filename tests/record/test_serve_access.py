"""Who may ask a served record: by which name, for which page, with which token; and what a browser makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from standoff.errors import QuestionError
from standoff.sparql import nesting
from standoff.web.access import Access, Refused, networks_of, origins_of
from standoff.web.answering import accepted
from standoff.web.handler import here
from standoff.web.pages import page
from tests.browser import chromium
from tests.record.test_serve import TOKEN, serving

ACCESS = Access(7878, "abc", networks_of("10.0.0.0/8"), ["ana.example"], ["https://maps.example"])


@pytest.mark.parametrize(
    "host, local, ours",
    [
        ("127.0.0.1:7878", "127.0.0.1", True),
        ("LOCALHOST:7878", "127.0.0.1", True),
        ("localhost:7878", "::1", True),
        ("[::1]:7878", "::1", True),
        ("[0:0:0:0:0:0:0:1]:7878", "::1", True),
        ("10.0.0.5:7878", "10.0.0.5", True),
        ("ana.example", "10.0.0.5", True),
        ("Ana.Example:443", "127.0.0.1", True),
        # DNS rebinding: the name is the attacker's, the address ours.
        ("evil.example:7878", "127.0.0.1", False),
        ("127.0.0.1.evil.example:7878", "127.0.0.1", False),
        ("localhost.:7878", "127.0.0.1", False),
        ("localhost:7878", "10.0.0.5", False),
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1:7879", "127.0.0.1", False),
        ("127.1:7878", "127.0.0.1", False),
        ("0x7f000001:7878", "127.0.0.1", False),
        ("[::ffff:127.0.0.1]:7878", "127.0.0.1", False),
        ("[::1:7878", "::1", False),
        ("[127.0.0.1]:7878", "127.0.0.1", False),
        ("127.0.0.1:7878@evil.example", "127.0.0.1", False),
        ("127.0.0.1:7878,evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
    ],
)
def test_another_name_is_refused(host: str, local: str, ours: bool) -> None:
    if ours:
        ACCESS.refuse_stranger({"Host": host}, local, "GET")
    else:
        with pytest.raises(Refused, match="not") as refused:
            ACCESS.refuse_stranger({"Host": host}, local, "GET")
        assert refused.value.status == 421


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "\\/evil.example/", "/\\/evil.example/"])
def test_who_comes_with_the_token_is_led_to_no_other_host(path: str) -> None:
    """Browsers read a backslash as a slash: https://url.spec.whatwg.org/#relative-slash-state"""
    assert here(path) == "/evil.example/"


@pytest.mark.parametrize(
    "headers, method, may",
    [
        ({"Origin": "http://127.0.0.1:7878"}, "POST", True),
        ({"Origin": "https://maps.example"}, "POST", True),
        ({"Origin": "https://maps.example", "Sec-Fetch-Site": "cross-site"}, "GET", True),
        ({"Origin": "http://maps.example"}, "GET", False),
        ({"Origin": "https://maps.example.evil.example"}, "GET", False),
        ({"Origin": "http://127.0.0.1:3000"}, "POST", False),
        ({"Origin": "null"}, "POST", False),
        ({"Origin": ""}, "POST", False),
        ({"Sec-Fetch-Site": "same-origin"}, "POST", True),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, "GET", True),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, "GET", True),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, "POST", False),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, "GET", False),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}, "GET", False),
    ],
)
def test_a_page_of_another_site_is_refused(headers: dict[str, str], method: str, may: bool) -> None:
    given = {"Host": "127.0.0.1:7878"} | headers
    if may:
        ACCESS.refuse_stranger(given, "127.0.0.1", method)
    else:
        with pytest.raises(Refused, match="page of another site") as refused:
            ACCESS.refuse_stranger(given, "127.0.0.1", method)
        assert refused.value.status == 403


@pytest.mark.parametrize(
    "authorization, given, cookie, may",
    [
        ("Bearer abc", "", "", True),
        ("token abc", "", "", True),
        ("BEARER  abc ", "", "", True),
        ("", "abc", "", True),
        pytest.param("", "", ACCESS.visitor, True, id="the cookie"),
        ("", "", "abc", False),
        ("Bearer ABC", "", "", False),
        ("Bearer ab", "", "", False),
        ("Bearer abcd", "", "", False),
        ("Basic abc", "", "", False),
        ("Bearer ü\ud800", "", "", False),
        ("Bearer", "", "", False),
        ("", "", "", False),
    ],
)
def test_a_token_or_the_cookie_is_asked_for(authorization: str, given: str, cookie: str, may: bool) -> None:
    assert ACCESS.knows(authorization, given, cookie) is may
    assert Access(7878, "").knows(authorization, given, cookie), "none is asked for"


@pytest.mark.parametrize("origin", ["*", "null", "example.org", "https://example.org/", "https://Example.org", ""])
def test_only_whole_origins_are_let_in(origin: str) -> None:
    with pytest.raises(QuestionError, match="is not the origin of a page"):
        origins_of([origin])
    assert origins_of(["http://127.0.0.1:8000"]) == ["http://127.0.0.1:8000"]


@pytest.mark.parametrize(
    "accept, media",
    [
        ("", "text/csv"),
        ("*/*", "text/csv"),
        ("text/html, */*;q=0.1", "text/html"),
        ("application/json", "application/json"),
        ("text/*;q=0.5, application/json", "application/json"),
        ("text/csv;q=0, text/*", "text/html"),
        ("image/png", None),
        ("text/csv;q=none", None),
    ],
)
def test_the_form_that_is_accepted(accept: str, media: str | None) -> None:
    """By RFC 9110 §12.5.1: the most specific range counts, q=0 is a refusal."""
    assert accepted(accept, ["text/csv", "application/json", "text/html"]) == media


@pytest.mark.parametrize(
    "sparql, deep",
    [
        ("ASK " + "{" * 5000 + "}" * 5000, 5000),
        ("ASK { FILTER(((1))) ?s ?p [ ?q [] ] }", 4),
        ("ASK { ?s ?p '{{{', \"[[\", '''((\n('''  # {{{{\n }", 1),
        ("ASK { <http://a#b> ?p '\\'{' . ?s ?p ?o FILTER(?o < 3 && ?o > 1) }", 2),
        ("ASK {} " * 1000, 1),
        ("'''" + "{" * 1000, 0),
    ],
)
def test_how_deep_a_query_nests(sparql: str, deep: int) -> None:
    assert nesting(sparql) == deep


def test_a_page_has_nothing_of_a_title_as_markup() -> None:
    assert "<script" not in page("<script>alert(1)</script>")


@pytest.fixture
def visitor() -> Iterator[Any]:
    with chromium() as browser:
        yield browser.new_page()


def test_a_person_asks_in_a_browser(seed_folder: Path, visitor: Any) -> None:
    """The form of the start page is sent with an Origin, which the page's own policy must not hide."""
    complaints: list[str] = []
    visitor.on("console", lambda message: complaints.append(message.text))
    with serving(seed_folder) as (address, _):
        visitor.goto(f"{address}/?token={TOKEN}")
        assert visitor.url == f"{address}/", "the token is not left in the address"
        visitor.click("button")
        assert visitor.locator("tbody tr").count() > 1
        visitor.goto(address)
        visitor.click("text=sources")
        assert visitor.url == f"{address}/ask/sources" and visitor.locator("tbody tr").count() > 1
        (cookie,) = visitor.context.cookies()
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["value"] != TOKEN
    assert complaints == []
