"""``python -m standoff``: the program."""

from .cli import main

main(prog_name="standoff")
