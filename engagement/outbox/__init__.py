"""Mail that waits to be sent: rows written with whatever they are about, sent by timed work, tried for two days."""
