"""The directory of activities and services near people: who offers what, where, when, for whom, and how sure we are."""
