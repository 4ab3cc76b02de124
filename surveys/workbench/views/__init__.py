"""The analysts' screens, one module a subject."""
