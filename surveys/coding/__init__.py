"""People code comments: who codes which, what they decided, how well they agree."""
