"""The public addresses of this app, in every language."""

from django.urls import path

from engagement.membership.views import joining, mailing_list

urlpatterns = [
    path("mailing-list/", mailing_list.mailing_list, name="mailing_list"),
    path("mailing-list/sent/", mailing_list.sent, name="mailing_list_sent"),
    path("mailing-list/confirm/<str:token>/", mailing_list.confirm, name="mailing_list_confirm"),
    path("mailing-list/choices/<str:token>/", mailing_list.choices, name="mailing_list_choices"),
    path("mailing-list/stop/<str:token>/", mailing_list.stop, name="mailing_list_stop"),
    path("join/<slug:group>/", joining.join, name="join"),
    path("join/<slug:group>/sent/", joining.sent, name="join_sent"),
]
