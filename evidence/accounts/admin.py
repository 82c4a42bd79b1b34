"""People are looked after on the pages under /accounts/people/, which write through actions.

Django and allauth bring admin pages of their own for groups and addresses; those would write around
the actions, and a group is a role. Their modules are imported first so that they cannot register
anything afterwards.
"""

from __future__ import annotations

import allauth.account.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

for model in (EmailAddress, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
