"""The form of an action: what is saved in it waits for a second person, and is written on from where it was left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.widgets.button import Button

from engagement.delivery.models import Action, PlanChange
from engagement.delivery.two_persons import (
    NothingChanges,
    NotNow,
    SavedSince,
    confirmers,
    propose,
    waiting,
    waiting_for,
    wrote,
)
from engagement.delivery.written import mark


def names(people: Iterable[User]) -> list[str]:
    """People as colleagues know them."""
    return [person.get_full_name() or person.get_username() for person in people]


class PlanIndex(IndexView):
    """The list of actions, with the way to what waits: a new action stands there alone until it is confirmed."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        there = reverse("plan_changes:index")
        return [
            *super().header_more_buttons,
            Button("Changes that wait", url=there, icon_name="calendar-check"),
        ]


class ByTwo:
    """What writing a new action and changing one have in common. ``change`` is what waits already, if anything does."""

    submit_button_label = "Save for a second person"
    change: PlanChange | None = None
    found: str = ""
    """The mark of what was there when the request began: a form writes into the action it is given."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "opened_with": self.found}

    def save_instance(self) -> Action:
        """Keep what was written beside the plan."""
        action = self.form.save(commit=False)
        self.change = propose(
            action,
            by=self.request.user,
            opened_with=self.form.cleaned_data["opened_with"],
            change=self.change.pk if self.change else None,
        )
        return action

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NothingChanges as told:
            messages.info(self.request, str(told))
            return redirect(self.get_success_url())
        except NotNow as refused:
            if isinstance(refused, SavedSince):
                # Told once; whoever saves again knows what they replace.
                form.data = form.data.copy()
                form.data["opened_with"] = self.found
            form.add_error(None, str(refused))
            self.produced_error_message = "Not saved yet."
            return self.form_invalid(form)

    def get_success_message(self, *_: Any) -> str:
        """Who has to confirm it, and where."""
        others = names(confirmers(self.change))
        if not others:
            return "Saved. The public does not see it, and nobody can confirm it: “What would change” says what to do."
        who = " or ".join(others)
        return (
            f"Saved. The public does not see it yet: {who} has to confirm it, under “Plan changes that wait”."
        )

    def get_success_buttons(self) -> list[Any]:
        return [messages.button(reverse("plan_changes:change", args=[self.change.pk]), "What would change")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "change": self.change,
            "is_mine": self.change is not None and wrote(self.request.user, self.change),
            "others": names(confirmers(self.change, beside=self.request.user)),
        }


class WriteAction(ByTwo, CreateView):
    """A new action, or one that waits to be put into the plan."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self._find()
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self._find()
        return super().post(request, *args, **kwargs)

    def _find(self) -> None:
        if "change_id" in self.kwargs:
            self.change = waiting().filter(pk=self.kwargs["change_id"], action=None).first()
            if self.change is None:
                raise Http404("Somebody has decided this already.")
        self.found = mark(None, self.change)

    def get_initial_form_instance(self) -> Action | None:
        return self.change.written() if self.change else None

    def get_add_url(self) -> str:
        where = self.kwargs.get("change_id")
        return reverse("delivery-plan:write_on", args=[where]) if where else super().get_add_url()


class ChangeAction(ByTwo, EditView):
    """An action of the plan, as it would be where a change of it waits."""

    def get_object(self, queryset: Any = None) -> Action:
        live = super().get_object(queryset)
        self.change = waiting_for(live)
        self.found = mark(live, self.change)
        return self.change.written() if self.change else live
