"""The public page "What we store": made from the live schema, settings and logs, so that it can only say what is."""
