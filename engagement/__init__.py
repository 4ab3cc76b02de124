"""The Django project, and the apps about working with people."""
