"""SHOW: magics, completion, and pictures of answers in a notebook."""
