"""Letters that can be read in pictures: fonts of this machine for names that matplotlib's own font cannot write."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["drawable", "families"]

#: What matplotlib brings along: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian.
_OWN = "DejaVu Sans"
#: Fonts that have a box for every letter there is, which is no letter to read.
_BOXES = ("Last Resort", "LastResort", "Adobe Blank")


def drawable(text: str) -> str:
    """The text without U+FEFF, which nobody sees and matplotlib cannot write into a PDF.

    >>> drawable("\\ufeffThe Army")
    'The Army'
    """
    return text.replace("\ufeff", "")


def families(texts: Iterable[str]) -> tuple[list[str], str]:
    """The fonts that have all letters of these texts, matplotlib's own first, and the letters that none has.

    >>> families(["Khirbet Amo", "خربة عمو"])
    (['DejaVu Sans'], '')
    """
    from matplotlib import font_manager, ft2font

    found = font_manager.fontManager
    missing = {ord(letter) for text in texts for letter in text if letter.isprintable()}
    missing -= ft2font.FT2Font(found.findfont(_OWN)).get_charmap().keys()
    chosen = [_OWN]
    # Plain faces in one order, so that the same machine draws the same picture.
    faces = {
        face.name: face.fname
        for face in found.ttflist
        if face.style == "normal" and face.weight == 400 and not face.name.startswith(_BOXES)
    }
    for name, path in sorted(faces.items(), key=_order) if missing else ():
        try:
            letters = ft2font.FT2Font(path).get_charmap().keys()
        except (OSError, RuntimeError):
            continue
        if missing & letters:
            chosen.append(name)
            missing -= letters
            if not missing:
                break
    return chosen, "".join(map(chr, sorted(missing)))


def _order(face: tuple[str, str]) -> tuple[bool, str]:
    # Noto Sans is drawn to stand beside other scripts, letter by letter as high as they.
    return not face[0].startswith("Noto Sans"), face[0]
