"""SHOW: the HTML page; ``static/`` holds its script and style."""
