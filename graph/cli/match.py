"""``standoff match``: propose which actors or events may be the same, and record what a person decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..counts import counted
from ..errors import QuestionError
from .options import Number, all_of, form_option, opened, record_option
from .printing import count, print_table, talk
from .program import Commands

if TYPE_CHECKING:
    from ..judgement import Judgement
    from ..matching.actors import Proposal
    from ..queries.names import Names
    from ..record.keeper import Keeper
    from ..rules.identities import Identities

__all__ = ["match"]

_REVIEW = "[y] the same  [n] not the same  [s] skip  [q] quit; a reason may follow: y same commander"


@click.group(cls=Commands, invoke_without_command=True)
@click.option("--events", "of_events", is_flag=True, help="Propose events that may be the same act, instead of actors.")
@click.option("--with", "only", metavar="NAME", help="Only pairs with this actor (or event).")
@click.option("--min-score", type=Number(0, 1), help="Only pairs with at least this score.  [0.75; events 0.7]")
@click.option(
    "--km", type=Number(0), default=25.0, show_default=True, help="Events at most this many kilometres apart."
)
@click.option(
    "--days",
    type=click.IntRange(0, 1_000_000),
    default=1,
    show_default=True,
    help="Events at most this many days apart.",
)
@click.option("--review", is_flag=True, help="Judge the pairs one by one; a judged pair is not asked again.")
@click.option("--by", metavar="WHO", help="With --review: whose judgement it is.")
@click.option("--new", is_flag=True, help="With --review: WHO is new to the record.")
@click.option("--explain", is_flag=True, help="Print the rules for scores and for judgements.")
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
    """Propose actors (or events) that may be the same. Nothing is merged: a person decides.

    Actors that appear in the same document are never proposed, nor are pairs judged already. A judgement changes no
    view unless the view follows it: --identities accepted.

    \b
    Example:  standoff match --min-score 0.9
    """
    if ctx.invoked_subcommand is not None:
        return
    if explain:
        return _explain()
    if review and not by:
        raise QuestionError(
            "Missing --by WHO: whose judgements are these? For example: standoff match --review --by Anna."
        )
    record = _keeper(where, write=review)
    proposals = _proposed(record, of_events, min_score, km, days)
    names = _names(record)
    if only is not None:
        chosen = names.find("event" if of_events else "actor", only).value
        proposals = [each for each in proposals if chosen in (each.one, each.other)]
    if review and by:
        return _review(record, names, proposals, by, new)
    columns = ["score", "one", "other", "why", "one_iri", "other_iri"]
    rows = [
        [each.score, names.label(each.one), names.label(each.other), _why(each, form), *_ids(each, form)]
        for each in proposals
    ]
    print_table(columns, rows, form)
    if not proposals:
        what = "events seem to be the same act" if of_events else "actors seem to be the same"
        return talk(f"No two {what}. For weaker pairs, lower --min-score; --explain prints the rules.")
    talk(
        f"{count(proposals, 'pair')}. To judge one: standoff match accept ONE OTHER --by WHO (or reject); "
        "to judge all in turn: --review."
    )


def _proposed(record: Keeper, of_events: bool, min_score: float | None, km: float, days: int) -> list[Proposal]:
    from ..matching.proposals import propose

    proposed = propose(record, of_events, min_score, km, days)
    for reason, number in sorted(proposed.left_out.items()):
        talk(f"{counted(number, 'event')} left out: {reason}.")
    return proposed.pairs


#: What a judgement is made of, whichever it is.
judgement_options = all_of(
    click.argument("one"),
    click.argument("other"),
    click.option(
        "--by", required=True, metavar="WHO", help="Whose judgement it is: an actor of the record, or a new name."
    ),
    click.option("--because", metavar="TEXT", help="Why, in a few words."),
    click.option("--on", metavar="DATE", help="The day of the judgement.  [today]"),
    click.option("--new", is_flag=True, help="WHO is new, although the name resembles one in the record."),
    record_option,
)


@match.command()
@judgement_options
@click.pass_context
def accept(ctx: click.Context, /, one: str, other: str, where: str, **signed: Any) -> None:
    """Record the judgement that ONE and OTHER (two actors, or two events) are the same.

    \b
    Example:  standoff match accept us-forces united-states --by "A. Reader" --because "one command"
    """
    _judge(_where(ctx, where), one, other, True, **signed)


@match.command()
@judgement_options
@click.pass_context
def reject(ctx: click.Context, /, one: str, other: str, where: str, **signed: Any) -> None:
    """Record the judgement that ONE and OTHER (two actors, or two events) are not the same.

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
    """Remove a judgement, as if it had never been made.

    \b
    Example:  standoff match undo us-forces united-states --by "A. Reader"
    """
    from ..matching import judgements

    record = _keeper(_where(ctx, where), write=True)
    names = _names(record)  # before the removal, which may also remove the judge
    removed = judgements.undo(record, one, other, by=by)
    talk(f"Removed: {_in_words(names, removed)}")


