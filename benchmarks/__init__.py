"""What fast means here, measured. Run with ``make bench``."""
