"""Signed links in mails: they say which subscription they are for, and nobody else can make one."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

CONFIRM_WITHIN = timedelta(hours=48)
_LIST = "membership.list"
_CONFIRM = "membership.confirm"


class BadLink(ValueError):
    """A link that was not made here, is cut off, or is too old."""


def stop_link(subscription: int) -> str:
    """The address that ends a subscription; it stays good for as long as the subscription lasts."""
    return _absolute("mailing_list_stop", signing.Signer(salt=_LIST).sign(str(subscription)))


def choices_link(subscription: int) -> str:
    """The address under which somebody changes their choices."""
    return _absolute("mailing_list_choices", signing.Signer(salt=_LIST).sign(str(subscription)))


def confirm_link(subscription: int) -> str:
    """The address that confirms a subscription. It is made when the mail is sent, and good for 48 hours from then."""
    return _absolute("mailing_list_confirm", signing.TimestampSigner(salt=_CONFIRM).sign(str(subscription)))


def read_list(token: str) -> int:
    """The subscription that a link is about. Raises BadLink."""
    try:
        return int(signing.Signer(salt=_LIST).unsign(token))
    except (signing.BadSignature, ValueError) as bad:
        raise BadLink from bad


def read_confirm(token: str) -> int:
    """The subscription that a link confirms. Raises BadLink, also after 48 hours."""
    try:
        return int(signing.TimestampSigner(salt=_CONFIRM).unsign(token, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError) as bad:
        raise BadLink from bad


def absolute(path: str) -> str:
    """A path of this site as a mail needs it."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def _absolute(name: str, token: str) -> str:
    # One address whatever the language of the mail: it has to work for years.
    with override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, args=[token]))
