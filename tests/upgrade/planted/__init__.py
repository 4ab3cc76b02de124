"""An app whose migrations lose a row and change another: the comparison has to find both."""
