"""The survey of the example site: a real questionnaire, made-up answers."""
