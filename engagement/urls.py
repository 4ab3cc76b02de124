"""Every address of the product, in the order it is tried."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views.serve import serve as serve_document
from wagtail.urls import serve_pattern
from wagtail.views import serve as serve_page

from cms.search.views import search
from engagement.accounts.screens import RemovePasskey, SecondSteps, sign_out_everywhere
from engagement.accounts.views import Account
from engagement.media import media
from engagement.outbox.reports import mail_reports
from engagement.privacy.closed import closed
from engagement.publishing.views.draft import draft

urlpatterns = [
    path("media/<path:path>", media, name="media"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/account/", never_cache(require_admin_access(Account.as_view()))),
    path("admin/", include(wagtailadmin_urls)),
    path("account/2fa/", SecondSteps.as_view(), name="mfa_index"),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/sign-out-everywhere/", sign_out_everywhere, name="sign_out_everywhere"),
    path("account/", include("allauth.urls")),
    re_path(r"^documents/(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path("draft/<str:secret>/", draft, name="draft"),
    path("directory/api/", include("engagement.directory.urls")),
    path("members/", include("engagement.membership.member_urls")),
    path("mail-reports/<slug:provider>/", mail_reports, name="mail_reports"),
    path("", include("cms.urls")),
]

if settings.DEMO_SIGN_IN:
    urlpatterns += [path("demo/", include("engagement.demo.urls"))]

# Wagtail's sign-ins for private pages and files would take passwords where no session is ever kept, beside the limits
# of the staff sign-in. A private page, or a document of a private collection, does not exist for the public.
urlpatterns += [
    path(
        "closed/<int:page_view_restriction_id>/<int:page_id>/",
        closed,
        name="wagtailcore_authenticate_with_password",
    ),
    path("closed/", closed, name="wagtailcore_login"),
    path("closed/<int:restriction_id>/", closed, name="wagtaildocs_authenticate_with_password"),
]

urlpatterns += i18n_patterns(
    path("search/", search, name="search"),
    path("", include("engagement.membership.urls")),
    path("", include("surveys.urls")),
    re_path(serve_pattern, serve_page, name="wagtail_serve"),
    prefix_default_language=False,
)
