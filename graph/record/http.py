"""HTTP requests to a server: credentials from the environment, limited retries, no redirects.

Every request that standoff sends may safely be sent twice: a query changes nothing, and its updates insert and delete
given triples. So a request that a server refuses temporarily (429, 502, 503, 504), or whose connection breaks, is tried
up to ``TRIES`` times within a minute, as long as a server takes to restart, with growing pauses of at most
``LONGEST_PAUSE`` seconds each, whatever the server asks for. An answer of more than ``MOST_BYTES`` is refused.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import AbstractDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, parse_http_list

from ..errors import RecordError
from .addresses import shown

if TYPE_CHECKING:
    import urllib3

__all__ = ["Client", "Reply"]

TRIES = 8
LONGEST_PAUSE = 30.0
#: Of an answer, unpacked: a million rows of a table are some 10 GB of N-Triples.
MOST_BYTES = 20_000_000_000
#: Seconds to connect, and between two pieces of an answer. STANDOFF_TIMEOUT sets the second.
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 300.0
_IN_MEMORY = 8_000_000
_FOR_NOW = (429, 502, 503, 504)


@dataclass(frozen=True)
class Reply:
    """A complete answer: status, headers and body; a long body is on disk."""

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]

    def text(self) -> str:
        """The first 1,000 characters, on one line, for an error message."""
        self.body.seek(0)
        return " ".join(self.body.read(1000).decode("utf-8", "replace").split())

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass
class Client:
    """Sends requests to the servers of one record. Credentials go only to the hosts of ``addresses``, never into a log:
    ``STANDOFF_USER`` with ``STANDOFF_PASSWORD`` where a server asks for them (Basic or Digest), or ``STANDOFF_TOKEN``.
    """

    addresses: tuple[str, ...]
    _authorize: dict[str, Any] = field(default_factory=dict)
    _pool: urllib3.PoolManager | None = None
    _answered: bool = False

    def send(self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """The server's answer. Raises RecordError where there is none, for a redirect, and where access is refused."""
        pause = 0.5
        for left in reversed(range(TRIES)):
            try:
                reply = self._once(method, url, body, dict(headers or {}))
            except _broken() as error:
                # Do not wait for a server that never answered; one that did may be restarting.
                if not left or (_is_refused(error) and not self._answered):
                    raise RecordError(
                        f"{shown(url)} does not answer: {_reason(error)}. Is the server running?"
                    ) from None
                wait = pause
            else:
                self._answered = True
                if reply.status not in _FOR_NOW or not left:
                    return reply
                wait = max(pause, _asked_for(reply))
            time.sleep(min(wait, LONGEST_PAUSE))
            pause *= 2
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close the open connections."""
        if self._pool is not None:
            self._pool.clear()

    def _once(self, method: str, url: str, body: bytes, headers: dict[str, str], again: bool = True) -> Reply:
        import urllib3

        if self._pool is None:
            self._pool = urllib3.PoolManager(retries=False, headers={"User-Agent": "standoff"})
        wait = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=_read_timeout())
        given = {**headers, **self._credentials(method, url)}
        response = self._pool.request(
            method,
            url,
            body=body or None,
            headers=given,
            redirect=False,
            retries=False,
            timeout=wait,
            preload_content=False,
        )
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the reader of the reply closes it
        try:
            for piece in response.stream(1 << 16, decode_content=True):
                if spool.tell() + len(piece) > MOST_BYTES:
                    response.close()
                    raise RecordError(
                        f"{shown(url)} answers without end: more than {MOST_BYTES:,} bytes. Ask for less, or check the "
                        "address."
                    )
                spool.write(piece)
        finally:
            response.release_conn()
        spool.seek(0)
        reply = Reply(response.status, {k.lower(): v for k, v in response.headers.items()}, spool)
        if reply.status in (301, 302, 303, 307, 308):
            where = shown(reply.headers.get("location", "another address"))
            raise RecordError(
                f"{shown(url)} redirects to {where}, which is not followed. Give that address if you trust it."
            )
        if reply.status == 401 and again and self._challenged(url, reply):
            return self._once(method, url, body, headers, again=False)
        if reply.status in (401, 403):
            refused = f"{shown(url)} refused access ({reply.status})."
            raise RecordError(f"{refused} Set STANDOFF_USER and STANDOFF_PASSWORD, or STANDOFF_TOKEN.")
        return reply

    def _credentials(self, method: str, url: str) -> dict[str, str]:
        token = os.environ.get("STANDOFF_TOKEN")
        if urlsplit(url).netloc not in {urlsplit(address).netloc for address in self.addresses}:
            return {}
        if token:
            if not token.isascii() or not token.isprintable():
                raise RecordError("STANDOFF_TOKEN contains a character no token has, e.g. a line break. Set it again.")
            return {"Authorization": f"Bearer {token}"}
        answer = self._authorize.get(urlsplit(url).netloc)
        return {"Authorization": answer(method, url)} if answer else {}

    def _challenged(self, url: str, reply: Reply) -> bool:
        """Whether the server's challenge can be answered; if so, all further requests carry the answer."""
        user, password = os.environ.get("STANDOFF_USER"), os.environ.get("STANDOFF_PASSWORD", "")
        asked = reply.headers.get("www-authenticate", "")
        scheme, _, rest = asked.partition(" ")
        if not user or os.environ.get("STANDOFF_TOKEN"):
            return False
        if scheme.lower() == "basic":
            import base64

            plain = base64.b64encode(f"{user}:{password}".encode()).decode()
            self._authorize[urlsplit(url).netloc] = lambda method, url: f"Basic {plain}"
            return True
        if scheme.lower() != "digest":
            return False
        challenge = dict(_pair(part) for part in parse_http_list(rest))
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/", user, password)
        handler = AbstractDigestAuthHandler(known)

        def digest(method: str, url: str) -> str:
            return f"Digest {handler.get_authorization(Request(url, method=method), challenge)}"

        self._authorize[urlsplit(url).netloc] = digest
        return True


def _is_refused(error: Exception) -> bool:
    from urllib3.exceptions import NewConnectionError

    return isinstance(error, NewConnectionError)


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _read_timeout() -> float:
    given = os.environ.get("STANDOFF_TIMEOUT", "")
    with contextlib.suppress(ValueError):
        if float(given) > 0:
            return float(given)
    if given:
        raise RecordError(f'STANDOFF_TIMEOUT is "{given}". Give seconds, such as 60.')
    return READ_TIMEOUT


def _asked_for(reply: Reply) -> float:
    # The other form of Retry-After is a date, which depends on the server's clock; our pause grows anyway.
    try:
        return float(reply.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0


def _broken() -> tuple[type[Exception], ...]:
    import urllib3

    return (urllib3.exceptions.HTTPError, OSError)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".").split(": ", 1)[-1] or type(error).__name__
