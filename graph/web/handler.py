"""A request and its answer: what a page of the server is written as.

Tornado reads the requests (``HTTP1Connection``); its ``RequestHandler`` would cost more than all else that a question
needs here, and does much that a stranger should not reach: templates, signed cookies, uploads.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders, ResponseStartLine, parse_cookie
from tornado.iostream import StreamClosedError

from .access import Access, Refused

__all__ = ["ADDRESS", "SLOW", "Handler", "NotFound", "Request", "Route", "here"]

#: Bytes of an address.
ADDRESS = 16 * 1024
#: Fields of a form.
FIELDS = 100
#: Seconds for a request's headers and for its body, and for a client to take some of an answer.
SLOW = 10
#: Seconds that an answer is still worked on after its asker has closed the connection: most are done by then, and
#: stopping one costs more.
_GRACE = 0.5
_METHODS = {"GET": "get", "POST": "post", "OPTIONS": "options"}
#: What a page may load.
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, of which of our addresses, and the connection to answer on."""

    method: str
    uri: str
    version: str
    headers: HTTPHeaders
    local: str
    connection: HTTP1Connection

    @property
    def path(self) -> str:
        return self.uri.partition("?")[0]

    @property
    def query(self) -> str:
        return self.uri.partition("?")[2]


#: The pattern of paths, the page, and what its ``initialize`` is given.
Route = tuple[str, type["Handler"], dict[str, Any]]


