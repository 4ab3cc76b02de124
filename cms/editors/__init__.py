"""What helps whoever writes the site: lists of what needs them, checks beside the form, and the first day."""
