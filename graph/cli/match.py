"""The command ``match``: who may be who, and what a person judges of it; a few lines each over ``graph/identity/``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..errors import QuestionError
from .options import count, form_option, opened, record_option, show_table, talk

if TYPE_CHECKING:
    from ..judgement import Judgement
    from ..matching.actors import Proposal
    from ..queries.names import Names
    from ..record.keeper import Keeper
    from ..rules.identities import Identities

__all__ = ["match"]

_REVIEW = "[y] the same  [n] two  [s] skip  [q] quit; a reason may follow: y same commander"


@click.group(invoke_without_command=True)
@click.option("--events", "of_events", is_flag=True, help="Propose events that tell of one act, not actors.")
@click.option("--with", "only", metavar="NAME", help="Only pairs with this actor (or event).")
@click.option("--min-score", type=click.FloatRange(0, 1), help="Only pairs of at least this score.  [0.75; events 0.7]")
@click.option("--km", type=click.FloatRange(0), default=25.0, show_default=True, help="Events at most so far apart.")
@click.option("--days", type=click.IntRange(0), default=1, show_default=True, help="Events at most so many days apart.")
@click.option("--review", is_flag=True, help="Judge the pairs one by one; what is judged is not asked again.")
@click.option("--by", metavar="WHO", help="With --review: who judges.")
@click.option("--new", is_flag=True, help="With --review: the judge is somebody new to the record.")
@click.option("--explain", is_flag=True, help="Print the rules of the scores and of what judgements do.")
@form_option("table", "csv", "json")
@record_option
@click.pass_context
def match(
    ctx: click.Context,
    of_events: bool,
    only: str | None,
    min_score: float | None,
    km: float,
    days: int,
    review: bool,
    by: str | None,
    new: bool,
    explain: bool,
    form: str,
    where: str,
) -> None:
    """Propose which actors (or events) of the record may be one. Nothing is joined: a person judges.

    Two that one document names are not proposed, nor what is judged already. A judgement changes no view unless the
    view follows it: --identities accepted.

    \b
    Example:  standoff match --min-score 0.9
    """
    if ctx.invoked_subcommand is not None:
        return
    if explain:
        return _explain()
    if review and not by:
        raise QuestionError("Who judges? Sign with --by: standoff match --review --by Anna.")
    record = _keeper(where, write=review)
    found = _proposed(record, of_events, min_score, km, days)
    names = _names(record)
    if only is not None:
        chosen = names.find("event" if of_events else "actor", only).value
        found = [each for each in found if chosen in (each.one, each.other)]
    if review and by:
        return _review(record, names, found, by, new)
    columns = ["score", "one", "other", "why", "one_iri", "other_iri"]
    rows = [
        [each.score, names.label(each.one), names.label(each.other), _why(each, form), *_ids(each, form)]
        for each in found
    ]
    show_table(columns, rows, form)
    if not found:
        what = "events seem to tell of one act" if of_events else "actors seem to be one"
        return talk(f"No two {what}. Who scores lower is shown with a lower --min-score; --explain has the rules.")
    talk(
        f"{count(found, 'pair')}. Judge: standoff match accept ONE OTHER --by WHO (or reject), or all in turn with "
        "--review."
    )


def _proposed(record: Keeper, of_events: bool, min_score: float | None, km: float, days: int) -> list[Proposal]:
    from ..matching.proposals import propose

    found = propose(record, of_events, min_score, km, days)
    for reason, number in sorted(found.left_out.items()):
        talk(f"{number:,} event{'s' if number != 1 else ''} left out: {reason}.")
    return found.pairs


@match.command()
@click.argument("one")
@click.argument("other")
@click.option("--by", required=True, metavar="WHO", help="Who judges: an actor of the record, or a new name.")
@click.option("--because", metavar="TEXT", help="Why, in a few words.")
@click.option("--on", metavar="DATE", help="The day of the judgement.  [today]")
@click.option("--new", is_flag=True, help="WHO is somebody new, though near a name that the record knows.")
@record_option
@click.pass_context
def accept(ctx: click.Context, /, one: str, other: str, where: str, **signed: Any) -> None:
    """Hold ONE and OTHER (two actors, or two events) to be the same.

    \b
    Example:  standoff match accept us-forces united-states --by "A. Reader" --because "one command"
    """
    _judge(_where(ctx, where), one, other, True, **signed)


@match.command()
@click.argument("one")
@click.argument("other")
@click.option("--by", required=True, metavar="WHO", help="Who judges: an actor of the record, or a new name.")
@click.option("--because", metavar="TEXT", help="Why, in a few words.")
@click.option("--on", metavar="DATE", help="The day of the judgement.  [today]")
@click.option("--new", is_flag=True, help="WHO is somebody new, though near a name that the record knows.")
@record_option
@click.pass_context
def reject(ctx: click.Context, /, one: str, other: str, where: str, **signed: Any) -> None:
    """Hold ONE and OTHER (two actors, or two events) to be two.

    \b
    Example:  standoff match reject ndf loyalist-militia --by "A. Reader"
    """
    _judge(_where(ctx, where), one, other, False, **signed)


@match.command()
@click.argument("one")
@click.argument("other")
@click.option("--by", required=True, metavar="WHO", help="Whose judgement.")
@record_option
@click.pass_context
def undo(ctx: click.Context, one: str, other: str, by: str, where: str) -> None:
    """Take a judgement back, as if it had never been made.

    \b
    Example:  standoff match undo us-forces united-states --by "A. Reader"
    """
    from ..matching.judgements import undo as undone

    record = _keeper(_where(ctx, where), write=True)
    names = _names(record)  # of before: the judge may leave the record with the judgement
    made = undone(record, one, other, by=by)
    talk(f"Taken back: {_said(names, made)}")


@match.command()
@click.option("--by", metavar="WHO", help="Only this judge's.")
@form_option("table", "csv", "json", "yaml")
@record_option
@click.pass_context
def judged(ctx: click.Context, by: str | None, form: str, where: str) -> None:
    """List the judgements, and the conflicts between them. With --format yaml: a file to edit and read again.

    \b
    Example:  standoff match judged
    """
    from ..matching.judgements import document_of, judgements
    from ..readers.judgements_file import as_yaml

    record = _keeper(_where(ctx, where))
    names = _names(record)
    judge = names.find("actor", by).value if by else None
    found = [each for each in judgements(record) if judge in (None, each.by)]
    if form == "yaml":
        if judge is None:
            raise QuestionError("A file of judgements has one judge. Name them with --by.")
        mine = document_of(judge).value
        return click.echo(as_yaml(judge, [each for each in found if each.document == mine], names), nl=False)
    columns = ["one", "held", "other", "by", "on", "because", "one_iri", "other_iri", "document"]
    rows = [
        [
            names.label(j.one),
            "same as" if j.same else "not",
            names.label(j.other),
            names.label(j.by),
            j.on.isoformat() if j.on else None,
            j.because,
            *_ids(j, form),
            names.label(j.document),
        ]
        for j in found
    ]
    show_table(columns, rows, form)
    from ..matching.judgements import accepted

    _tell_conflicts(names, accepted(record))


def _judge(
    where: str, one: str, other: str, same: bool, *, by: str, because: str | None, on: str | None, new: bool
) -> None:
    from ..matching.judgements import judge, judgements

    record = _keeper(where, write=True)
    before = judgements(record)
    made = judge(record, one, other, same=same, by=by, on=_day(on), because=because, new=new)
    names = _names(record)
    talk(_said(names, made))
    for each in before:
        if (each.one, each.other, each.by) == (made.one, made.other, made.by) and each.document == made.document:
            talk(f"It replaces your judgement of {each.on}: {'the same' if each.same else 'two'}.")
        elif (each.one, each.other) == (made.one, made.other) and each.same != made.same:
            held = "the same" if each.same else "two"
            talk(f"{names.label(each.by)} holds them to be {held}: no view that follows both joins them.")
    from ..matching.judgements import accepted

    _tell_conflicts(names, accepted(record), made)


def _day(on: str | None) -> date | None:
    if on is None:
        return None
    from ..dates import days

    try:
        first, last = days(on)
    except ValueError as error:
        raise QuestionError(f"--on {error}") from None
    if first is None or first != last:
        raise QuestionError(f'--on "{on}" is not one day. Write it as 2026-11-22.')
    return first


def _review(record: Keeper, names: Names, found: list[Proposal], by: str, new: bool) -> None:
    from ..matching.judgements import judge, judge_named

    judge_iri, identity = judge_named(names, by, new)
    signed = identity.label() if identity else names.label(judge_iri)
    talk(f"{count(found, 'pair')} to judge, signed {signed}.\n{_REVIEW}")
    done = 0
    for number, each in enumerate(found, 1):
        talk(
            f"\n{number} of {len(found)}, score {each.score}\n  {names.label(each.one)}  ({_id(each.one)})\n"
            f"  {names.label(each.other)}  ({_id(each.other)})\n  {'; '.join(each.reasons)}"
        )
        answer, because = _answer()
        if answer == "q":
            break
        if answer in "yn":
            # By IRI: a name may be that of several.
            judge(record, each.one, each.other, same=answer == "y", by=by, because=because, new=new)
            done += 1
    talk(f"\n{count(range(done), 'judgement')} written. The rest is asked next time.")


def _answer() -> tuple[str, str | None]:
    """One of y, n, s and q, with the reason that follows it; the end of the input is q."""
    while True:
        try:
            text = click.prompt("y/n/s/q", prompt_suffix="? ", err=True, default="s", show_default=False).strip()
        except click.Abort:
            return "q", None
        first, _, because = text.partition(" ")
        known = {"y": "y", "yes": "y", "n": "n", "no": "n", "s": "s", "skip": "s", "q": "q", "quit": "q"}
        if first.lower() in known:
            return known[first.lower()], because.strip() or None
        talk(_REVIEW)


def _keeper(where: str, write: bool = False) -> Keeper:
    """The record's keeper, which is closed when the command ends."""
    context = click.get_current_context()
    record = context.with_resource(opened(where))
    return context.with_resource(record.writing()) if write else record.keeper


