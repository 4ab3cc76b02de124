"""Links and posters: the ways by which a survey reaches people."""
