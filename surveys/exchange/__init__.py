"""Responses collected elsewhere: read from a file by a written mapping, weighed, read and reported like our own."""
