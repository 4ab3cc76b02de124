from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


def bring_roles_up_to_date(sender, **kwargs):
    from engagement.accounts.roles import ensure_roles

    ensure_roles()


class AccountsConfig(AppConfig):
    """Listed last among the installed apps: its roles name permissions of all the others."""

    # Beside the one below, Django has to be told which is this app's own.
    default = True
    name = "engagement.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.models import Group, User
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import m2m_changed, pre_delete, pre_save

        from engagement.accounts import (
            break_glass,
            checks,  # noqa: F401  (they register themselves)
            refusals,
            sessions,
            two_persons,
            watch,
        )

        refusals.replace_wagtails()
        # Permissions come into being after the migrations, app by app; a migration could not name them yet.
        post_migrate.connect(bring_roles_up_to_date, sender=self)
        user_logged_in.connect(sessions.begin, dispatch_uid="session")
        user_logged_in.connect(break_glass.announce, dispatch_uid="break-glass")
        authenticator_added.connect(sessions.proved, dispatch_uid="session")
        m2m_changed.connect(watch.roles_change, sender=User.groups.through, dispatch_uid="watch")
        m2m_changed.connect(two_persons.roles_change, sender=User.groups.through, dispatch_uid="two-persons")
        m2m_changed.connect(
            two_persons.rights_of_roles_change, sender=Group.permissions.through, dispatch_uid="two-persons"
        )
        pre_save.connect(watch.account_saved, sender=User, dispatch_uid="watch")
        pre_delete.connect(watch.account_deleted, sender=User, dispatch_uid="watch")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with our rules: no password set for another, nobody above the roles."""

    user_viewset = "engagement.accounts.users.StaffViewSet"
