"""What anybody can check: the tables of answers as they really are, said in plain words."""
