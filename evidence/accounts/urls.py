"""Addresses under /accounts/. Ours are named in the namespace "accounts".

allauth looks for its own by names without a namespace, so those stand beside them, and only those that
are used here: no sign-in by code, no several addresses.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import URLPattern, URLResolver, include, path, re_path

from evidence.accounts.views import entrance, invitations, pages, people, profile

ours: list[URLPattern | URLResolver] = [
    path("login/", entrance.login, name="login"),
    path("logout/", allauth_views.logout, name="logout"),
    path("signup/", entrance.signup, name="signup"),
    path("password/change/", allauth_views.password_change, name="password_change"),
    path("password/reset/", allauth_views.password_reset, name="password_reset"),
    path("email/", allauth_views.email, name="email"),
    path("profile/", profile.profile, name="profile"),
    path("profile/consent/", profile.consent, name="consent"),
    path("profile/leave/", profile.leave, name="leave"),
    path("tokens/", profile.token_list, name="tokens"),
    path("tokens/letters/", profile.choose_token_letters, name="token_letters"),
    path("tokens/<int:pk>/revoke/", profile.token_revoke, name="token_revoke"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("become-a-reviewer/", pages.become_reviewer, name="become_reviewer"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invite/<int:pk>/withdraw/", invitations.invite_withdraw, name="invite_withdraw"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/<slug:name>/", people.person_act, name="person_act"),
    path(
        "people/<int:pk>/tokens/<int:token>/revoke/",
        people.person_token_revoke,
        name="person_token_revoke",
    ),
    path("invitation/<str:signed>/", invitations.accept_invite, name="accept_invite"),
]

for_allauth: list[URLPattern | URLResolver] = [
    path("login/", entrance.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("signup/", entrance.signup, name="account_signup"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("email/", allauth_views.email, name="account_email"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "confirm-email/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        allauth_views.confirm_email,
        name="account_confirm_email",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((ours, "accounts"))),
    path("", include(for_allauth)),
]
