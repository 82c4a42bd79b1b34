import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import claims.domain.webhooks
import claims.models.fields

INBOX = [
    ("conclusion", "Conclusion changed"),
    ("integrity", "Notice about a source"),
    ("entered", "New among what you follow"),
    ("left", "No longer among what you follow"),
    ("retired", "Retired"),
    ("published", "Published again"),
    ("assigned", "Handed to you"),
    ("accepted", "Accepted"),
    ("rejected", "Turned down"),
    ("opened", "Ratings opened"),
    ("checked", "Findings in an article changed"),
    ("webhook", "A webhook was switched off"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_document_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    claims.models.fields.LineField(
                        blank=True, help_text="What its owner calls it.", max_length=200
                    ),
                ),
                (
                    "address",
                    claims.models.fields.KeyField(
                        help_text="Where messages are sent by POST.", max_length=2000
                    ),
                ),
                ("kinds", models.JSONField(blank=True, default=list)),
                ("claims", models.JSONField(blank=True, default=list, help_text="Keys of claims.")),
                (
                    "topics",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Keys of topics; narrower ones are included.",
                    ),
                ),
                (
                    "query",
                    models.CharField(
                        blank=True,
                        help_text="Filters of the list of claims, canonical.",
                        max_length=4000,
                    ),
                ),
                ("members", models.BinaryField(null=True)),
                (
                    "secret",
                    claims.models.fields.KeyField(
                        help_text="Sealed with the site's secret key.", max_length=120
                    ),
                ),
                ("old_secret", claims.models.fields.KeyField(blank=True, max_length=120)),
                (
                    "old_until",
                    models.DateTimeField(
                        help_text="Until when the old secret signs too.", null=True
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("disabled", "Switched off after failures"),
                        ],
                        default=claims.domain.webhooks.HookStatus["ACTIVE"],
                        max_length=8,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=300)),
                ("seq", models.BigIntegerField()),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, help_text="Failed tries in a row."),
                ),
                ("failing_since", models.DateTimeField(null=True)),
                (
                    "held_until",
                    models.DateTimeField(help_text="Nothing is sent before.", null=True),
                ),
                (
                    "taken_until",
                    models.DateTimeField(
                        help_text="A worker has it in hand until then.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhooks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "paused", "disabled"])),
                        name="webhook_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("old_secret", ""), ("old_until__isnull", True)),
                            models.Q(
                                models.Q(("old_secret", ""), _negated=True),
                                ("old_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_old_secret_ends",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "active")),
                        fields=["seq"],
                        name="webhook_behind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    claims.models.fields.KeyField(
                        help_text="`webhook-id`: the same at every try.", max_length=80
                    ),
                ),
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="The public change; empty for a test.", null=True
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("noun", models.CharField(blank=True, max_length=20)),
                ("object_id", models.BigIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("delivered", "Delivered"),
                            ("failed", "Given up"),
                        ],
                        default=claims.domain.webhooks.DeliveryStatus["WAITING"],
                        max_length=9,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_try", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                (
                    "answer_status",
                    models.PositiveSmallIntegerField(help_text="HTTP status.", null=True),
                ),
                (
                    "answer",
                    models.TextField(blank=True, help_text="The answer's first characters."),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True, help_text="Why there was no answer.", max_length=300
                    ),
                ),
                (
                    "milliseconds",
                    models.PositiveIntegerField(help_text="How long the last try took.", null=True),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="claims.webhook",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "delivered", "failed"])),
                        name="delivery_status_known",
                    ),
                    models.UniqueConstraint(
                        fields=("webhook", "seq"), name="change_delivered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try__isnull", False), ("status", "waiting")),
                            models.Q(
                                models.Q(("status", "waiting"), _negated=True),
                                ("next_try__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_waits_for_a_time",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["webhook", "-id"], name="delivery_newest"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["webhook", "seq"],
                        name="delivery_waiting",
                    ),
                    models.Index(fields=["made_at"], name="delivery_made"),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="notification", name="inbox_kind_known"),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(choices=INBOX, max_length=10),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [value for value, _ in INBOX])),
                name="inbox_kind_known",
            ),
        ),
    ]
