"""The tests of the page, a package: one browser serves them all (conftest.offline), and closes after the last."""
