"""How long the page takes to open and how smoothly it pans, beside pyvis's own page of the same graph.

    python benchmarks/page.py [ACTORS …]      100, 1,000 and 5,000 actors, with four lines each

Every line stands on an act with one to three attributions, each with a quote of its own. Times are of headless Chromium
with software rendering, network cut; processor time is that of the page's own thread (CDP, TaskDuration in thread
ticks) until it can be used; frames are counted over two seconds of dragging the drawing. What does not come within a
minute is given as such. Each page is opened three times, and the best time is given: other work on the machine only
ever slows it down.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from playwright.sync_api import Error, sync_playwright

from standoff.page.page import _vis_script, page
from standoff.page.picture import picture
from standoff.record.keeper import Keeper, open_keeper
from standoff.rules.dyads import dyads
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ID, PREFIXES

PATIENCE = 60
TRIES = 3
STILL = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
FRAMES = """() => { window.frames_ = 0; window.until_ = performance.now() + 2000;
  const tick = () => { window.frames_ += 1; if (performance.now() < window.until_) requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""
OURS = "window.standoff !== undefined"
#: Opens the group with most actors.
OPEN = """() => { const groups = standoff.data.folds[0].folds.map((group, i) => [group.id,
    standoff.data.nodes.filter(node => node.at[0].length === 3 && node.at[0][0] === i).length]);
  location.hash = `unfold=${groups.sort((a, b) => b[1] - a[1])[0][0]}`; }"""
PYVIS = "typeof network !== 'undefined' && network.body.nodeIndices.length > 0"
_KINDS = ("clash", "shelling", "kill", "air-strike", "obstruct")
_WORDS = [
    "troops",
    "shelled",
    "a",
    "village",
    "near",
    "the",
    "road",
    "while",
    "residents",
    "fled",
    "north",
    "under",
    "heavy",
    "fire",
    "that",
    "evening",
]


def synthetic(actors: int, lines: int) -> Keeper:
    """A record of so many dyads of random actors, few of whom act often, told by forty sources of eight sides; seeded.

    One in ten acts has no direction, one in thirty no named actor; one telling in twelve is hedged, one act in twenty
    denied by another source.
    """
    record = open_keeper()
    prefixes = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()]
    turtle = "\n".join([*prefixes, *_turtle(random.Random(actors), actors, lines)])
    record.store.write([], [quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)])
    return record


def _turtle(rng: random.Random, actors: int, lines: int) -> Iterator[str]:
    report = f"<{ID}report/r>"
    yield f'{report} a st:Report ; dcterms:title "Acts at random" ; st:coder <{ID}actor/coder> .'
    for i in range(8):
        yield f'<{ID}side/side-{i}> a st:Side ; skos:prefLabel "Side {i}"@en .'
    for i in range(actors):
        yield f'<{ID}actor/a{i}> a st:Militia ; skos:prefLabel "Brigade {i} of the {_WORDS[i % 16]} front"@en .'
    for i in range(40):
        yield f'<{ID}actor/s{i}> a st:MediaOutlet ; skos:prefLabel "Agency {i}"@en .'
        yield from _said(rng, f"<{ID}actor/s{i}>", f"st:side <{ID}side/side-{i % 8}>", "coder", "Asserts", "")
    for i in range(50):
        yield f'<{ID}place/p{i}> a st:Place ; skos:prefLabel "Village {i}"@en ; geo:hasGeometry <{ID}geometry/g{i}> .'
        yield f'<{ID}geometry/g{i}> geo:asWKT "POINT ({38 + i % 7} {34 + i % 5})"^^geo:wktLiteral .'
    pairs: set[tuple[int, int, bool]] = set()
    while len(pairs) < lines:
        who, whom, directed = int(rng.random() ** 2 * actors), rng.randrange(actors), rng.random() > 0.1
        if who != whom:
            pairs.add((who, whom, True) if directed else (*sorted((who, whom)), False))  # type: ignore[arg-type]
    for i, (who, whom, directed) in enumerate(sorted(pairs)):
        event, day = f"<{ID}event/e{i}>", f'"2020-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"^^xsd:date'
        yield (
            f'{event} a st:Event ; skos:prefLabel "Act {i}"@en ; st:eventType type:{rng.choice(_KINDS)} ; '
            f"st:place <{ID}place/p{rng.randrange(50)}> ; st:earliest {day} ; st:latest {day} ."
        )
        ends = f"st:actor <{ID}actor/a{who}> ; " if directed and rng.random() > 1 / 30 else ""
        ends += f"st:recipient <{ID}actor/a{whom}>"
        if not directed:
            ends = f"st:party <{ID}actor/a{who}>, <{ID}actor/a{whom}>"
        told = rng.sample(range(40), rng.choice((1, 1, 1, 2, 2, 3)))
        yield from _said(rng, event, ends, f"s{told[0]}", "Asserts", report, tuple(f"s{s}" for s in told[1:]))
        if rng.random() < 0.05:
            yield from _said(rng, event, f"st:recipient <{ID}actor/a{whom}>", "s39", "Denies", report)


