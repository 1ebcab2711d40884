"""WEIGH: views, independence, grades, dyads, the dossier, and who is who.

From the rows of a record to what is told
    record_rows.py      the rows, read once              ledger.py           the rows, and what a view chooses of them
    confrontations.py   the rows as a table              view.py             the options of a view
    known_days.py       since when a row is known        record_of_view.py   a view as a record, for SPARQL
    tellings.py         an attribution as a whole        words.py            versions, statements, and words on them
    background.py       what is narrower, within, of whom    independence.py  which sources count as one
    identities.py       who is judged the same           joining.py          rows of nodes judged the same
    corrections.py      who may take back what           changed_words.py    denied at first, admitted later
    echoes.py           who only passes on what another says
What stands to what how
    testimony.py        who asserts or denies which      testimony_tables.py the same as two tables
    implication.py      what implies or excludes what    rivals.py           versions that cannot both be
    denials.py          what a denial reaches            denied_of_a_part.py a cause denied of some of the dead
    circumstances.py    statements besides who did what  deeds.py            of which deed a means is said
    wholes.py           acts and their parts             later_states.py     more who died later
    implied_order.py    order that follows of itself     one_moment.py       acts that may be one moment
    both_sides.py       who says it and denies it
Counted in a view
    weighing.py         grades, and the printed rule     acts.py             the acts of a view, weighed
    reported_acts.py    one act as a view shows it       act_lines.py        versions with a line of their own
    act_order.py        which act comes first            statement_questions.py  which statements answer one question
    dossier.py          one incident                     weighed_questions.py    named questions that are counted
    dyads.py            who confronts whom               dataset_dyads.py    the same of tables of events
    tallies.py          both, one row for two ends       values_in_words.py  what is stated, in words
Left out of what is shared (``--redact``)
    redaction.py        what may be named                redacted.py         the record without it
    secrets.py          names within other texts         spellings.py        how a name may be written
    coarse_places.py    points moved onto a grid         coordinates.py      coordinates within a text
    left_out.py         what a file of a view may hold
"""
