"""PAGE: the HTML page; its script and style are in ``static/``."""
