"""A draft tried out before visitors come: its preview, the robot that walks it, and the screens that tell."""
