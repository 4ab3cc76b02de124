"""What runs by itself, and when. A new job is one line here and one function that takes ``now``."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from engagement.jobs.periods import Rule, daily_from, every, hourly_at, weekly_from


@dataclass(frozen=True)
class Job:
    """Timed work: a name for its record, the rule of its periods, and the dotted path of ``work(*, now)``.

    The work may be started again after a crash or a failure, so doing it twice must do no harm.
    """

    name: str
    due: Rule
    work: str


ERASING = "erase-deleted"
"""The last of a day's deletions: what the others deleted leaves the files."""


def schedule() -> tuple[Job, ...]:
    """Every job, in the order they run when several are due."""
    return (
        Job("mix", hourly_at(settings.MIX_HOURS), "surveys.mixing.services.mix_due"),
        Job("mix-closed", every(minutes=5), "surveys.mixing.services.mix_closed"),
        Job("safeguarding-alert", hourly_at(settings.MIX_HOURS), "surveys.safeguarding.alerts.announce"),
        Job("safeguarding-overdue", daily_from(8), "surveys.safeguarding.alerts.remind"),
        # Before the machine reads them: who is to be coded is settled before anybody could see a tag.
        Job("draw-comments", every(minutes=5), "surveys.coding.drawing.draw_all"),
        Job("try-codebook", every(minutes=5), "surveys.codebooks.trials.run_trials"),
        Job("tag-comments", every(minutes=5), "surveys.workbench.services.tag_all_comments"),
        Job("count-quotas", daily_from(0), "surveys.workbench.quotas.count_all"),
        Job("publish-scheduled", every(minutes=5), "engagement.jobs.upkeep.publish_scheduled"),
        Job("picture-consents", every(minutes=5), "cms.media.consent.follow_consents"),
        Job("stories-taken-back", every(minutes=5), "cms.campaign.withdrawal.follow_withdrawals"),
        Job("forget-uploads", daily_from(3), "cms.media.doors.forget_waiting_uploads"),
        Job("forget-nonces", daily_from(3), "surveys.mixing.expiry.forget_expired_nonces"),
        Job("purge", daily_from(3), "surveys.mixing.retention.purge"),
        Job("forget-staff-acts", daily_from(3), "engagement.audit.services.forget_old_acts"),
        Job("forget-plan-changes", daily_from(3), "engagement.delivery.two_persons.forget_decided"),
        Job("forget-links", daily_from(3), "engagement.publishing.services.forget_ended_links"),
        Job("forget-directory-links", daily_from(3), "engagement.directory.keeping.forget_ended_links"),
        Job("keep-delivery-plan", daily_from(4), "cms.delivery_plan.yearly.keep_plan"),
        Job("forget-page-counts", daily_from(3), "engagement.counting.services.forget_counts"),
        Job("forget-trials", daily_from(3), "surveys.codebooks.trials.forget_trials"),
        Job("forget-hard-texts", daily_from(0), "surveys.safeguarding.exposure.forget_counts"),
        Job("forget-exports", daily_from(3), "surveys.workbench.register.forget_old_lines"),
        Job("joining-requests", hourly_at(range(24)), "engagement.membership.joining.announce"),
        Job("look-again", weekly_from(0, 8), "cms.editors.look_again.remind_keepers"),
        Job("digest", weekly_from(0, 9), "cms.digest.send_weekly_digest"),
        Job("forget-subscriptions", daily_from(3), "engagement.membership.services.forget_subscriptions"),
        Job("forget-requests", daily_from(3), "engagement.membership.joining.forget_requests"),
        Job("forget-member-links", daily_from(3), "engagement.membership.members.forget_links"),
        Job("forget-told", daily_from(3), "engagement.membership.digest.forget_told"),
        Job("forget-mail", daily_from(3), "engagement.outbox.services.forget_sent"),
        # Late in the row: a slow mail server keeps nothing else waiting.
        Job("send-mail", every(minutes=5), "engagement.outbox.sending.send_prompt"),
        Job("send-batch", hourly_at(range(24)), "engagement.outbox.sending.send_batch"),
        # A minute or so of work, which nothing waits for.
        Job("fit-models", every(minutes=5), "surveys.codebooks.fitting.fit_waiting"),
        Job("forget-runs", daily_from(3), "engagement.jobs.upkeep.forget_old_runs"),
        Job(ERASING, daily_from(3), "engagement.database.erasing.erase_deleted"),
    )


RETENTION = (
    *("forget-nonces", "purge", "forget-staff-acts", "forget-links", "forget-exports"),
    *("forget-subscriptions", "forget-requests", "forget-mail", "forget-directory-links"),
    *("forget-page-counts", "forget-plan-changes"),
)
"""The jobs that delete what is older than it may be kept. ``manage.py purge`` does them now, whatever the hour."""


REQUESTS = {
    "jobs": "engagement.jobs.runner.run_requested",
    "mix": "surveys.mixing.requests.mix_requested",
    "purge": "engagement.jobs.runner.purge_requested",
}
"""Commands that the running server carries out itself when it owns the database: name, and function that answers."""
