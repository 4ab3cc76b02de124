"""E-mail to safeguarding leads: that something waits, where to look, and nothing else.

Sent at the fixed hours of the mix by timed work, so that a mail tells no more than the hour of the batch: neither how
many texts came nor a word of them.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from surveys.models import Referral
from surveys.safeguarding.selectors import leads, waiting
from surveys.safeguarding.working_days import is_working_day

NEW = "Something new waits in the safeguarding queue."
OVERDUE = "Something in the safeguarding queue has waited for more than two working days."
REST = (
    "Open the queue here:\n{address}\n\nThis message says nothing about what was written, how many wrote or when."
    " Everybody with the role of safeguarding lead gets it."
)


class NobodyTold(RuntimeError):
    """Something waits, and no safeguarding lead has an e-mail address."""


def announce(*, now: datetime | None = None) -> int:
    """Tell every lead that something new waits, once; returns how many mails were sent."""
    fresh = list(Referral.objects.filter(announced=False).values_list("pk", flat=True))
    if not fresh:
        return 0
    sent = _tell("Safeguarding: something new waits", NEW)
    # Only now: a mail that failed is tried again, and two are better than none.
    Referral.objects.filter(pk__in=fresh).update(announced=True)
    return sent


def remind(*, now: datetime | None = None) -> int:
    """Tell every lead, once a working day, that something is overdue; returns how many mails were sent."""
    today = timezone.localdate(now)
    if not is_working_day(today) or not any(row.state == "overdue" for row in waiting(today=today)):
        return 0
    return _tell("Safeguarding: something is overdue", OVERDUE)


def _tell(subject: str, sentence: str) -> int:
    addresses = [lead.email for lead in leads() if lead.email]
    if not addresses:
        raise NobodyTold("No safeguarding lead has an e-mail address.")
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("safeguarding:queue")
    body = f"{sentence}\n\n{REST.format(address=link)}\n"
    # One message each: nobody learns the others' addresses.
    return sum(send_mail(subject, body, None, [address]) for address in addresses)
