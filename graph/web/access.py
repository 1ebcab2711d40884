"""Who may ask a server here: from where, by which name, on behalf of which page, and with which token.

A page of another site can make its visitor's browser send requests here. It cannot read the answers, unless its own
name leads here (DNS rebinding): so the name that the browser was given (``Host``) must be one of ours, and so must the
page that asks (``Origin``, ``Sec-Fetch-Site``). Whatever else runs on this machine lacks the token.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from ..errors import QuestionError

__all__ = ["Access", "Network", "Refused", "networks_of", "origins_of"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+")


class Refused(Exception):
    """A request that is not let in: the HTTP status, and what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Access:
    """Whom a server lets in. ``token`` is empty where none is asked for; ``names`` are names of this machine besides
    its addresses, ``origins`` pages of other sites that may ask.
    """

    port: int
    token: str
    networks: Sequence[Network] = ()
    names: Sequence[str] = ()
    origins: Sequence[str] = ()
    #: What the cookie holds: not the token, which a server at another port of this machine would see.
    visitor: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies know no ports, so it has ours."""
        return f"standoff-{self.port}"

    def admits(self, peer: str) -> bool:
        """Whether a connection from this address may be made at all."""
        address = _address(peer)
        return address.is_loopback or any(address in network for network in self.networks)

    def refuse_stranger(self, headers: Mapping[str, str], local: str, method: str) -> None:
        """Raise Refused for a request that names another host, or comes from a page of another site.

        ``local`` is the address that the connection was made to.
        """
        host = headers.get("Host", "")
        if not self._is_ours(host, local):
            raise Refused(
                421,
                f"This server is not {host[:200] or 'without a name'}. Ask at the address that `standoff serve` "
                "printed, or name the other with --host-name.",
            )
        origin = headers.get("Origin")
        if origin in self.origins:
            return
        own = (f"http://{host}".lower(), f"https://{host}".lower())
        if origin is not None and origin.lower() not in own:
            raise Refused(403, "A page of another site may not ask here. Let it in with --cors ORIGIN.")
        # A link from elsewhere is followed by the person who clicks it; whatever else a page loads or sends is not.
        followed = method == "GET" and headers.get("Sec-Fetch-Mode") == "navigate"
        if headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and not followed:
            raise Refused(403, "A page of another site may not ask here. Let it in with --cors ORIGIN.")

    def _is_ours(self, host: str, local: str) -> bool:
        found = _HOST.fullmatch(host)
        if not found:
            return False
        name = found["name"].lower()
        if name in self.names:
            return True  # through a proxy, say, at whatever port
        if int(found["port"] or 80) != self.port:
            return False
        here = _address(local)
        if name == "localhost":
            return here.is_loopback
        try:
            asked = _address(name.strip("[]"))
        except ValueError:
            return False
        # Brackets are for IPv6 alone (RFC 3986 §3.2.2): others make an address that no program reads.
        return asked == here and name.startswith("[") == (asked.version == 6)

    def knows(self, authorization: str, given: str, cookie: str) -> bool:
        """Whether a request carries the token in its header or its address, or the cookie of an earlier visit."""
        if not self.token:
            return True
        scheme, _, credentials = authorization.partition(" ")
        offered = credentials.strip() if scheme.lower() in ("token", "bearer") else given
        # Both are compared whatever the first says, in constant time.
        return _equal(offered, self.token) | _equal(cookie, self.visitor)

    def spells_token(self, given: str) -> bool:
        """Whether this is the token."""
        return bool(self.token) and _equal(given, self.token)


@lru_cache(1000)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Raises ValueError. An interface (``fe80::1%eth0``) is left out."""
    return ipaddress.ip_address(text.partition("%")[0])


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def networks_of(allow_from: str) -> list[Network]:
    """The networks admitted besides loopback: none, one, or all. Raises QuestionError."""
    if allow_from == "loopback":
        return []
    if allow_from == "anyone":
        return [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    try:
        return [ipaddress.ip_network(allow_from, strict=False)]
    except ValueError:
        raise QuestionError(
            f'"{allow_from}" is not a network. Write an address, a network such as 192.168.1.0/24, or anyone.'
        ) from None


def origins_of(cors: Sequence[str]) -> list[str]:
    """The origins of pages, as browsers write them. Raises QuestionError for what is none."""
    for origin in cors:
        if not _ORIGIN.fullmatch(origin) or urlsplit(origin).netloc.lower() != urlsplit(origin).netloc:
            raise QuestionError(
                f'"{origin}" is not the origin of a page. Write it as the browser does, without a path: '
                "https://example.org or http://127.0.0.1:8000."
            )
    return list(cors)
