"""The lists that entries are described with. A code never changes: files of other directories carry it."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What a service is. Sport is one kind among the others."""

    SPORT = "sport", "Sport and moving"
    YOUTH_CLUB = "youth-club", "Youth club"
    ARTS = "arts", "Art, music and making"
    MENTORING = "mentoring", "Mentoring"
    LEARNING = "learning", "Learning and work"
    ADVICE = "advice", "Advice"
    COUNSELLING = "counselling", "Somebody to talk to"
    FAMILY = "family", "Help for families"
    FAITH = "faith", "Faith and community"
    OTHER = "other", "Something else"


class Status(models.TextChoices):
    """Whether a service runs, in the words of the Human Services Data Specification."""

    ACTIVE = "active", "Runs"
    PAUSED = "temporarily closed", "Closed for now"
    INACTIVE = "inactive", "Does not run"
    DEFUNCT = "defunct", "Gone for good"


class OpenTo(models.TextChoices):
    """Who may come, by sex."""

    ALL = "all", "Everybody together"
    GIRLS = "girls", "Girls and young women only"
    GIRLS_TIMES = "girls-times", "Everybody, with times for girls only"
    BOYS = "boys", "Boys and young men only"


class Cost(models.TextChoices):
    """What it costs, in three steps; the words beside it say how much."""

    FREE = "free", "Free"
    LOW = "low", "£3 or less"
    PAID = "paid", "More than £3"


class Referral(models.TextChoices):
    """How somebody gets in."""

    COME = "come", "Just come"
    BOOK = "book", "Book or ring first"
    PROFESSIONAL = "professional", "Somebody who works with you asks for you"
    EITHER = "either", "Ask yourself, or somebody asks for you"


ACCESS: dict[str, str] = {
    "step-free": "No steps",
    "toilet": "Accessible toilet",
    "quiet": "Quiet room",
    "loop": "Hearing loop",
    "bsl": "British Sign Language",
    "parking": "Blue badge parking",
    "online": "Can be joined online",
}
"""How people get in and take part, as boxes to tick."""

LANGUAGES: dict[str, str] = {
    "en": "English",
    "ar": "Arabic",
    "bn": "Bengali",
    "fa": "Farsi",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "ku": "Kurdish",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "ti": "Tigrinya",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}
"""Languages that somebody there speaks, by their code of ISO 639-1."""

DAYS: dict[str, str] = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
"""Days of the week as calendars write them (RFC 5545)."""
