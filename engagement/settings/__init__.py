"""Settings: ``dev`` for manage.py and the example site, ``test`` for pytest, ``production`` for a deployment."""
