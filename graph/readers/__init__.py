"""IN: files of reports and datasets into claims."""
