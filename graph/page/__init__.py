"""PAGE: the HTML page, and pictures for print; the page's script and style are in ``static/``.

What is in it
    picture.py          all that a page shows, as data   page.py             one HTML file of it
    chosen.py           the tellings of a view           embedded.py         the testimony, for the script to count
    dossiers.py         the dossier of each incident     caption.py          what a page says of itself
    cast.py             who stands in it                 sides.py            colour and letters of each side
Where everybody stands
    arrange.py          in a whole record                places.py, stages.py    at each level
    layout.py           by the paths between them        refine.py           a small drawing made clear
    folds.py            many gathered into groups        outline.py          coasts and borders, for the map
Elsewhere
    inline.py           in a notebook                    printed.py, sheet.py    for print: SVG, PNG, PDF
"""
