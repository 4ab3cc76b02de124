"""The survey's edit form: it asks of each changed question of a live survey what kind of change it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.admin.forms import WagtailAdminPageForm

from surveys.authoring.changes import DECLARED, MEANING, WORDING, Changed, to_declare
from surveys.authoring.compile import Compiled, NotPublishable, compile_survey, draft_of

REST = "rest"
"""The answer for every changed question that has none of its own."""

KINDS = (
    (WORDING, "A wording fix: it means what it meant"),
    (MEANING, "A change of meaning: answers before and after are kept apart"),
)


class ChangeKinds(forms.Widget):
    """For each question that changed: is it a wording fix or a change of meaning?"""

    template_name = "surveys/admin/change_kinds.html"
    changed: Sequence[Changed] = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        before = f"{name}-"
        return {key[len(before) :]: data[key] for key in data if key.startswith(before) and data[key]}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        # A browser sends nothing for buttons of which none is pressed: no answer is an answer.
        return False

    def id_for_label(self, id_: str) -> str:
        # The heading belongs to all buttons together, each group of which has a legend.
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        said = value if isinstance(value, dict) else {}
        context["questions"] = [(found, said.get(found.key, "")) for found in self.changed]
        context["rest"] = said.get(REST, "")
        context["choices"] = KINDS
        return context


class ChangeKindsField(forms.Field):
    """Block ids of changed questions to "wording" or "meaning"."""

    widget = ChangeKinds

    def clean(self, value: Any) -> dict[str, str]:
        return {key: kind for key, kind in (value or {}).items() if kind in DECLARED}


class SurveyPageForm(WagtailAdminPageForm):
    """Refuses to publish a changed question until somebody says whether its meaning changed."""

    change_kinds = ChangeKindsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = self._last_version()
        if "change_kinds" not in self.fields:
            return
        if self.instance.change_base != (self.last.number if self.last else None):
            # The answers were about an earlier version: ask again.
            self.initial["change_kinds"] = {}
        if not self.is_bound and self._is_asked():
            self._ask(draft_of(self.instance))

    def _last_version(self) -> Any:
        from surveys.authoring.selectors import newest_version

        return newest_version(self.instance) if self.instance.pk else None

    def _is_asked(self) -> bool:
        return bool(self.last and self.instance.live)

    def _ask(self, compiled: Compiled) -> Sequence[Changed]:
        """Show a line for each question of a draft that differs from what is live."""
        from surveys.authoring.selectors import newest_text

        text = newest_text(self.last, compiled.language)
        texts = text.texts if text else {}
        changed = to_declare(self.last.definition, texts, compiled.definition, compiled.texts)
        self.fields["change_kinds"].widget.changed = changed
        return changed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page = self.instance
        said = cleaned.get("change_kinds") or {}
        page.change_base = self.last.number if self.last and said else None
        if "body" not in cleaned:
            return cleaned
        draft = type(page)(
            **{name: cleaned.get(name, getattr(page, name)) for name in ("title", "browser_title")},
            **{name: cleaned.get(name, getattr(page, name)) for name in ("body", "answer_checks")},
            **{name: cleaned.get(name, getattr(page, name)) or "" for name in ("intro", "consent", "thanks")},
            reviewed_digest=page.reviewed_digest,
            easy_read=page.easy_read,
            locale=page.locale,
        )
        asks = "change_kinds" in self.fields and self._is_asked()
        if asks:
            changed = self._ask(draft_of(draft))
            kinds = {found.key: said.get(found.key) or said.get(REST) for found in changed}
            cleaned["change_kinds"] = said = {key: kind for key, kind in kinds.items() if kind}
        if self.is_deferred_validation:
            return cleaned
        try:
            compile_survey(draft)
        except NotPublishable as refused:
            for sentence in refused.sentences:
                self.add_error(None, sentence)
            return cleaned
        unsaid = [found.code for found in changed if found.key not in said] if asks else []
        if unsaid:
            self.add_error(
                "change_kinds",
                f"You changed: {', '.join(unsaid)}. Is this a wording fix or a change of meaning? "
                "Say it for each question.",
            )
        return cleaned
