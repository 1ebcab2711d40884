"""How long the page takes to open and how smoothly it pans, beside pyvis's own page of the same graph.

    python benchmarks/page.py [ACTORS …]      100, 1,000 and 5,000 actors, with four claims each

Times are of headless Chromium, network cut; frames are counted over two seconds of dragging the drawing.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from playwright.sync_api import sync_playwright

from graph.network.ledger import Ledger
from graph.record.record import Record, open_record
from graph.views.page import _vis_script, page
from graph.views.picture import picture
from graph.vocabulary import ID, PREFIXES

FRAMES = """() => { window.frames_ = 0; window.until_ = performance.now() + 2000;
  const tick = () => { window.frames_ += 1; if (performance.now() < window.until_) requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""


def synthetic(actors: int, claims: int) -> Record:
    """A record of so many acts between random actors, few of whom act often, told by forty sources; seeded."""
    rng = random.Random(actors)
    lines = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()]
    named = [("a", i, "st:Militia", "Actor") for i in range(actors)]
    named += [("s", i, "st:MediaOutlet", "Source") for i in range(40)]
    lines += [f'<{ID}actor/{k}{i}> a {kind} ; skos:prefLabel "{word} {i}"@en .' for k, i, kind, word in named]
    lines.append(f'<{ID}report/r> a st:Report ; dcterms:title "Acts at random" ; st:coder <{ID}actor/s0> .')
    for i in range(claims):
        who, whom = int(rng.random() ** 2 * actors), rng.randrange(actors)
        whom = (whom + 1) % actors if who == whom else whom
        day = f'"2020-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"^^xsd:date'
        lines.append(f'<{ID}event/e{i}> a st:Event ; skos:prefLabel "Act {i}"@en ; st:eventType type:clash ; '
                     f"st:earliest {day} ; st:latest {day} .")  # fmt: skip
        lines.append(f"<{ID}claim/{rng.randbytes(16).hex()}> a st:Claim ; st:about <{ID}event/e{i}> ; "
                     f"st:actor <{ID}actor/a{who}> ; st:recipient <{ID}actor/a{whom}> .")  # fmt: skip
        claim = lines[-1].split()[0]
        lines.append(f"<{ID}said/{rng.randbytes(16).hex()}> a st:Attribution ; st:claim {claim} ; "
                     f"st:stance st:Asserts ; st:saidBy <{ID}actor/s{rng.randrange(40)}> ; "
                     f"st:document <{ID}report/r> ; st:paragraph {i} ; "
                     f'st:quote "they clashed for the {i}th time"@en .')  # fmt: skip
    record = open_record()
    record.store.load("\n".join(lines).encode(), ox.RdfFormat.TURTLE)
    return record


def plain_pyvis(drawn: dict[str, Any]) -> str:
    """What pyvis writes by itself, with its default physics."""
    from pyvis.network import Network  # type: ignore[import-untyped, unused-ignore]

    net = Network(directed=True, cdn_resources="in_line")
    net.nodes = [{"id": n["id"], "label": n["label"], "shape": "dot"} for n in drawn["nodes"]]
    net.edges = [{"from": e["from"], "to": e["to"], "arrows": "to"} for e in drawn["edges"]]
    return str(net.generate_html())


def measure(browser: Any, file: Path, ready: str, unfold: bool = False) -> list[str]:
    """Seconds to first drawing, seconds to interaction, frames per second while panning, MB of file and of heap."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    start = time.perf_counter()
    tab.goto(file.as_uri(), wait_until="commit")
    while not tab.evaluate(ready):
        time.sleep(0.02)
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    first = time.perf_counter() - start
    if unfold:
        tab.evaluate("standoff.show({lines: 1e6})")
    tab.mouse.move(500, 400)
    tab.evaluate("1")
    usable = time.perf_counter() - start
    box = tab.locator("canvas").first.bounding_box()
    x, y = box["x"] + 6, box["y"] + box["height"] - 6
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.evaluate(FRAMES)
    end = time.perf_counter() + 2
    step = 0
    while time.perf_counter() < end:
        step += 1
        tab.mouse.move(x + step % 60, y - step % 40)
    frames = tab.evaluate("frames_") / 2
    tab.mouse.up()
    heap = tab.evaluate("performance.memory.usedJSHeapSize") / 1e6
    context.close()
    return [f"{first:.1f}", f"{usable:.1f}", f"{frames:.0f}", f"{file.stat().st_size / 1e6:.1f}", f"{heap:.0f}"]


def main(sizes: list[int]) -> None:
    print("| actors | page | first drawing, s | interaction, s | frames/s | file, MB | heap, MB |", flush=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        for actors in sizes:
            record = synthetic(actors, 4 * actors)
            began = time.perf_counter()
            drawn = picture(Ledger(record))
            ours, theirs = Path(folder) / f"ours-{actors}.html", Path(folder) / f"pyvis-{actors}.html"
            ours.write_text(page(drawn), encoding="utf-8")
            made = time.perf_counter() - began
            ready = "window.standoff !== undefined"
            print(f"| {actors} | ours | {' | '.join(measure(browser, ours, ready))} |", flush=True)
            unfolded = measure(browser, ours, ready, unfold=True)
            print(f"| {actors} | ours, unfolded | {' | '.join(unfolded)} |", flush=True)
            data, library = len(record.turtle().encode()) / 1e6, len(_vis_script()) / 1e6
            share = ours.stat().st_size / 1e6 / (data + library)
            print(f"  made in {made:.0f} s; {share:.2f} times the record's Turtle "
                  f"({data:.1f} MB) and the library ({library:.1f} MB)", flush=True)  # fmt: skip
            theirs.write_text(plain_pyvis(drawn), encoding="utf-8")
            if actors <= 1000:
                ready = "typeof network !== 'undefined' && network.body.nodeIndices.length > 0"
                print(f"| {actors} | pyvis | {' | '.join(measure(browser, theirs, ready))} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [100, 1000, 5000])
