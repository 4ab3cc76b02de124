"""Work that is due at its time: mixing, tagging, publishing, purging. No public request ever starts any."""
