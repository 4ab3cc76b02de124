"""Everything below /members/, where a cookie may be set."""

from django.urls import path

from engagement.membership.views import members

app_name = "members"
urlpatterns = [
    path("", members.index, name="index"),
    path("sent/", members.sent, name="sent"),
    path("close/", members.close, name="close"),
    path("papers/<int:paper_id>/", members.paper, name="paper"),
    path("open/<str:secret>/", members.open_link, name="open"),
]
