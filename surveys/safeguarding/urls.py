"""Addresses of the safeguarding queue, below the admin's own."""

from __future__ import annotations

from django.urls import path

from surveys.safeguarding import key_screens, screens

app_name = "safeguarding"

urlpatterns = [
    path("", screens.queue, name="queue"),
    path("decided/", screens.decided, name="decided"),
    path("count/", screens.count, name="count"),
    path("pass-on/<int:survey_id>/", screens.pass_on, name="pass_on"),
    path("text/<int:referral>/", screens.text, name="text"),
    path("text/<int:referral>/decide/", screens.decide, name="decide"),
    path("key/", key_screens.key, name="key"),
    path("key/unlock/", key_screens.unlock, name="unlock"),
    path("key/lock/", key_screens.lock, name="lock"),
]
