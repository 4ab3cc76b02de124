"""What writing routes adds to the Wagtail admin: lists to choose from in the editor, and the look of the map."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from wagtail import hooks

from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.authoring.standard_wording import prefer_not_to_say


@hooks.register("insert_editor_js")
def rule_lists() -> SafeString:
    """Questions and answers are chosen from lists; those of the standard questions are not in the form."""
    declined = [PREFER_NOT_TO_SAY, prefer_not_to_say("en")]
    standard = {
        name: [*([category.code, category.label] for category in question.categories), declined]
        for name, question in STANDARD.items()
    }
    names = {name: question.question for name, question in STANDARD.items()}
    told = {
        "standard": {**standard, "area": standard["authority"]},
        "names": {**names, "area": names["authority"]},
        "preferNot": declined,
    }
    return format_html(
        '{}<script src="{}"></script>', json_script(told, "survey-rules"), static("js/admin-rules.js")
    )


@hooks.register("insert_global_admin_css")
def route_style() -> SafeString:
    """The look of the lists and of the map."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-rules.css"))
