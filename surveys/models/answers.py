"""What a person told us. No table here holds a time, an address, a device, or anything in order of arrival."""

from __future__ import annotations

from django.db import models

from surveys.models.keys import RandomKeyField
from surveys.models.versions import SurveyVersion


class HashKeyField(RandomKeyField):
    """A key given by the caller (a hash) that is also SQLite's rowid, so that the row holds nothing else."""

    def __init__(self, *args, **kwargs):
        kwargs["default"] = models.NOT_PROVIDED
        super().__init__(*args, **kwargs)


class Nonce(models.Model):
    """A form that has been sent: its 60-bit hash, so that a second send is recognised, until it expires."""

    id = HashKeyField()
    expires_on = models.DateField()

    class Meta:
        verbose_name = "used form"

    def __str__(self) -> str:
        return "a used form"


class Intake(models.Model):
    """An answer just sent, kept durably until it is mixed with others. Analysts never see this table."""

    id = RandomKeyField()
    # The database itself refuses to delete a survey with waiting answers. Were Django to look for them first, the
    # admin's process would have to read this table, which it may not.
    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.DO_NOTHING, related_name="intake")
    payload = models.JSONField()
    # Set for every answer looked at, whatever was found in it.
    referred = models.BooleanField(
        default=False, help_text="Read for danger; what was found has been sealed for the safeguarding lead"
    )

    class Meta:
        verbose_name = "answer waiting to be mixed"
        verbose_name_plural = "answers waiting to be mixed"

    def __str__(self) -> str:
        return "an answer waiting to be mixed"


class Response(models.Model):
    """One person's closed answers, mixed with others: no time, no order, no device."""

    id = RandomKeyField()
    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="responses")
    arm = models.PositiveSmallIntegerField(default=0)
    channel = models.SlugField(max_length=12, blank=True, help_text="Channel code; empty: the open link")
    language = models.CharField(max_length=10, default="en")
    flags = models.JSONField(default=list, blank=True)
    # One column a standard demographic block, holding a code of surveys.analysis.demographics. Null: not answered.
    authority = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    age_band = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    sex = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    ethnic_group = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    religion = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    disability = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    main_language = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    answers = models.JSONField(
        default=dict, help_text="Question code to option code, list of codes or number"
    )

    class Meta:
        permissions = [("use_workbench", "Can see tables and redacted comments of mixed answers")]

    def __str__(self) -> str:
        return "a response"


class Comment(models.Model):
    """What a person wrote, after redaction. The one column that holds free text."""

    id = RandomKeyField()
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    question = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="en")
    text = models.TextField()
    passed_on = models.BooleanField(
        default=False, help_text="An analyst has passed it on to the safeguarding lead"
    )

    def __str__(self) -> str:
        return "a comment"
