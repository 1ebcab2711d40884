"""WRITE: tables, text, pictures and the formats of other tools.

Who confronts whom
    confront_rows.py    as rows, for programs            confront_text.py    as text
    networks.py         as networks                      network_files.py    as GraphML and GEXF
    plots.py, fonts.py  as pictures                      export.py           in all formats; by the file's ending
    view_sparql.py      a view as SPARQL                 asking.py           a question, in a process of its own
The dossier of an incident
    opening.py          what it says first               dossier_parts.py    its parts, laid out
    dossier_questions.py    acts in dispute              dossier_undisputed.py   acts that are not
    dossier_statements.py   where, how many, who is to blame    dossier_riders.py    when and how, at a line
    dossier_beside.py   denied, in part, left open       dossier_ends.py     views, corrections, the reports read
    dossier_layout.py   what every form is made of       dossier_text.py     text, Markdown, HTML
    dossier_short.py    in short                         dossier_object.py   for programs
    dossier_words.py    short names, and who says what: "hedged", "of itself"
Words for both
    act_sentences.py    what is told of an act           act_titles.py       which act a line is of
    act_names.py        what a label is shortened to     names_in_sentences.py   a name within a sentence
    articles.py         "the" before a name              phrases.py          where, with what, on purpose
    numbers_in_words.py what numbers count               time_in_words.py    times
    both_in_words.py    who says it and denies it        quotations.py       quotes
    folding.py          lines that fit a terminal
"""
