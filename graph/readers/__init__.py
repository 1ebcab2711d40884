"""READ: from a file to claims or rows. A reader never touches a record."""
