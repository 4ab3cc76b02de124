"""What the public reads: page types, blocks and editor checks."""