@match.command()
@click.option("--by", metavar="WHO", help="Only this judge's.")
@form_option("table", "csv", "json", "yaml")
@record_option
@click.pass_context
def judged(ctx: click.Context, by: str | None, form: str, where: str) -> None:
    """List the judgements and the conflicts between them. With --format yaml: a file to edit and read in again.

    \b
    Example:  standoff match judged
    """
    from ..matching.judgements import document_of, judgements
    from ..readers.judgements_file import as_yaml

    record = _keeper(_where(ctx, where))
    names = _names(record)
    judge = names.find("actor", by).value if by else None
    listed = [each for each in judgements(record) if judge in (None, each.by)]
    if form == "yaml":
        if judge is None:
            raise QuestionError("A file of judgements has one judge. Name the judge with --by.")
        mine = document_of(judge).value
        return click.echo(as_yaml(judge, [each for each in listed if each.document == mine], names), nl=False)
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
        for j in listed
    ]
    print_table(columns, rows, form)
    from ..matching.judgements import accepted

    _print_conflicts(names, accepted(record))


def _judge(
    where: str, one: str, other: str, same: bool, *, by: str, because: str | None, on: str | None, new: bool
) -> None:
    from ..matching.judgements import judge, judgements

    record = _keeper(where, write=True)
    before = judgements(record)
    new_judgement = judge(record, one, other, same=same, by=by, on=_day(on), because=because, new=new)
    names = _names(record)
    talk(_in_words(names, new_judgement))
    for each in before:
        same_pair = (each.one, each.other) == (new_judgement.one, new_judgement.other)
        if same_pair and each.by == new_judgement.by and each.document == new_judgement.document:
            talk(f"It replaces your judgement of {each.on}: {'the same' if each.same else 'not the same'}.")
        elif same_pair and each.same != new_judgement.same:
            verdict = "the same" if each.same else "not the same"
            talk(f"{names.label(each.by)} judges them {verdict}: a view that follows both judges does not merge them.")
    from ..matching.judgements import accepted

    _print_conflicts(names, accepted(record), new_judgement)


def _day(on: str | None) -> date | None:
    if on is None:
        return None
    from ..dates import one_day

    try:
        day = one_day(on)
    except ValueError as error:
        raise QuestionError(f"--on {error}") from None
    if day is None:
        raise QuestionError(f'--on "{on}" is not one day. Write it as 2026-11-22.')
    return day


def _review(record: Keeper, names: Names, proposals: list[Proposal], by: str, new: bool) -> None:
    from ..matching.judgements import judge, judge_named

    judge_iri, identity = judge_named(names, by, new)
    signed = identity.label() if identity else names.label(judge_iri)
    talk(f"{count(proposals, 'pair')} to judge, signed {signed}.\n{_REVIEW}")
    done = 0
    for number, each in enumerate(proposals, 1):
        talk(
            f"\n{number} of {len(proposals)}, score {each.score}\n  {names.label(each.one)}  ({_id(each.one)})\n"
            f"  {names.label(each.other)}  ({_id(each.other)})\n  {'; '.join(each.reasons)}"
        )
        answer, because = _answer()
        if answer == "q":
            break
        if answer in "yn":
            # By IRI, since several may share a name.
            judge(record, each.one, each.other, same=answer == "y", by=by, because=because, new=new)
            done += 1
    talk(f"\n{count(range(done), 'judgement')} recorded. The remaining pairs are asked next time.")


def _answer() -> tuple[str, str | None]:
    """One of y, n, s and q, with the reason after it; the end of input counts as q."""
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
    """The record's keeper, closed when the command ends."""
    context = click.get_current_context()
    record = context.with_resource(opened(where))
    return context.with_resource(record.writing()) if write else record.keeper


def _where(ctx: click.Context, where: str) -> str:
    """The record given to the subcommand, or before its name, as in ``match --record R accept …``."""
    given = ctx.get_parameter_source("where") == click.core.ParameterSource.COMMANDLINE
    return where if given or ctx.parent is None else str(ctx.parent.params["where"])


def _names(record: Keeper) -> Names:
    from ..queries.names import names_of

    return names_of(record)


def _print_conflicts(names: Names, identities: Identities, of: Judgement | None = None) -> None:
    for conflict in identities.conflicts:
        if of and (len(conflict.chain) == 2 or of.one not in conflict.chain):
            continue
        chain = " = ".join(map(names.label, conflict.chain))
        one, other = map(names.label, conflict.apart)
        by, apart = (" and ".join(sorted(map(names.label, iris))) for iris in (conflict.same_by, conflict.apart_by))
        talk(
            f"Conflict: {chain}, by {by}; yet by {apart}, {one} and {other} are not the same. None of these is merged."
        )


def _explain() -> None:
    from ..matching import actors, events
    from ..rules.identities import RULE

    click.echo(f"ACTORS\n{actors.RULE}\n\nEVENTS\n{events.RULE}\n\nJUDGEMENTS\n{RULE}")


def _in_words(names: Names, judgement: Judgement) -> str:
    verdict = "the same as" if judgement.same else "not"
    because = f", because {judgement.because}" if judgement.because else ""
    statement = f"{names.label(judgement.one)} is {verdict} {names.label(judgement.other)}"
    return f"{statement}: said by {names.label(judgement.by)} on {judgement.on}{because}."


def _why(each: Proposal, form: str) -> Any:
    return list(each.reasons) if form == "json" else "; ".join(each.reasons)


def _ids(each: Proposal | Judgement, form: str) -> list[str]:
    return [_id(each.one), _id(each.other)] if form == "table" else [each.one, each.other]


def _id(iri: str) -> str:
    from ..vocabulary import ID

    return iri.removeprefix(ID)
