"""Questions that explode: each is stopped at its time or memory, or answered, with a clear message and no traceback."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., subprocess.CompletedProcess[str]]

EXPLODING = {
    "a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "distinct of a cross product": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "every path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>|^!<urn:x>)* ?d }",
    "groups": "SELECT ?a ?d (GROUP_CONCAT(?f) AS ?all) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "a long text": "SELECT ?x { BIND(REPLACE('a', 'a', 'aaaaaaaaaaaaaaaa') AS ?b) "
    + " ".join(f"BIND(CONCAT(?b{'' if i == 0 else i}, ?b{'' if i == 0 else i}) AS ?b{i + 1})" for i in range(40))
    + " BIND(STRLEN(?b40) AS ?x) }",
    "a regular expression": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a*)*(b*)*(a*)*$')) } LIMIT 5",
    "a large regular expression": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '((a{1,999}){1,999}){1,999}')) }",
    "many values": "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} ?s ?p ?o . ?t ?q ?x }",
    "many brackets": "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "many groups": "SELECT * " + "{ " * 20_000 + "}" * 20_000,
}


#: Runs Python with what follows, and notes the most memory that it or a process of its had, in KiB on Linux.
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, *sys.argv[1:]])
with open("peak", "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)
"""


@pytest.mark.parametrize("sparql", EXPLODING.values(), ids=EXPLODING)
def test_a_question_that_explodes_is_stopped(
    tmp_path: Path, run_program: Program, seed_folder: Path, sparql: str
) -> None:
    shutil.copytree(seed_folder, tmp_path / "out" / "record")
    done = run_program(
        "ask", "-", "--time-limit", "1", "--format", "csv", "--limit", "1000", input=sparql, python=("-c", MEASURED)
    )
    assert done.returncode in (0, 2), (done.returncode, done.stderr[-500:])
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert re.search(r"[.?!)]$", done.stderr.strip().splitlines()[0]), done.stderr[:500]
    assert int((tmp_path / "peak").read_text()) * 1024 < 1.5e9
