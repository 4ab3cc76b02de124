"""Published results as the public reads them: from the frozen snapshot to charts, tables and files."""
