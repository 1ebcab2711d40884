"""STORE: a record stores claims, in memory, in a folder or in a SPARQL server, with the history of its changes.

Where it is stored
    keeper.py           a record, wherever it is         store.py            memory, or Oxigraph in a folder
    sparql_server.py    a server, asked                  endpoint.py         a server, written to
    server_replies.py   its replies as terms             http.py, addresses.py   requests, and where to
A folder
    folder.py           opened, to read or to write      lock.py, writer_mark.py one writer at a time
    swap.py             replaced in one step             rebuild.py          written anew, without what was removed
    seal.py             checksums of its storage         dataset_tables.py   tables of datasets
    table_notes.py      notes beside a table             table_check.py      whether tables are those read
Its triples
    triples.py          of claims, and back              vocabulary_triples.py   of the ontology
    history.py          of what was read when            part.py             of some documents only
    forms.py            as other tools want them         jsonld.py, description.py   JSON-LD, VoID and DCAT
    fingerprint.py      equal for equal records
Checked
    check.py            against the shapes               sense.py            for what shapes cannot say
    background_check.py beside other work                remembering.py      quickly
"""
