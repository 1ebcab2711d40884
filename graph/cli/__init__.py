"""The commands, a few lines each over the library; ``main`` is the program."""

from .main import main

__all__ = ["main"]
