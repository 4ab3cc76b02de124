"""People who give us an address: the mailing list, those who ask to join a group, and members of the Advisory Group.

Nothing here is ever joined to an answer: no table points at one, no form of a survey leads here with a word of it, and
no time finer than a day is kept.
"""
