"""Official population tables taken in by analysts: read, kept with their source, and weighed to."""
