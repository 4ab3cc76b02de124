"""The database as an operator sees it: who may do what with which table."""
