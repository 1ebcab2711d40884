"""The network as one page: a single HTML file that makes no request and runs nothing but its own script.

    picture ──pyvis.Network──▶ page.html ◀── page.css, page.js, vis-network (from pyvis's own files)

The page contains its data as JSON, which the script writes into the document as text, so that no label, quote or
address can become markup. A Content-Security-Policy names the page's own scripts and style by hash and forbids the
rest. pyvis's own template loads two files from a CDN and does not escape headings, so we use our own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["page"]

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    *(
        "words",
        "data",
        "rules",
        "geometry",
        "labels",
        "panel",
        "attributions",
        "stated",
        "evidence",
        "opened",
        "fold",
        "stage",
    ),
    *("paint", "moved", "tip", "counts", "controls", "opening", "rail", "acts", "axis", "beside", "dossier", "matrix"),
    *("when", "story", "where", "sources", "tabs", "out", "picture", "start"),
)
#: The parts of the page, by the name in its address, and what they are called.
_TABS = {
    "network": "Network",
    "beside": "Side by side",
    "dossier": "Who says what",
    "timeline": "When",
    "map": "Where",
    "sources": "Sources",
    "about": "About",
}
_REST = ("title", "holds", "sides", "folds", "opens", "drawn", "table", "outline")
_VIS = "templates/lib/vis-9.1.2"

# What would end a <script> element, open an entity or break a line of JavaScript, written as JSON escapes instead.
_INERT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\x85\u2028\u2029"}


def page(picture: Mapping[str, Any]) -> str:
    """One self-contained HTML document that draws the picture; equal pictures give equal text.

    ``picture`` is what ``standoff.page.picture.picture`` returns; it is not changed. The page computes the nodes and
    edges of any view itself. Raises ValueError for a number that JSON cannot represent (NaN).
    """
    # pyvis takes a quarter of a second to import; `--help` should not wait for it.
    import jinja2
    from pyvis.network import Network  # type: ignore[import-untyped, unused-ignore]

    style, scripts = _style(), (_vis_script(), _script())
    net = Network(directed=True, cdn_resources="in_line", heading=picture["title"])
    # As a list: add_node scans all nodes that are there already, and renames what it is given.
    net.nodes = list(picture["cast"])
    net.set_template(f"{_STATIC.as_posix()}/page.html")
    # set_template creates an environment that escapes nothing; this one escapes everything not marked as safe below.
    environment = net.templateEnv = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_STATIC), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["embed"] = _embed
    environment.globals.update(
        sentence=picture["sentence"],
        about=[(label, _set_out(text)) for label, text in picture["about"]],
        tabs=list(_TABS.items()),
        rest={key: picture[key] for key in _REST},
        policy=_policy(style, scripts),
        style=_markup(style),
        scripts=[_markup(script) for script in scripts],
    )
    html: str = net.generate_html()
    # Half a surrogate pair (say, from a command line that is not UTF-8) cannot be written to a file.
    return html.encode("utf-8", "replace").decode()


def _set_out(text: str) -> list[tuple[bool, list[tuple[str, str]]]]:
    """A text wrapped for terminals, as running text (False) and as terms with their meanings (True)."""
    parts: list[tuple[bool, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        term, gap, words = line.partition("  ")
        is_term = bool(term and gap and words)
        given = (term, words.strip()) if is_term else ("", line)
        if not parts or parts[-1][0] != is_term:
            parts.append((is_term, [given]))
        elif is_term:
            parts[-1][1].append(given)
        else:
            parts[-1][1][0] = ("", f"{parts[-1][1][0][1]} {line}")
    return parts


def _embed(value: Any) -> Any:
    """JSON that is safe inside a ``<script type="application/json">``, whatever strings it contains."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _markup(text.translate(_INERT))


def _markup(text: str) -> Any:
    """Text that the template writes without escaping it."""
    from markupsafe import Markup

    return Markup(text)


def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """The Content-Security-Policy: these scripts, this style, pictures inside the page, and nothing else."""
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """The hash source (CSP Level 3, section 2.3.1) for the text of an inline element."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _vis_script() -> str:
    """vis-network as pyvis ships it, without the link to a source map, which developer tools would request."""
    text = re.sub(r"\n//# sourceMappingURL=.*", "", _pyvis_file("vis-network.min.js"))
    # Notebooks are stored line by line as Python splits them, also at U+0085, which a string of vis-network contains.
    # VS Code then adds a line feed, and the script no longer matches the hash in the page's policy.
    return text.replace("\x85", "\\x85")


@cache
def _script() -> str:
    """Our own scripts in order, as one, so that they share one scope of their own."""
    parts = "\n".join(_own(f"{name}.js") for name in _SCRIPTS)
    return f"'use strict';\n(() => {{\n{parts}}})();\n"


@cache
def _style() -> str:
    """vis-network's style, followed by ours.

    Rules with a picture are left out: 200 kB of buttons for editing a graph, which this page does not offer.
    """
    vis = re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", _pyvis_file("vis-network.css"))
    return vis + "\n" + _own("page.css")


def _pyvis_file(name: str) -> str:
    import pyvis  # type: ignore[import-untyped, unused-ignore]

    return _text(Path(pyvis.__file__).parent / _VIS / name)


def _own(name: str) -> str:
    return _text(_STATIC / name)


def _text(path: Path) -> str:
    # Universal newlines: a browser hashes an inline element after turning CR LF into LF, and so must we.
    return path.read_text(encoding="utf-8")
