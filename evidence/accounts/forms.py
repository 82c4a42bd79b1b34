"""The forms of accounts: labelled, with what browsers and password managers need to fill them in."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.models import Login
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.actions import people
from claims.domain.problems import Invalid
from claims.domain.scopes import WRITING, tidy
from claims.domain.vocabulary import Role
from evidence.accounts.consent import CONSENT_VERSION
from evidence.accounts.models import User

CONSENT = (
    "I place what I contribute in the public domain (CC0 1.0) and have read the terms and the "
    "privacy notice."
)
LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("", "Until I revoke it")]


def add_errors(form: forms.BaseForm, problem: Invalid) -> None:
    """Show what an action refused beside the fields it refused."""
    for name, texts in problem.errors.items():
        field = name if name in form.fields else None
        for text in texts:
            form.add_error(field, text if field or not name else f"{name}: {text}")


def _plain(form: forms.BaseForm) -> None:
    """Placeholders that only repeat the label are noise to a screen reader."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Sign in with user name or e-mail address, confirmed or not (then without a role)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail address"
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "254",
        }
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"
        _plain(self)

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        user = get_adapter().authenticate(self.request, **credentials)
        if user is None:
            # The same words whether the name or the password was wrong.
            raise ValidationError("The name and the password do not fit together.", code="mismatch")
        self.user = user
        self._login = Login(
            user=user,
            email=credentials.get("email"),
            email_verification=EmailVerificationMethod.OPTIONAL,
        )
        return dict(self.cleaned_data)


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """Open an account; consent is a box that starts empty."""

    display_name = forms.CharField(
        label="Name to be shown by (optional)",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Left empty, you appear under a made-up name.",
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": "An account needs your consent."}
    )
    field_order = ["username", "email", "display_name", "password1", "password2", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"
        self.fields[
            "username"
        ].help_text = "For signing in; not shown to others. Letters, digits, . + - _"
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["email"].label = "E-mail address"
        self.fields["email"].help_text = "You confirm it by a link that we send. It is never shown."
        self.fields["password2"].label = "Password again"
        _plain(self)

    def clean_username(self) -> str:
        """Also no @, since signing in takes either a name or an address."""
        name: str = super().clean_username()
        if "@" in name:
            raise ValidationError("Leave out the @: that is for e-mail addresses.")
        return name

    def save(self, request: HttpRequest) -> User:
        """Open the account by the action, which writes the event."""
        return people.register(
            username=self.cleaned_data["username"],
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            display_name=self.cleaned_data["display_name"],
            consent_version=CONSENT_VERSION,
        )


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link that sets a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        _plain(self)


class AcceptForm(forms.Form):
    """What an invited person adds to what the invitation says."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="For signing in; not shown to others. Letters, digits, . + - _",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(
        label="Name to be shown by (optional)",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Left empty, you appear under a made-up name.",
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": "An account needs your consent."}
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        help_text: SafeString = password_validation.password_validators_help_text_html()
        self.fields["password"].help_text = help_text

    def clean(self) -> dict[str, Any]:
        """The password must be strong, and not be the name or address."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password"):
            person = User(username=cleaned.get("username", ""), email=self.email)
            try:
                password_validation.validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ProfileForm(forms.Form):
    """What a person says of themselves. Checked by the action, which normalises the ORCID iD."""

    display_name = forms.CharField(
        label="Name to be shown by",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Left empty, you appear under your made-up name.",
    )
    orcid = forms.CharField(
        label="ORCID iD",
        required=False,
        max_length=60,
        help_text="Such as 0000-0002-1825-0097. It keeps you from appraising your own publications.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    affiliation = forms.CharField(
        label="Affiliation",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    interests = forms.CharField(
        label="Interests to declare",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Money, work, conviction: what a reader of your judgements should know.",
    )


class TokenForm(forms.Form):
    """A new key to the API."""

    name = forms.CharField(
        label="What it is for",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="It may write",
        choices=[(scope.value, scope.label) for scope in WRITING],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Every token may read as you. With nothing ticked it reads only.",
    )
    everything = forms.BooleanField(
        label="Everything that I may do, now and later",
        required=False,
        help_text="Instead of the list above. Whoever has such a token can act as you.",
    )
    lifetime = forms.ChoiceField(label="Lasts", choices=LIFETIMES, initial="90", required=False)

    def wanted_scopes(self) -> list[str]:
        """What to keep: an empty list stands for everything, `read` alone for nothing ticked."""
        return [] if self.cleaned_data["everything"] else tidy(self.cleaned_data["scopes"])

    def clean_lifetime(self) -> int | None:
        """Days, or None for no end."""
        text = self.cleaned_data["lifetime"]
        return int(text) if text else None


class ReasonForm(forms.Form):
    """Why something is done to somebody's account."""

    reason = forms.CharField(
        label="Reason", max_length=1000, help_text="Goes into the log, for good. Name no names."
    )


class RoleForm(ReasonForm):
    """A role to give or take."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    field_order = ["role", "reason"]


class EraseForm(ReasonForm):
    """Erasure cannot be undone, so it asks for the user name as well."""

    username = forms.CharField(
        label="User name, to be sure",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["username", "reason"]

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_username(self) -> str:
        """Exactly the name of the person that the page is about."""
        name: str = self.cleaned_data["username"]
        if name != self.person.username:
            raise ValidationError("This is not the user name of this person.")
        return name


class InviteForm(forms.Form):
    """A letter to somebody who has no account yet."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label="Roles, beside contributor",
        choices=[(role.value, role.label) for role in Role if role is not Role.CONTRIBUTOR],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label="Reason (optional)", max_length=1000, required=False)


class AskForm(forms.Form):
    """A contributor asks to become a reviewer."""

    text = forms.CharField(
        label="What you bring along",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Your field, what you have appraised before, and what you would like to read.",
    )


class AnswerForm(ReasonForm):
    """The answer to somebody who asked."""

    granted = forms.ChoiceField(
        label="Answer", choices=[("yes", "Make them a reviewer"), ("no", "Decline")]
    )
    field_order = ["granted", "reason"]