class Handler:
    """Answers one request that ``Access`` lets in. ``body`` is all that was sent, ``form`` its fields.

    A page is a subclass with the coroutines ``get`` or ``post``, which take what its route's pattern captures.
    """

    def __init__(self, request: Request, access: Access, talk: Callable[[str], None], *captured: str) -> None:
        self.request, self.access = request, access
        self.body = bytearray()
        self.finished = False
        self._talk, self._captured, self._begun, self._status = talk, captured, False, 200
        self._task: asyncio.Task[None] | None = None
        self._till_closed = False
        self._headers = HTTPHeaders()
        for name, value in (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Date", formatdate(usegmt=True)),
            ("Content-Security-Policy", _POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),  # with "no-referrer" a form of our own page has the Origin "null"
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            self._headers[name] = value
        origin = request.headers.get("Origin", "")
        if origin in access.origins:
            self._headers["Access-Control-Allow-Origin"] = origin
            self._headers["Vary"] = "Origin"
        else:
            self._headers["Cross-Origin-Resource-Policy"] = "same-origin"

    def initialize(self) -> None:
        """Take what the route gives by name."""

    # --- what the server calls ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Let the request in, or answer why not, before its body is read."""
        try:
            self.prepare()
        except Refused as refused:
            self._refuse(refused)

    def run(self, done: Callable[[object], object]) -> None:
        """Answer the request, all of which is there; ``done`` is called afterwards."""
        self._task = asyncio.get_running_loop().create_task(self._answered())
        self._task.add_done_callback(self._done)
        self._task.add_done_callback(done)

    def gone(self) -> None:
        """Stop: the client has closed the connection."""
        if self._task and not self._task.done():
            asyncio.get_running_loop().call_later(_GRACE, self._task.cancel)

    # --- what a page is written with ----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Raise Refused for a request that is not let in; a visitor who brings the token is sent on without it."""
        request = self.request
        if len(request.uri) > ADDRESS:
            raise Refused(414, f"The address is longer than {ADDRESS:,} bytes. Send the query in the body, by POST.")
        self.access.refuse_stranger(request.headers, request.local, request.method)
        if request.method == "OPTIONS" and request.headers.get("Origin") in self.access.origins:
            return  # a browser's own question before a page's, which carries no token
        given = self.one("token")
        cookie = parse_cookie(request.headers.get("Cookie", "")).get(self.access.cookie, "")
        if not self.access.knows(request.headers.get("Authorization", ""), given, cookie):
            raise Refused(
                401,
                "This server asks for a token. Open the whole address that `standoff serve` printed, ?token=… "
                "included; a program sends the header Authorization: Bearer …",
            )
        if self.access.spells_token(given) and "text/html" in request.headers.get("Accept", ""):
            # From here on the cookie speaks, and the token stands in no history.
            spoken = f"{self.access.cookie}={self.access.visitor}; HttpOnly; Path=/; SameSite=Strict"
            self.set_header("Set-Cookie", spoken)
            if request.method == "GET":
                rest = [(name, value) for name, value in self.fields if name != "token"]
                path = quote(here(request.path), safe="/%!$&'()*+,:;=@~")
                self.set_header("Location", path + (f"?{urlencode(rest)}" if rest else ""))
                self.set_status(303)
                self._write(b"", last=True)

    @cached_property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of the address, in order. Raises Refused."""
        return _fields(self.request.query)

    @property
    def form(self) -> list[tuple[str, str]]:
        """The fields of a form that was sent, in order. Raises Refused."""
        try:
            return _fields(self.body.decode("ascii"))
        except UnicodeDecodeError:
            raise Refused(400, "A form is sent with each byte beyond ASCII as %XX.") from None

    def one(self, name: str) -> str:
        """The last value of a field of the address; empty where there is none."""
        return dict(self.fields).get(name, "")

    def set_status(self, status: int) -> None:
        self._status = status

    def set_header(self, name: str, value: str) -> None:
        self._headers[name] = value

    async def sent(self, data: bytes = b"", last: bool = False) -> None:
        """Send, and wait until the client has taken enough of it; close the connection of one who does not."""
        written = self._write(data, last)
        if written is None or written.done():
            return
        try:
            async with asyncio.timeout(SLOW):
                await written
        except (TimeoutError, StreamClosedError):
            self.cut()

    @property
    def is_cut(self) -> bool:
        """Whether the connection is closed."""
        return bool(self.request.connection.stream.closed())

    def cut(self) -> None:
        """Break the connection off, so that whoever reads sees that the answer is not whole: to HTTP/1.0 an orderly
        close would be its end.
        """
        stream = self.request.connection.stream
        if not stream.closed():
            with contextlib.suppress(OSError):
                stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()

    async def options(self, *_: str) -> None:
        """What pages of other sites may do, where some may."""
        if self.request.headers.get("Origin") not in self.access.origins:
            raise Refused(405, "OPTIONS is not answered here.")
        self.set_header("Access-Control-Allow-Methods", "GET, POST")
        self.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
        self.set_status(204)
        await self.sent(last=True)

    # --- how it is answered -------------------------------------------------------------------------------------------

    async def _answered(self) -> None:
        method: Callable[..., Awaitable[None]] | None = getattr(self, _METHODS.get(self.request.method, ""), None)
        if method is None:
            raise Refused(405, f"{self.request.method[:20]} is not answered here.")
        await method(*self._captured)

    def _done(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Refused):
            self._refuse(error)
        elif error is not None and not isinstance(error, StreamClosedError):
            self._talk(f"A fault in standoff itself: {type(error).__name__}: {error}. Please report it.")
            self._refuse(Refused(500, f"{HTTPStatus(500).phrase}."))
        elif not self.finished:
            self.cut()

    def _refuse(self, refused: Refused) -> None:
        if self._begun:
            self.cut()
            return
        self.set_status(refused.status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if refused.status == 401:
            self.set_header("WWW-Authenticate", 'Bearer realm="standoff"')
        elif refused.status == 405:
            self.set_header("Allow", ", ".join(name for name in ("GET", "POST") if hasattr(self, _METHODS[name])))
        self._write(f"{refused}\n".encode(errors="replace"), last=True)

    def _write(self, data: bytes, last: bool) -> asyncio.Future[None] | None:
        """Write a part of the answer, or all; what comes back is done once the client has it."""
        connection, written = self.request.connection, None
        if not self._begun:
            self._begun = True
            if last and self._status != 204:
                self._headers["Content-Length"] = str(len(data))
            elif not last and self.request.version != "HTTP/1.1":
                # Before 1.1 an answer of unknown length ends with its connection (RFC 9112 §6.3).
                self._till_closed = True
                self.request.headers["Connection"] = "close"
            start = ResponseStartLine("HTTP/1.1", self._status, HTTPStatus(self._status).phrase)
            head = self.request.method == "HEAD"
            written = connection.write_headers(start, self._headers, b"" if head else data)
        elif data:
            written = connection.write(data)
        if last:
            self.finished = True
            connection.finish()
            if self._till_closed:
                connection.stream.close()  # all of it was sent: each part is waited for
        return written


class NotFound(Handler):
    """What is at no route."""

    def prepare(self) -> None:
        super().prepare()
        if not self.finished:
            raise Refused(404, "There is nothing at this address. The pages are listed at /.")


def here(path: str) -> str:
    """A path of this server: two slashes, which may lean either way, would lead a browser to another host."""
    return "/" + path.lstrip("/\\")


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, "The fields are not UTF-8.") from None
    except ValueError:
        raise Refused(400, f"There are more than {FIELDS} fields.") from None
