"""``standoff codes``."""

from __future__ import annotations

import textwrap

import click

from .printing import width

__all__ = ["codes"]


@click.command()
@click.argument("name", metavar="LIST", default="event-type")
@click.argument("words", metavar="[WORD]...", nargs=-1)
def codes(name: str, words: tuple[str, ...]) -> None:
    """List the codes that a report may use, with what they mean and the words that stand for them.

    LIST is event-type, means, intent, basis, place-type, actor-kind, or property: what a claim may say. With WORD, only
    codes in whose name, meaning or synonyms it stands are listed.

    \b
    Example:  standoff codes event-type warning
    """
    from ..readers.code_lists import LISTS, code_list

    if name not in LISTS:
        raise click.UsageError(f'There is no code list "{name}". The lists are {", ".join(LISTS)}.')
    found = sorted(
        (each for each in code_list(name) if all(each.has(word) for word in words)), key=lambda each: each.code
    )
    if not found:
        raise click.ClickException(f'No code of {name} has "{" ".join(words)}". Leave the word out to list all.')
    for each in found:
        label = f" ({each.label})" if each.label != each.code.replace("-", " ") else ""
        also = f" Also: {', '.join(each.synonyms)}." if each.synonyms else ""
        unclear = f" Not: {', '.join(each.ambiguous)}, which may mean another." if each.ambiguous else ""
        text = f"{each.code}{label}: {each.meaning}{also}{unclear}"
        columns = width()
        wrapped = textwrap.fill(text, columns, subsequent_indent="    ", break_on_hyphens=False) if columns else text
        click.echo(wrapped)
