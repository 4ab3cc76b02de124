"""Which timed work has run, so that no period is done twice."""

from django.db import models


class JobRun(models.Model):
    """One job in one period. The row is unique, so a period that is done is never done again.

    A row that is not done belongs to a run that failed or was killed: it is tried again, a few times.
    """

    job = models.SlugField(max_length=60)
    period = models.CharField(max_length=20)
    done = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="one_run_per_period")]

    def __str__(self) -> str:
        return f"{self.job}, {self.period}"
