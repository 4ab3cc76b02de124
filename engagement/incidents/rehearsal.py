"""What the public would find, looked at before anybody else does: the same for a drill and for the real thing."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from engagement.incidents.models import Incident
from engagement.languages import is_on
from engagement.publishing.rendering import rendered
from engagement.support.selectors import support_lines


@dataclass(frozen=True)
class Look:
    """One thing looked at: whether it is as it should be, and a sentence."""

    good: bool
    says: str


def rehearse(incident: Incident, host: str) -> list[Look]:
    """Render the chosen page as visitors would get it, in every language it has, and look for what they need."""
    if incident.page is None:
        return [Look(False, "The chosen page was deleted.")]
    translations = incident.page.get_translations(inclusive=True).live().select_related("locale")
    shown = [page for page in translations if is_on(page.locale.language_code)]
    looks = [_look(page, host) for page in shown]
    if len(shown) == 1:
        looks.append(Look(False, "The page stands in one language alone."))
    if incident.area:
        looks.append(_help_near(incident))
    return looks


def _look(page: Page, host: str) -> Look:
    language = page.locale.language_name
    html, _ = rendered(page.specific, host)
    if page.specific.title not in html:
        return Look(False, f"{language}: the page could not be shown. Look at it before you release it.")
    return Look(True, f"{language}: “{page.title}” is ready.")


def _help_near(incident: Incident) -> Look:
    local = [line.name for line in support_lines(incident.area) if line.area]
    if local:
        return Look(True, f"Help in {incident.place}: {', '.join(local)}.")
    return Look(False, f"No support line of {incident.place} is kept. The national ones are shown.")
