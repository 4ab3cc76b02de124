"""Addresses of publishing inside the admin."""

from django.urls import path

from engagement.publishing.views import links, live, review, schedule

app_name = "publishing"
urlpatterns = [
    path("", review.index, name="index"),
    path("read/<int:reading_id>/", review.review, name="review"),
    path("send/<int:page_id>/", review.send, name="send"),
    path("dates/", schedule.schedule, name="schedule"),
    path("live/", live.live, name="live"),
    path("live/<int:page_id>/take-down/", live.take_down_page, name="take_down"),
    path("drafts/<int:page_id>/", links.links, name="links"),
    path("drafts/close/<int:link_id>/", links.close, name="close_link"),
]
