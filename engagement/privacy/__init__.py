"""What keeps a visitor anonymous outside the survey itself: no cookies, strict headers, errors without content."""
