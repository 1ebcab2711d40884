"""Pages of the handbook generated from the program: the commands from click, the named questions with their SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from standoff.rules.weighed_questions import every_question
from standoff.vocabulary import PREFIXES

__all__ = ["commands_page", "questions_page", "tabbed"]

_TABS = {"shell": "Command", "python": "Python", "sparql": "SPARQL"}
_BODY = r"(?:(?!```).*\n)*```\n"
_FENCES = re.compile(rf"(?:^```(?:shell|python|sparql)\n{_BODY}\n*){{2,}}", re.MULTILINE)
_FENCE = re.compile(rf"^```(shell|python|sparql)\n{_BODY}", re.MULTILINE)


def commands_page(main: click.Group) -> str:
    """Every command with its description, options and an example, as Markdown; one heading for each."""
    does = (main.help or "").splitlines()[0]
    lines = [
        "# Commands",
        "",
        f"{does} Each command is called `standoff NAME`, or `python build_graph.py NAME` in "
        "a checkout. Data go to standard output, messages to standard error. Exit "
        "status: 0 success, 1 faults or rejected rows were found, 2 the command could not be carried out.",
        "",
    ]
    commands = dict(_named(main))
    lines += [f"- [`{name}`](#{name.replace(' ', '-')}): {_first(command)}" for name, command in commands.items()]
    for name, command in commands.items():
        lines += ["", f"## {name}", "", *_help(command), ""]
        arguments = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
        lines += [f"    standoff {' '.join([name, '[OPTIONS]', *arguments])}", ""]
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{_cell(option)}` | {_cell(words)} |" for option, words in _options(command)]
    known = ", ".join(f"`{prefix}:` {iri}" for prefix, iri in PREFIXES.items())
    return "\n".join([*lines, "", "## Prefixes", "", f"A query needs no declaration of {known}.", ""])


def questions_page() -> str:
    """Every named question with its parameters and its SPARQL."""
    lines = [
        "# Named questions",
        "",
        '`standoff ask NAME`, `record.ask("NAME")`, `%ask NAME`. Give a parameter as `-p name=value`, in Python as '
        '`record.ask("NAME", {"name": "value"})`; names are matched in upper or lower case.',
        "",
    ]
    for question in every_question().values():
        lines += [f"## {question.name}", "", question.answers, ""]
        lines += [f"- `{name}` ({kind}): {meaning}" for name, (kind, meaning) in question.parameters.items()]
        if question.sparql:
            lines += ["", "```sparql", question.sparql.rstrip(), "```", ""]
        else:
            lines += ["", question.notes, "Answered by counting testimony, as the grades are: it has no SPARQL.", ""]
    return "\n".join(lines)


def tabbed(markdown: str) -> str:
    """The page, with consecutive blocks of shell, Python and SPARQL turned into tabs of one box."""

    def box(found: re.Match[str]) -> str:
        blocks = list(_FENCE.finditer(found[0]))
        if len({block[1] for block in blocks}) < len(blocks):
            return found[0]
        items = "".join(f":::{{tab-item}} {_TABS[b[1]]}\n:sync: {b[1]}\n{b[0]}:::\n" for b in blocks)
        return f"::::{{tab-set}}\n{items}::::\n\n"

    return _FENCES.sub(box, markdown.rstrip("\n") + "\n\n")


def _named(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command with its full name; the commands of a group follow the group."""
    for name, command in sorted(group.commands.items()):
        yield before + name, command
        if isinstance(command, click.Group):
            yield from _named(command, f"{before}{name} ")


def _help(command: click.Command) -> Iterator[str]:
    for part in (command.help or "").split("\n\n"):
        text = " ".join(part.replace("\b", "").split())
        example = re.fullmatch(r"Example:\s+(.*)", text)
        yield f"```shell\n{example[1]}\n```" if example else text.replace("[", "\\[")
        yield ""


def _first(command: click.Command) -> str:
    return command.get_short_help_str(200)


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    context = click.Context(command)
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            yield record
    yield "--help", "Show this and exit."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
