"""IN: a file into claims or rows. A reader never touches a record."""
