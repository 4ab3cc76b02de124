"""Who may open what: every staff address against every role, from one table."""
