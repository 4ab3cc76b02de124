"""The peer of the survey: a plain form page of wagtail.contrib.forms, as its documentation builds one."""
