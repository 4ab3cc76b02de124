"""When something serious has happened: what is put aside, what is said instead, and how fast that goes."""
