"""Pages of words: about, privacy, accessibility; and the page that says where to find help."""

from __future__ import annotations

from cms.models.base import BasePage, help_panel


class StandardPage(BasePage):
    """A page of words."""

    template = "pages/standard.html"
    page_description = "A page of words: about, privacy, accessibility"
    parent_page_types = ["cms.HomePage", "cms.StandardPage", "cms.YouthAssemblyPage", "cms.FaithAlliancePage"]
    subpage_types = ["cms.StandardPage"]

    content_panels = [
        help_panel(
            "<p>Short sentences. One thought each. Words a ten-year-old knows.</p>"
            "<p><b>Good:</b> “We do not ask your name.” <b>Not so good:</b> “No personally "
            "identifiable data is processed.”</p>"
        ),
        *BasePage.content_panels,
    ]


class SupportPage(BasePage):
    """Where to find help, by what you need, from the checked list of support lines."""

    template = "pages/support.html"
    page_description = "Where to find help. The helplines come from the checked list, not from this form"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    shows_exit = True
    # That somebody looked for help is nobody's business, not even as a sum.
    is_counted = False

    content_panels = [
        help_panel(
            "<p>The helplines are kept under Support lines, each with the day it was last checked. "
            "Write here only what "
            "goes around them.</p><p><b>Good:</b> “You will not get anybody into trouble by asking.”</p>"
        ),
        *BasePage.content_panels,
    ]
