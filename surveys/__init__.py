"""What people tell us: surveys, answers, and the analysis of both."""
