"""One-click sign-ins of the example site. Mounted by the development settings only."""

from django.urls import path

from engagement.demo import views

urlpatterns = [
    path("", views.people, name="demo_people"),
    path("sign-in/<slug:role>/", views.sign_in, name="demo_sign_in"),
]
