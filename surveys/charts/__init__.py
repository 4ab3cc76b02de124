"""Charts drawn on the server as SVG: words and figures inside, colours by class, nothing a policy would block."""