def _said(
    rng: random.Random, about: str, says: str, by: str, stance: str, report: str, others: tuple[str, ...] = ()
) -> Iterator[str]:
    claim = f"<{ID}claim/{rng.randbytes(16).hex()}>"
    yield f"{claim} a st:Claim ; st:about {about} ; {says} ."
    for source in (by, *others):
        quote = " ".join(rng.choices(_WORDS, k=rng.randint(5, 11)))
        hedged = " ; st:hedged true" if rng.random() < 1 / 12 else ""
        yield (
            f"<{ID}said/{rng.randbytes(16).hex()}> a st:Attribution ; st:claim {claim} ; st:stance st:{stance} ; "
            f"st:saidBy <{ID}actor/{source}> ; st:document <{ID}report/r> ; st:paragraph {rng.randrange(30)} ; "
            f'st:quote "{quote}"@en{hedged} .'
        )


def plain_pyvis(ledger: Ledger, drawn: dict[str, Any]) -> str:
    """What pyvis writes by itself, with its default physics: actors and lines alone, no claims."""
    from pyvis.network import Network  # type: ignore[import-untyped, unused-ignore]

    net = Network(directed=True, cdn_resources="in_line")
    net.nodes = [{"id": n["id"], "label": n["label"], "shape": "dot"} for n in drawn["cast"]]
    net.edges = [
        {"from": d.who or f"unnamed-{d.whom.rsplit('/', 1)[-1]}", "to": d.whom, "arrows": "to"}
        for d in dyads(ledger)
        if d.whom
    ]
    return str(net.generate_html())


def until(tab: Any, condition: str, ready: str) -> None:
    """Waits until the condition holds; Error after a minute."""
    if ready == PYVIS:
        tab.wait_for_function(condition)
        return
    # Ours forbids the evaluation of text, which Playwright waits by; it answers at once, pyvis may not for minutes.
    end = time.perf_counter() + PATIENCE
    while not tab.evaluate(condition):
        if time.perf_counter() > end:
            raise Error(f"not within {PATIENCE} s: {condition}")
        time.sleep(0.02)


