"""What stands on the page of one area: who lives there, what they said, what is promised, where to go, who helps."""
