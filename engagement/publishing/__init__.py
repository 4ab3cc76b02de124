"""How a page goes live: sections with their own editors, two readers, previews to share, and what is scheduled."""
