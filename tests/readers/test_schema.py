"""The JSON Schema for editors keeps in step with the reader."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import tools.report_schema as schema_module
from standoff.vocabulary import examples_folder

COMMITTED = json.loads(
    (Path(schema_module.__file__).parents[1] / "graph/readers/report.schema.json").read_text(encoding="utf-8")
)
EXAMPLES = sorted((examples_folder() / "khirbet-amo").glob("*.yaml"))


class TextLoader(yaml.SafeLoader):
    """YAML as an editor's schema checker sees it: dates are texts."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_committed_schema_is_the_one_the_code_makes() -> None:
    assert schema_module.schema() == COMMITTED, "run: python -m tools.report_schema"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_file_is_valid(path: Path) -> None:
    jsonschema.validate(yaml.load(path.read_text(encoding="utf-8"), TextLoader), COMMITTED)


@pytest.mark.parametrize(
    "claim",
    [
        {"that": {"actor": "a"}, "event": "e"},  # nobody says it
        {"said_by": "a", "event": "e", "that": {"actor": "a"}, "denies": "x"},  # two stances
        {"said_by": "a", "event": "e", "that": {"actr": "a"}},  # no such property
        {"said_by": "a", "event": "e", "that": {"deaths_best": -1}},
        {"said_by": "a", "event": "e", "that": {"type": "klash"}},
        {"said_by": "a", "event": "e", "that": {"intent": "angry"}},
        {"said_by": "a", "event": "e", "no_answer": {"actr": "a"}},
        {"said_by": "a", "event": "e"},  # says nothing, and corrects nothing
        {"said_by": "a", "corrects": "r#"},
        {"claims": [{"denies": "x"}]},  # nobody says it
        {"said_by": "a", "claims": []},
        {"said_by": "a", "quote": "no", "claims": [{"denies": "x"}]},  # belongs to one claim
        {"said_by": "a", "event": "e", "about": "m", "claims": [{"denies": "x"}]},
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(claim: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"report": "r", "publisher": "p", "claims": [claim]}, COMMITTED)


@pytest.mark.parametrize(
    "claim",
    [
        {"said_by": "a", "denies": "3b"},
        {"said_by": "a", "event": "e", "denies": {"actor": "a", "victim": "b"}},
        {"said_by": "a", "event": "e", "no_answer": {"actor": "a"}},
        {"said_by": "a", "event": "e", "that": {"intent": "reckless", "after": ["b", "c"], "detained_low": 1}},
        {"said_by": "a", "event": "e", "that": {"when": "2020-08-17T09:20+03:00"}},
        {"said_by": "a", "corrects": "r-2020#3b"},
        {"said_by": "a", "corrects": 4, "event": "e", "that": {"deaths_best": 2}},
        {"said_by": "a", "paragraph": 3, "claims": [{"denies": "x"}, {"corrects": "3b"}]},
        {"event": "e", "claims": [{"said_by": "a", "that": {"actor": "b"}}]},
        {"said_by": "a", "claims": [{"paragraph": 3, "claims": [{"denies": "x"}]}]},
    ],
)
def test_what_the_reader_takes_the_schema_takes(claim: dict[str, object]) -> None:
    jsonschema.validate({"report": "r", "publisher": "p", "type": "same", "claims": [claim]}, COMMITTED)
