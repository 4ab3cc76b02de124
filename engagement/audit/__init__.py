"""What staff did: who, what, when and to which object, never a word of what it said."""
