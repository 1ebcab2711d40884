"""Tables that show themselves and can be taken away; they know columns and rows, and nothing of what is in them."""
