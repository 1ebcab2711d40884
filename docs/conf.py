"""The handbook as a site: `make docs` (Sphinx, MyST, Furo). It makes no request, and its search works offline."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from standoff.cli import main  # noqa: E402
from standoff.version import __version__  # noqa: E402
from tools.handbook import commands_page, questions_page, tabbed  # noqa: E402

project, author, release = "standoff", "The standoff authors", __version__
copyright = "2026, the standoff authors. MIT licence"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "standoff handbook"
html_show_sphinx = html_copy_source = html_show_sourcelink = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
myst_links_external_new_tab = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
# Docstrings have their sections (Parameters, Returns, Raises, Examples) as numpydoc has them.
napoleon_google_docstring = False
napoleon_use_rtype = False
# Blocks of output, and of formats unknown to Pygments, are shown without colours.
suppress_warnings = ["misc.highlighting_failure"]
copybutton_prompt_text = "$ "
linkcheck_ignore = [r"https?://.*"]


def write_references(app: Any) -> None:
    """Generate the pages that come from the program itself; at each build."""
    source = Path(app.srcdir)
    for name, text in (("commands.md", commands_page(main)), ("questions.md", questions_page())):
        path = source / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def prepare(app: Any, name: str, source: list[str]) -> None:
    """Commands, Python and SPARQL side by side as tabs; on the first page, the list of existing pages."""
    if name != "index":
        source[0] = tabbed(source[0])
        return
    there = {path.stem for path in Path(app.srcdir).glob("*.md")} - {"index"}
    named = set(re.findall(r"^([a-z-]+)$", source[0], re.MULTILINE))
    lines = [line for line in source[0].splitlines() if not re.fullmatch(r"[a-z-]+", line) or line in there]
    source[0] = "\n".join(lines).replace("decisions/*", "\n".join([*sorted(there - named), "decisions/*"]))


def setup(app: Any) -> None:
    app.connect("builder-inited", write_references)
    app.connect("source-read", prepare)