def _where(ctx: click.Context, where: str) -> str:
    """The record of the subcommand; or the one given before its name, as in ``match --record R accept …``."""
    given = ctx.get_parameter_source("where") == click.core.ParameterSource.COMMANDLINE
    return where if given or ctx.parent is None else str(ctx.parent.params["where"])


def _names(record: Keeper) -> Names:
    from ..queries.names import names_of

    return names_of(record)


def _tell_conflicts(names: Names, found: Identities, made: Judgement | None = None) -> None:
    for conflict in found.conflicts:
        if made and (len(conflict.chain) == 2 or made.one not in conflict.chain):
            continue
        chain = " = ".join(map(names.label, conflict.chain))
        one, other = map(names.label, conflict.apart)
        by, apart = (" and ".join(sorted(map(names.label, those))) for those in (conflict.same_by, conflict.apart_by))
        talk(f"Conflict: {chain}, by {by}; yet {apart} holds {one} and {other} to be two. None of these is joined.")


def _explain() -> None:
    from ..matching import actors, events
    from ..rules.identities import RULE

    click.echo(f"ACTORS\n{actors.RULE}\n\nEVENTS\n{events.RULE}\n\nJUDGEMENTS\n{RULE}")


def _said(names: Names, made: Judgement) -> str:
    held = "the same as" if made.same else "not"
    because = f", because {made.because}" if made.because else ""
    said = f"{names.label(made.one)} is {held} {names.label(made.other)}"
    return f"{said}: said by {names.label(made.by)} on {made.on}{because}."


def _why(each: Proposal, form: str) -> Any:
    return list(each.reasons) if form == "json" else "; ".join(each.reasons)


def _ids(each: Proposal | Judgement, form: str) -> list[str]:
    return [_id(each.one), _id(each.other)] if form == "table" else [each.one, each.other]


def _id(iri: str) -> str:
    from ..vocabulary import ID

    return iri.removeprefix(ID)
