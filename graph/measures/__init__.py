"""MEASURE: what a record tells, in figures. One idea a file; ``algorithms/`` beneath it knows graphs and numbers alone.

What a record tells is measured by ``measure``, by the names of ``MEASURES``. The other functions take a networkx graph
of your own::

    from standoff.measures import frustration_index, triangle_balance
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
