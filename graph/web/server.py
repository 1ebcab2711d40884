"""A web server for people and programs that need not mean well: Tornado's, with bounds on what a connection may send,
how long it may take and how many there are, and with ``Access`` asked before anything is read.

What it answers is a list of routes: for another set of pages, write ``Handler`` classes and give ``listen`` theirs.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import Callable, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream, StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from ..errors import RecordError
from .access import Access, Refused

__all__ = ["BODY", "Gate", "Handler", "NotFound", "Route", "bound", "listen"]

#: Bytes of a body, of an address, and of all headers together (Tornado closes a connection that sends more of these).
BODY, ADDRESS, HEADERS = 1024 * 1024, 16 * 1024, 32 * 1024
#: Fields of a form.
FIELDS = 100
#: Connections at once; one that waits for its client makes room for a new one.
CONNECTIONS = 256
#: Seconds for a request's headers and for its body, and for a client to take some of an answer.
SLOW = 10

Route = tuple[str, type["Handler"], dict[str, Any]]
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@stream_request_body
class Handler(RequestHandler):
    """Answers requests that ``Access`` lets in, and no others. ``body`` is all that was sent, ``form`` its fields."""

    def initialize(self) -> None:
        self.body = bytearray()
        self.access: Access = self.settings["access"]
        self._gate: Gate = self.settings["gate"][0]

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Security-Policy", self.settings.get("policy", _POLICY)),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),  # with "no-referrer" a form of our own page has the Origin "null"
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            self.set_header(name, value)
        origin = self.request.headers.get("Origin", "")
        if origin in self.settings["access"].origins:
            self.set_header("Access-Control-Allow-Origin", origin)
            self.set_header("Vary", "Origin")
        else:
            self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def prepare(self) -> None:
        stream = self._stream
        if stream is None or stream.socket is None:
            raise Refused(400, "The connection is closed.")
        self._gate.working.add(stream)
        request = self.request
        if len(request.uri or "") > ADDRESS:
            raise Refused(414, f"The address is longer than {ADDRESS:,} bytes. Send the query in the body, by POST.")
        self.access.refuse_stranger(request.headers, stream.socket.getsockname()[0], request.method or "")
        if request.method == "OPTIONS" and request.headers.get("Origin") in self.access.origins:
            return  # a browser's own question before a page's, which carries no token
        given = self.one("token")
        cookie = self.get_cookie(self.access.cookie) or ""
        if not self.access.knows(request.headers.get("Authorization", ""), given, cookie):
            raise Refused(
                401,
                "This server asks for a token. Open the whole address that `standoff serve` printed, ?token=… "
                "included; a program sends the header Authorization: Bearer …",
            )
        if self.access.spells_token(given) and "text/html" in request.headers.get("Accept", ""):
            # From here on the cookie speaks, and the token stands in no history.
            self.set_cookie(self.access.cookie, self.access.visitor, httponly=True, samesite="Strict", path="/")
            if request.method == "GET":
                rest = [(name, value) for name, value in self.fields if name != "token"]
                path = here(request.path)
                self.redirect(path + (f"?{urlencode(rest)}" if rest else ""), status=303)

    def data_received(self, chunk: bytes) -> None:
        self.body += chunk

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

    @property
    def _stream(self) -> IOStream | None:
        stream: IOStream | None = getattr(self.request.connection, "stream", None)
        return stream

    async def sent(self, data: bytes = b"", last: bool = False) -> None:
        """Send, and wait until the client has taken enough of it; close the connection of one who does not."""
        if data:
            self.write(data)
        try:
            async with asyncio.timeout(SLOW):
                await (self.finish() if last else self.flush())
        except (TimeoutError, StreamClosedError):
            self.cut()

    @property
    def is_cut(self) -> bool:
        """Whether the connection is closed."""
        return self._stream is None or self._stream.closed()

    def cut(self) -> None:
        """Close the connection, so that whoever reads sees that the answer is not whole."""
        if self._stream is not None:
            self._stream.close()

    def options(self, *_: str) -> None:
        """What pages of other sites may do, where some may."""
        if self.request.headers.get("Origin") not in self.access.origins:
            raise Refused(405, "OPTIONS is not answered here.")
        self.set_header("Access-Control-Allow-Methods", "GET, POST")
        self.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
        self.set_status(204)

    def on_finish(self) -> None:
        if self._stream is not None:
            self._gate.rests(self._stream)

    def compute_etag(self) -> None:
        return None

    def check_xsrf_cookie(self) -> None:
        """Do nothing: ``Access`` refuses what other sites send."""

    def log_exception(self, *error: Any) -> None:
        if not isinstance(error[1], Refused | HTTPError | StreamClosedError):
            self.settings["talk"](
                f"A fault in standoff itself: {type(error[1]).__name__}: {error[1]}. Please report it."
            )

    def write_error(self, status_code: int, **given: Any) -> None:
        refused = given.get("exc_info", (None, None))[1]
        if isinstance(refused, Refused):
            self.set_status(refused.status)
            if refused.status == 401:
                self.set_header("WWW-Authenticate", 'Bearer realm="standoff"')
            message = str(refused)
        elif status_code == 405:
            message = f"{self.request.method} is not answered here."
        else:
            message = f"{HTTPStatus(status_code).phrase}."
        if not self.is_cut:
            self.finish(f"{message}\n")


def here(path: str) -> str:
    """A path of this server: two slashes, which may lean either way, would lead a browser to another host."""
    return "/" + path.lstrip("/\\")


class NotFound(Handler):
    """What is at no route."""

    def prepare(self) -> None:
        super().prepare()
        if not self._finished:
            raise Refused(404, "There is nothing at this address. The pages are listed at /.")


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, "The fields are not UTF-8.") from None
    except ValueError:
        raise Refused(400, f"There are more than {FIELDS} fields.") from None


class Gate(HTTPServer):
    """Tornado's server, with at most ``CONNECTIONS``, from addresses that ``access`` admits."""

    #: Streams whose request is being answered.
    working: set[IOStream]

    def initialize(self, application: Application, access: Access, **options: Any) -> None:  # type: ignore[override]
        super().initialize(application, **options)
        self._access, self.working = access, set()
        #: All streams, the one that has waited longest first.
        self._streams: dict[IOStream, None] = {}

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if not self._access.admits(address[0]) or not self._room():
            stream.close()
            return
        with contextlib.suppress(OSError):
            # The kernel ends a connection whose other end takes nothing for so long.
            stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SLOW * 1000)
        self._streams[stream] = None
        super().handle_stream(stream, address)

    def _room(self) -> bool:
        """Whether there is room for one more, which there is while any waits for its client to say something."""
        if len(self._streams) < CONNECTIONS:
            return True
        waiting = next((stream for stream in self._streams if stream not in self.working), None)
        if waiting is None:
            return False
        self._forget(waiting)
        waiting.close()
        return True

    def rests(self, stream: IOStream) -> None:
        """Its request is answered."""
        self.working.discard(stream)
        if stream in self._streams:
            self._streams[stream] = self._streams.pop(stream)

    def on_close(self, server_conn: object) -> None:
        super().on_close(server_conn)
        self._forget(server_conn.stream)  # type: ignore[attr-defined]

    def _forget(self, stream: IOStream) -> None:
        self.working.discard(stream)
        self._streams.pop(stream, None)


