"""standoff: who confronts whom, and who says so.

    reports · tables · drafts ──readers──▶ claims ──ingest──▶ record: RDF in memory, a folder or a SPARQL server
                                                                 │ queries (*.rq)
         page · notebook · output ◀── measures ◀── rules: views, independence, grades, dyads, dossier

Five lines do what the commands do::

    import standoff
    with standoff.open("out/record", create=True) as record:
        record.read("examples/khirbet-amo")
        for dyad in record.confront(without="SANA"):
            print(dyad["who"], "→" if dyad["directed"] else "–", dyad["whom"], dyad["sources"])

``dir(standoff)`` lists all that is public; each name is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
