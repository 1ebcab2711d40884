"""Verifying: an untouched record passes; each way of touching it, or the files it is from, is told in a sentence."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result

from standoff.ingest.verify import verify
from standoff.matching.judgements import judge
from standoff.readers.inputs import read_input
from standoff.record.fingerprint import fingerprint
from standoff.record.keeper import Keeper, open_keeper
from standoff.vocabulary import PREFIXES


@pytest.fixture
def folder(tmp_path: Path, example: Path) -> Path:
    """Three reports of the example with what they share, to be changed."""
    names = [
        "actors.yaml",
        "places.yaml",
        "events.yaml",
        "enab-baladi-2020-02-13.yaml",
        "dfns-2020-02-12.yaml",
        "al-manar-2020-02.yaml",
    ]
    (tmp_path / "in").mkdir()
    for name in names:
        shutil.copy(example / name, tmp_path / "in")
    return tmp_path / "in"


@pytest.fixture
def record(folder: Path) -> Keeper:
    record = open_keeper()
    record.put(read_input(folder))
    return record


def test_an_untouched_record_passes(record: Keeper) -> None:
    found = verify(record)
    assert found.faults == []
    assert found.documents == found.checked == 4
    assert found.fingerprint == fingerprint(record.triples())


def test_reports_read_one_by_one_pass_too(folder: Path) -> None:
    record = open_keeper()
    for path in ("dfns-2020-02-12.yaml", "enab-baladi-2020-02-13.yaml"):
        record.put(read_input(folder / path))
    assert verify(record).faults == []


def test_judgements_made_in_the_record_have_no_file_and_are_not_a_fault(record: Keeper) -> None:
    judge(record, "us-forces", "ndf", same=False, by="Anna Lee")
    found = verify(record)
    assert (found.faults, found.judged, found.documents, found.checked) == ([], 1, 5, 4)
    record.store.oxigraph.update(
        "DELETE {?c st:saidBy ?b} INSERT {?c st:saidBy id:actor\\/sana} WHERE "
        "{?c st:document ?d ; st:saidBy ?b ; st:claim/st:notSameActor ?x}",
        prefixes=PREFIXES,
    )
    assert any("does not match the hash in its IRI" in fault for fault in verify(record).faults)


#: What somebody with SPARQL Update can do to a record, and words of the sentence that tells of it.
BY_HAND = {
    "a quote changed": (
        "DELETE {?s st:quote ?q} INSERT {?s st:quote 'so'} WHERE {SELECT * {?s st:quote ?q} LIMIT 1}",
        "does not match the hash in its IRI",
    ),
    "a quote removed": (
        "DELETE {?s st:quote ?q} WHERE {SELECT * {?s st:quote ?q} LIMIT 1}",
        "does not match the hash in its IRI",
    ),
    "a stance turned": (
        "DELETE {?s st:stance ?x} INSERT {?s st:stance st:Asserts} WHERE {?s st:stance ?x}",
        "does not match the hash in its IRI",
    ),
    "a claim changed": (
        "DELETE {?c st:actor ?a} INSERT {?c st:actor <https://w3id.org/standoff/id/actor/sana>} "
        "WHERE {SELECT * {?c a st:Claim ; st:actor ?a} LIMIT 1}",
        "does not match the hash",
    ),
    "a claim added": (
        "INSERT DATA {<https://w3id.org/standoff/id/claim/0> a st:Claim ; "
        "st:about <https://w3id.org/standoff/id/actor/sana> ; st:age 5}",
        "has no attribution",
    ),
    "an attribution removed": (
        "DELETE {?s ?p ?o} WHERE {{SELECT ?s {?s a st:Attribution} LIMIT 1} ?s ?p ?o}",
        "lacks:",
    ),
    "a label changed": (
        "DELETE {?s skos:prefLabel ?l} INSERT {?s skos:prefLabel 'X'@en} "
        "WHERE {SELECT * {?s a st:MediaOutlet ; skos:prefLabel ?l} LIMIT 1}",
        "has what its files do not",
    ),
    "a fact added to a claim": (
        "INSERT {?c skos:note 'x'} WHERE {SELECT * {?c a st:Claim} LIMIT 1}",
        "does not match the hash",
    ),
    "an actor added": (
        "INSERT DATA {<https://w3id.org/standoff/id/actor/x> a st:Person}",
        "not mentioned by any document",
    ),
    "a thing of others": ("INSERT DATA {<https://example.org/x> a st:Person}", "not an IRI of standoff"),
    "a blank node": ("INSERT DATA {[] a st:Person}", "not an IRI of standoff"),
    "a named graph": (
        "INSERT DATA {GRAPH <https://example.org/g> {<https://example.org/x> a st:Person}}",
        "named graph",
    ),
    "a word of the ontology": (
        "DELETE WHERE {st:actor skos:prefLabel ?l}",
        "vocabulary is not that of this version",
    ),
    "an address": (
        "DELETE {?d st:url ?u} INSERT {?d st:url 'https://example.org/'^^xsd:anyURI} WHERE {?d st:url ?u}",
        "has what its files do not",
    ),
    "the history": ("DELETE {?c st:fromFile ?f} WHERE {?c st:fromFile ?f}", "history does not say which file"),
    "the hash of a file": (
        "DELETE {?c st:sha256 ?f} INSERT {?c st:sha256 'x'} WHERE {?c a st:Addition ; st:sha256 ?f}",
        "has changed since it was read",
    ),
}


@pytest.mark.parametrize("update, words", BY_HAND.values(), ids=BY_HAND)
def test_a_record_changed_by_hand_is_found_out(record: Keeper, update: str, words: str) -> None:
    before = len(record.store), set(record.store.oxigraph)
    record.store.oxigraph.update(update, prefixes=PREFIXES)
    assert (len(record.store), set(record.store.oxigraph)) != before
    faults = verify(record).faults
    assert any(words in fault for fault in faults), faults


def edited(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")


def relabelled(path: Path) -> None:
    actors = path.with_name("actors.yaml")
    actors.write_text(actors.read_text(encoding="utf-8").replace("label: ", "label: New ", 1), encoding="utf-8")


@pytest.mark.parametrize(
    "change, words",
    [
        (edited, "has changed since it was read on"),
        (Path.unlink, "no longer exists"),
        (lambda path: path.write_text("report: [", encoding="utf-8"), "has changed since"),
        (relabelled, "actors.yaml has changed since"),
    ],
    ids=["edited", "gone", "broken", "what it shares"],
)
def test_a_changed_file_is_found_out(
    record: Keeper, folder: Path, change: Callable[[Path], object], words: str
) -> None:
    change(folder / "dfns-2020-02-12.yaml")
    faults = verify(record).faults
    assert any(words in fault for fault in faults), faults


def test_the_command_says_so_and_ends_with_status_1(run: Callable[..., Result], tmp_path: Path, folder: Path) -> None:
    run("read", "in")
    good = run("verify")
    assert good.exit_code == 0 and good.stdout == "" and "The record says what its files say." in good.stderr
    edited(folder / "dfns-2020-02-12.yaml")
    bad = run("verify")
    assert bad.exit_code == 1 and "dfns-2020-02-12: in/dfns-2020-02-12.yaml has changed" in bad.stdout
    assert run("read", "in").exit_code == 0
    assert run("verify").exit_code == 0


# --- the fingerprint -----------------------------------------------------------------------------------------------


def test_the_fingerprint_is_the_hash_that_oxigraphs_canonicalization_gives(record: Keeper) -> None:
    """Another implementation of RDFC-1.0, which labels blank nodes too; and the sorted lines that §4.4.3 ends with."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in record.triples())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted((ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"") for quad in dataset)
    assert fingerprint(record.triples()) == hashlib.sha256(b"".join(lines)).hexdigest()


def test_equal_records_have_equal_fingerprints_and_others_others(folder: Path) -> None:
    readings = read_input(folder)
    one, other = open_keeper(), open_keeper()
    one.put(readings)
    for reading in reversed(readings):
        other.put([reading])
    assert fingerprint(one.triples()) == fingerprint(other.triples())
    other.forget(readings[0].document)
    assert fingerprint(one.triples()) != fingerprint(other.triples())
