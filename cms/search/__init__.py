"""Finding something on the site without leaving a trace of what was looked for."""