def bound(port: int, hosts: Sequence[str]) -> list[socket.socket]:
    """Sockets at this port of each of these addresses; an IPv6 address that this machine lacks is left out.

    Raises RecordError where the port is taken.
    """
    found: list[socket.socket] = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            each = socket.socket(family)
        except OSError:
            continue
        try:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            with contextlib.suppress(OSError):
                # A connection is handed over with its first bytes: one turn less for each, and none for silent ones.
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SLOW)
            each.setblocking(False)
            each.bind((host, port))
            # Otherwise another program with SO_REUSEADDR could still bind and listen here.
            each.listen(1024)
        except OSError as error:
            each.close()
            if family == socket.AF_INET6 and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue
            for other in found:
                other.close()
            used = f"Port {port} cannot be used: {error.strerror}. Take another"
            raise RecordError(f"{used}.", command=f"{used} with --port.") from None
        found.append(each)
    return found


def listen(
    routes: Sequence[Route],
    access: Access,
    sockets: Sequence[socket.socket],
    talk: Callable[[str], None],
    **settings: Any,
) -> Gate:
    """A server that answers these routes at these sockets; for use inside a running event loop."""
    for name in ("tornado.access", "tornado.general", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # addresses hold tokens; strangers could fill a log
    itself: list[Gate] = []
    application = Application(
        list(routes),
        default_handler_class=NotFound,
        access=access,
        gate=itself,
        talk=talk,
        **settings,
    )
    gate = Gate(
        application,
        access=access,
        idle_connection_timeout=SLOW,
        body_timeout=SLOW,
        max_header_size=HEADERS,
        max_body_size=BODY,
        max_buffer_size=2 * BODY,
    )
    itself.append(gate)
    gate.add_sockets(sockets)
    return gate
