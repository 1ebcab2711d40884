"""MEASURE: a record in figures. One idea a file; the files in ``algorithms/`` know only graphs and numbers.

``measure`` computes any measure of a record by its name in ``MEASURES``. The other functions take a networkx graph of
your own::

    from standoff.measures import frustration_index, triangle_balance
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
