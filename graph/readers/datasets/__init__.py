"""Read tables of events (UCDP GED, ACLED, GDELT, ICEWS, your own) as claims; ``dataset.py`` is where others come in.

What a dataset's columns mean
    declaration.py      in Python                        declaration_file.py in YAML, read and checked
    named_columns.py    the columns that it names        declared_values.py  its days, shares, kinds
    built_in.py         the datasets known by name; each lies beside it as NAME.yaml, with its columns
    draft.py            a mapping drafted of a table     guessed_columns.py  what its columns look like
A file, opened
    how.py              encoding and dates, as named     file_forms.py       which form a file has
    decoding.py         bytes to UTF-8                   clean.py            unpacked, its line ends unified
    grid.py             cells of other forms, as text    json_rows.py        JSON, GeoJSON, answers of APIs
    workbook.py         sheets of a workbook             arrow_file.py       Arrow and Stata to Parquet
    apart.py            those two in a process of their own, without network and with limited memory
    opened.py           its dataset and layout           loading.py          its lines to rows of text, none lost
Its rows, as Ibis expressions
    checked.py          values parsed                    row_faults.py       what is wrong with a row
    plain_text.py       texts, codes, numbers            days.py, spans.py   days, and from when to when
    ranges.py           numbers of deaths from … to …    members.py          several actors in one cell
    second_rows.py      an event of two rows             rows.py             rows in one shape
    row_triples.py      events and claims                row_sources.py      who says so
    row_allies.py       who stands by whom               row_entities.py     actors and places
    row_pairs.py        who confronts whom               attribution_rows.py what each attribution says
    triple_lines.py     N-Triples                        plan.py             all of it as SQL
The engines
    duck.py             the usual one                    spark.py            a folder, beyond one machine
    read_notes.py       what to know of the reading      rejected_rows.py    rows that were not read
    preview.py          the first rows as claims         spark_session.py    the session of the other
"""
