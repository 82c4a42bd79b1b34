import django.db.models.deletion
from django.db import migrations, models

# Of messages that were tried before, the last try is known: it begins their list.
LAST_TRIES = """
INSERT INTO claims_deliverytry (delivery_id, at, answer_status, answer, fault, milliseconds)
SELECT id, tried_at, answer_status, answer, fault, COALESCE(milliseconds, 0)
FROM claims_delivery WHERE tried_at IS NOT NULL ORDER BY id
"""
# A message that was asked for again counts anew, but it was tried.
TRIED = """
UPDATE claims_delivery SET tried = CASE WHEN attempts > 0 THEN attempts ELSE 1 END
WHERE tried_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0017_match_cosine"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="tried",
            field=models.PositiveIntegerField(default=0, help_text="Tries in all."),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="attempts",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Tries since it was made or asked for again."
            ),
        ),
        migrations.CreateModel(
            name="DeliveryTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(help_text="When its outcome was noted.")),
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
                ("milliseconds", models.PositiveIntegerField(help_text="How long it took.")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tries",
                        to="claims.delivery",
                    ),
                ),
            ],
            options={"verbose_name_plural": "delivery tries", "ordering": ["id"]},
        ),
        migrations.RunSQL([LAST_TRIES, TRIED], migrations.RunSQL.noop, elidable=True),
    ]