def measure(browser: Any, file: Path, ready: str, unfold: bool = False) -> list[float | None]:
    """Seconds to first drawing, to interaction, of the processor, frames a second while panning, heap in MB.

    None for what did not come within a minute.
    """
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    found: list[float | None] = [None] * 5
    # A page that does not come to rest answers nothing: what has been measured until then is kept.
    with contextlib.suppress(Error):
        tab = context.new_page()
        tab.set_default_timeout(PATIENCE * 1000)
        session = context.new_cdp_session(tab)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        start = time.perf_counter()
        tab.goto(file.as_uri(), wait_until="commit")
        until(tab, ready, ready)
        until(tab, STILL, ready)
        found[0] = time.perf_counter() - start
        if unfold:
            start = time.perf_counter()
            tab.evaluate(OPEN)
            until(tab, "location.hash.includes('unfold') && standoff.isDone()", ready)
        tab.mouse.move(500, 400)
        until(tab, "true", ready)
        found[1] = time.perf_counter() - start
        if ready == OURS:
            until(tab, "standoff.isDone()", ready)
        spent = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        found[2] = spent["TaskDuration"]
        box = tab.locator("canvas").first.bounding_box()
        x, y = box["x"] + 6, box["y"] + box["height"] - 6
        tab.mouse.move(x, y)
        tab.mouse.down()
        until(tab, f"() => {{ ({FRAMES})(); return true; }}", ready)
        end, step = time.perf_counter() + 2, 0
        while time.perf_counter() < end:
            step += 1
            tab.mouse.move(x + step % 60, y - step % 40)
        until(tab, "performance.now() > until_", ready)
        found[3] = tab.evaluate("frames_") / 2
        tab.mouse.up()
        found[4] = tab.evaluate("performance.memory.usedJSHeapSize") / 1e6
    context.close()
    return found


def best(browser: Any, file: Path, ready: str, unfold: bool = False) -> str:
    """The cells of a row: the best of some openings, times the least, frames the most."""
    tries = [measure(browser, file, ready, unfold)]
    while len(tries) < TRIES and tries[0][3] is not None:
        tries.append(measure(browser, file, ready, unfold))

    def cell(column: int, choose: Any, digits: int) -> str:
        values = [one[column] for one in tries if one[column] is not None]
        if values:
            return f"{choose(values):.{digits}f}"
        return f"not in {PATIENCE} s"

    size = f"{file.stat().st_size / 1e6:.1f}"
    return " | ".join([cell(0, min, 1), cell(1, min, 1), cell(2, min, 1), cell(3, max, 0), size, cell(4, min, 0)])


def main(sizes: list[int]) -> None:
    columns = [
        "actors / lines",
        "page",
        "first drawing, s",
        "interaction, s",
        "processor, s",
        "frames/s",
        "file, MB",
        "heap, MB",
    ]
    print(f"| {' | '.join(columns)} |\n|---|---|{'---:|' * 6}", flush=True)
    notes = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for actors in sizes:
            # A browser of its own for each size, so that one that is stuck holds up nobody else.
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--enable-precise-memory-info"]
            )
            began = time.perf_counter()
            ledger = Ledger(record := synthetic(actors, 4 * actors))
            asked = len(ledger.every_confrontation) + len(ledger.every_statement)
            read = time.perf_counter() - began
            began = time.perf_counter()
            drawn = picture(ledger)
            ours, theirs = Path(folder) / f"ours-{actors}.html", Path(folder) / f"pyvis-{actors}.html"
            ours.write_text(page(drawn), encoding="utf-8")
            made = time.perf_counter() - began
            name = f"{actors:,} / {len(dyads(ledger)):,}"
            print(f"| {name} | ours | {best(browser, ours, OURS)} |", flush=True)
            if drawn["folds"][0]:
                print(
                    f"| {name} | ours, its largest group opened | {best(browser, ours, OURS, unfold=True)} |",
                    flush=True,
                )
            theirs.write_text(plain_pyvis(ledger, drawn), encoding="utf-8")
            print(f"| {name} | pyvis as it comes | {best(browser, theirs, PYVIS)} |", flush=True)
            size, library = ours.stat().st_size / 1e6, len(_vis_script()) / 1e6
            turtle = len(record.turtle().encode()) / 1e6
            embedded = len(json.dumps([drawn["table"], drawn["cast"]], ensure_ascii=False).encode()) / 1e6
            notes.append(
                f"{name}: {asked:,} rows asked in {read:.0f} s, page made in {made:.0f} s; "
                f"{size / (turtle + library):.2f} times the record's Turtle ({turtle:.1f} MB) and the library "
                f"({library:.1f} MB), {size / (embedded + library):.2f} times what it holds and the library"
            )
            with contextlib.suppress(Error):
                browser.close()
    print("\n".join(["", *notes]))


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [100, 1000, 5000])
