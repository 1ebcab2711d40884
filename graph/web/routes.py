"""The routes of ``standoff serve``: SPARQL 1.1 Protocol, named questions, and pages for people. All of them only read.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from typing import Any

from .access import Refused
from .handler import Handler, Route
from .pages import STYLE
from .pool import Busy, Ended, Pool

__all__ = ["routes"]

_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def routes(pool: Pool) -> list[Route]:
    """What is answered from the record that these workers have open."""
    given = {"pool": pool}
    return [
        (r"/", _Start, given),
        (r"/query", _Query, given),
        (r"/ask/([^/]+)", _Named, given),
        (r"/style\.css", _Style, {}),
        (r"/(?:update|store)(?:/.*)?", _Closed, {}),
    ]


class _Question(Handler):
    """A request that a worker answers."""

    def initialize(self, pool: Pool) -> None:  # type: ignore[override]
        self._pool = pool

    async def answer(self, message: dict[str, Any]) -> None:
        """Send what a worker answers, as it comes. Raises Refused where that is nothing."""
        message |= {"accept": self.request.headers.get("Accept", ""), "format": self.one("format")}
        try:
            reply = await self._pool.ask(message)
        except Busy:
            self.set_header("Retry-After", "2")
            raise Refused(
                503, "There are as many questions as this server takes at once. Ask again in a moment."
            ) from None
        except Ended as ended:
            raise Refused(500, str(ended)) from None
        self.set_status(reply.status)
        self.set_header("Content-Type", reply.media)
        if not reply.is_long:
            await self.sent(reply.body, last=True)
            return
        try:
            await self.sent(reply.body)
            async for piece in reply.rest():
                await self.sent(piece)
                if self.is_cut:
                    return
            await self.sent(last=True)
        except Ended:
            self.cut()
        finally:
            reply.close()


class _Start(_Question):
    async def get(self) -> None:
        await self.answer({})


class _Query(_Question):
    """SPARQL 1.1 Protocol §2.1: a query in the address, in a form, or as the body itself."""

    async def get(self) -> None:
        await self._ask(self.fields)

    async def post(self) -> None:
        media = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media == _FORM:
            await self._ask(self.fields + self.form)
        elif media == _QUERY:
            try:
                text = self.body.decode()
            except UnicodeDecodeError:
                raise Refused(400, "The query is not UTF-8.") from None
            if "query" in dict(self.fields):
                raise Refused(400, "There is a query in the address and one in the body. Send one.")
            await self._ask([*self.fields, ("query", text)])
        elif media == "application/sparql-update":
            raise Refused(403, _READ_ONLY)
        else:
            raise Refused(415, f"Send a query as {_QUERY}, or in the field query of a form ({_FORM}).")

    async def _ask(self, fields: list[tuple[str, str]]) -> None:
        def all_of(name: str) -> list[str]:
            return [value for field, value in fields if field == name]

        if all_of("update"):
            raise Refused(403, _READ_ONLY)
        queries = all_of("query")
        if len(queries) != 1:
            raise Refused(400, f"A request has one query, in the field query; this has {len(queries) or 'none'}.")
        graphs = {"default": all_of("default-graph-uri"), "named": all_of("named-graph-uri")}
        base = f"http://{self.request.headers['Host']}{self.request.path}"  # of IRIs that are not whole
        await self.answer({"sparql": queries[0], "base": base, **graphs})


class _Named(_Question):
    async def get(self, name: str) -> None:
        kept = {field: value for field, value in self.fields if value and field not in ("format", "token")}
        await self.answer({"name": name, "parameters": kept})


class _Style(Handler):
    async def get(self) -> None:
        self.set_header("Content-Type", "text/css; charset=utf-8")
        await self.sent(STYLE.encode(), last=True)


class _Closed(Handler):
    """Addresses at which other servers let a store be changed, or read as a whole."""

    def prepare(self) -> None:
        super().prepare()
        if not self.finished and self.request.method != "OPTIONS":
            raise Refused(403, _READ_ONLY)


_READ_ONLY = "This record is served read-only, by questions alone: ask at /query. To change it, use standoff read."
