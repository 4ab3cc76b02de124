"""What the Partnership promised and where it stands: commitments beside published figures."""
