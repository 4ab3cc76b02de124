"""The public forms, with sentences for whatever cannot be taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagement.membership.choices import (
    AGE_BANDS,
    AREA_CHOICES,
    TOPICS,
    UNDER_16,
    UNDER_18,
    WHOSE,
    mail_languages,
)

ADDRESS_WRONG = _("This is not an e-mail address. It looks like name@example.org.")
TRAP = "homepage"
"""A field nobody sees: what fills it in is a machine."""


def _text(label: Any, *, most: int, required: bool = True, missing: Any = "", **more: Any) -> forms.CharField:
    widget = more.pop("widget", None) or forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=widget,
        error_messages={
            "required": missing or _("Fill this in, please."),
            "max_length": _("This is too long. Make it shorter, please."),
        },
        **more,
    )


def _address(label: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Type your e-mail address, please."),
            "invalid": ADDRESS_WRONG,
            "max_length": ADDRESS_WRONG,
        },
    )


def _tick(label: Any, missing: Any, *, required: bool = True) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=required, error_messages={"required": missing})


class PublicForm(forms.Form):
    """A form anybody may send. ``is_machine`` tells that the field nobody sees was filled in."""

    homepage = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    @property
    def is_machine(self) -> bool:
        return bool(self.data.get(TRAP, "").strip())

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields people see, each with what is said about it read out beside it."""
        found = [field for field in self if field.name != TRAP]
        for field in found:
            described = [f"{field.name}-hint"] if field.help_text else []
            if field.errors:
                described.append(f"{field.name}-error")
            if field.widget_type in ("radioselect", "checkboxselectmultiple"):
                # The fieldset says it for the whole group.
                continue
            if field.errors:
                field.field.widget.attrs["aria-invalid"] = "true"
            if described:
                field.field.widget.attrs["aria-describedby"] = " ".join(described)
        return found

    def told(self) -> dict[str, Any]:
        """What was filled in, without the trap."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class ChoicesForm(PublicForm):
    """What to hear about, where, and in which language."""

    topics = forms.MultipleChoiceField(
        label=_("What would you like to hear about?"),
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one."),
            "invalid_choice": _("Tick what fits best."),
        },
    )
    areas = forms.MultipleChoiceField(
        label=_("Where?"),
        help_text=_("Tick nothing to hear about the whole region."),
        choices=AREA_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Tick areas from the list.")},
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a language from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = mail_languages()
        self.fields["language"].choices = languages
        if len(languages) < 2:
            # Nothing to choose: not asked.
            self.fields["language"].widget = forms.HiddenInput()

    def clean_language(self) -> str:
        """Without a choice: the language of the page, if mail can be in it."""
        here = get_language() or settings.LANGUAGE_CODE
        return self.cleaned_data["language"] or (
            here if here in dict(mail_languages()) else settings.LANGUAGE_CODE
        )


class SubscribeForm(ChoicesForm):
    """The same, and where to send it."""

    email = _address(_("Your e-mail address"))
    field_order = ["email", "topics", "areas", "language"]


class YouthForm(PublicForm):
    """To join the Youth Assembly. Who is under 16 gives somebody else's contact; nobody has to give their name."""

    alias = _text(
        _("What shall we call you?"),
        most=40,
        help_text=_("A first name or a nickname. Not your full name."),
        missing=_("Write any name you like."),
    )
    age_band = forms.ChoiceField(
        label=_("How old are you?"),
        choices=AGE_BANDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Tick your age."),
            "invalid_choice": _("Tick an age from the list. You can join from 11 to 25."),
        },
    )
    area = forms.ChoiceField(
        label=_("Where do you live, learn or work?"),
        choices=[("", _("Choose an area")), *AREA_CHOICES],
        error_messages={
            "required": _("Choose an area."),
            "invalid_choice": _("Choose an area from the list."),
        },
    )
    whose = forms.ChoiceField(
        label=_("Whose number or e-mail address do you give us?"),
        choices=WHOSE,
        widget=forms.RadioSelect,
        help_text=_("Under 16: not yours, please. Ask a grown-up you trust."),
        error_messages={
            "required": _("Tick whose it is."),
            "invalid_choice": _("Tick whose it is."),
        },
    )
    contact = _text(
        _("Their (or your) number or e-mail address"),
        most=254,
        missing=_("We need one way to answer."),
    )
    they_know = _tick(
        _("If it is somebody else's: they know that I give it to you."),
        "",
        required=False,
    )
    carer_agrees = _tick(
        _("If I am under 18: I know that a parent or carer has to agree before I take part."),
        "",
        required=False,
    )
    help_needed = _text(
        _("Anything that would help you to take part?"),
        most=300,
        required=False,
        help_text=_("For example: step-free, an interpreter. You can leave this empty."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def clean_contact(self) -> str:
        return clean_contact(self.cleaned_data["contact"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        age, whose = told.get("age_band"), told.get("whose")
        if age in UNDER_16 and whose == "own":
            self.add_error(
                "whose",
                _(
                    "You are under 16. Give us the contact of a parent, carer, worker or teacher instead of yours."
                ),
            )
            self.errors.pop("contact", None)
            self.add_error("contact", _("Write theirs here."))
            # Their own number must not even come back on the page.
            self.data = self.data.copy()
            self.data["contact"] = ""
        if whose in ("parent", "worker") and not told.get("they_know"):
            self.add_error("they_know", _("Ask them first. Then tick this."))
        if age in UNDER_18 and not told.get("carer_agrees"):
            self.add_error("carer_agrees", _("You are under 18. Please read this and tick it."))
        return told


class FaithForm(PublicForm):
    """To join the Faith Alliance, as an organisation."""

    organisation = _text(_("Your organisation"), most=120, missing=_("Which organisation is it?"))
    faith = _text(_("Faith or belief"), most=80, required=False, help_text=_("You can leave this empty."))
    areas = forms.MultipleChoiceField(
        label=_("Where are you active?"),
        choices=AREA_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one area."),
            "invalid_choice": _("Tick areas from the list."),
        },
    )
    name = _text(_("Who can we talk to?"), most=80, missing=_("Give us a name, please."))
    email = _address(_("Their e-mail address"))
    words = _text(
        _("Why would you like to join?"),
        most=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    may_speak = _tick(_("I may speak for this organisation."), _("Somebody who may speak for it has to ask."))


class AdvisoryForm(PublicForm):
    """To join the Community Advisory Group."""

    name = _text(_("Your name"), most=80, missing=_("Give us a name, please."))
    area = forms.ChoiceField(
        label=_("Where do you live or work?"),
        choices=[("", _("Choose an area")), *AREA_CHOICES],
        error_messages={
            "required": _("Choose an area."),
            "invalid_choice": _("Choose an area from the list."),
        },
    )
    email = _address(_("Your e-mail address"))
    words = _text(
        _("Why would you like to join?"),
        most=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    adult = _tick(_("I am 18 or over."), _("This group is for people of 18 or over."))


class AddressForm(PublicForm):
    """A member asks for a link to the papers."""

    email = _address(_("Your e-mail address"))


def clean_contact(said: str) -> str:
    """An e-mail address or a telephone number of the United Kingdom, as it is kept. Raises ValidationError."""
    said = said.strip()
    if "@" in said:
        try:
            validate_email(said)
        except ValidationError as wrong:
            raise ValidationError(ADDRESS_WRONG) from wrong
        return said
    # The numbering plans of the world are large: loaded when first needed.
    import phonenumbers

    try:
        number = phonenumbers.parse(said, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("This is neither a telephone number nor an e-mail address. Check it, please.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
