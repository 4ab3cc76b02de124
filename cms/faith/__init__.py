"""The Faith Alliance beside the people it wants to reach."""
