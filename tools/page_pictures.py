"""Take the pictures of the page that README and handbook show: ``python -m tools.page_pictures``.

They are the page of the Khirbet Amo example as it is now, opened in Chromium. Needs ``playwright`` and a Chromium on
the path; the colours are reduced to a palette, which halves the files.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

import standoff

__all__ = ["take"]

_ROOT = Path(__file__).parents[1]
#: The part of the page that each picture shows.
PICTURES = {
    "network": "tab=network",
    "beside": "tab=beside",
    "dossier": "tab=dossier",
    "when": "tab=timeline",
    "map": "tab=map",
}


def take(folder: Path) -> list[Path]:
    """Writes ``page-NAME.png`` for each of ``PICTURES`` into a folder, and returns their paths.

    Raises FileNotFoundError if there is no Chromium on the path.
    """
    from PIL import Image
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("no Chromium on the path: apt-get install chromium")
    written = []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        file = Path(temporary) / "network.html"
        with standoff.open() as record:
            record.read(_ROOT / "examples" / "khirbet-amo")
            record.draw(file)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, address in PICTURES.items():
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.goto(file.as_uri())
            incident = tab.evaluate("location.hash.slice(1)")
            tab.goto("about:blank")
            tab.goto(f"{file.as_uri()}#{'&'.join(part for part in (incident, address) if part)}")
            while not tab.evaluate("window.standoff !== undefined && standoff.isDone()"):
                tab.wait_for_timeout(50)
            tab.wait_for_timeout(300)
            picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
            written.append(folder / f"page-{name}.png")
            picture.quantize(128, method=Image.Quantize.MAXCOVERAGE).save(written[-1], optimize=True)
            tab.close()
        browser.close()
    return written


if __name__ == "__main__":
    for path in take(_ROOT / "docs" / "images"):
        print(path.relative_to(_ROOT))
