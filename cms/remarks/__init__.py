"""“Something wrong here?”: a public form that keeps what is said and nothing of who says it, and its list for staff."""
