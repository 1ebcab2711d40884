"""The first notebook in a real JupyterLab on loopback: it runs, shows the network, and a click in it opens evidence."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-test"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab whose folder holds a copy of the notebooks, not yet run, and nothing else."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install 'standoff[notebook]'")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    code = "import make; open('01.ipynb', 'w', encoding='utf-8').write(make.written(make.unrun(make.texts()[0])))"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "notebooks", check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    # Settings, workspaces and signatures of the test alone, none of whoever runs it.
    places = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "HOME",
    )
    environment = {**os.environ, **dict.fromkeys(places, str(tmp_path / "own")), "PYTHONPATH": str(ROOT)}
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5)
                break
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.1)
        yield address
    finally:
        # Asked to stop, it waits for a "y"; then it ends its kernels too.
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def test_the_first_notebook_runs_shows_the_network_and_opens_evidence(lab: str, tmp_path: Path) -> None:
    asked: list[str] = []
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1400, "height": 1000})
        tab.set_default_timeout(60_000)
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{lab}/lab/tree/notebooks/01.ipynb?token={TOKEN}")
        tab.wait_for_selector(".jp-Notebook .jp-Cell")
        # Where the kernels were not listed yet as the notebook opened, JupyterLab asks which to take.
        idle, choose = tab.get_by_text("| Idle"), tab.locator(".jp-Dialog .jp-mod-accept")
        idle.or_(choose).first.wait_for()
        if choose.count():
            choose.click()
            idle.wait_for()
        tab.get_by_role("menuitem", name="Run", exact=True).click()
        tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        inline = tab.locator(".jp-OutputArea-output iframe[sandbox]")
        tab.locator(".jp-WindowedPanel-outer").hover()
        # Cells out of sight are not there at all: the notebook is scrolled down as a reader would.
        for _ in range(200):
            if inline.count():
                break
            tab.mouse.wheel(0, 300)
            tab.wait_for_timeout(100)
        inline.scroll_into_view_if_needed()
        page = tab.frame_locator(".jp-OutputArea-output iframe[sandbox]")
        page.locator("#network canvas").wait_for()
        box = inline.bounding_box()
        frame = next(each for each in tab.frames if each.url == "about:srcdoc")
        line = frame.evaluate("() => standoff.dyads({}).length")
        assert line > 30
        # A click where a line is painted: its claims with their quotes open beside the drawing.
        at = frame.evaluate("() => standoff.where('ndf and us-forces')")
        tab.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        page.locator("#evidence blockquote").first.wait_for()
        quotes = page.locator("#evidence blockquote").all_text_contents()
        picture = os.environ.get("STANDOFF_PICTURES")
        if picture:
            tab.screenshot(path=str(Path(picture) / "jupyterlab.png"))
        assert len(quotes) >= 2 and "US Armed Forces" in page.locator("#evidence h2").inner_text()
        assert tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    foreign = [url for url in asked if not url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:", "about:"))]
    assert foreign == []
