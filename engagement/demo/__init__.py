"""The example site: synthetic people, answers and promises, marked as such wherever they are shown."""
