"""OPEN: a record as a user holds it, its views, and answers that show themselves."""
