from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "evidence.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Have the listener to confirmed addresses in place."""
        from evidence.accounts import adapter  # noqa: F401
