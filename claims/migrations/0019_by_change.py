from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0018_delivery_tries"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                Coalesce("changed_at", "created_at"), models.F("id"), name="evidence_by_change"
            ),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                models.F("status"),
                Coalesce("changed_at", "created_at"),
                models.F("id"),
                name="source_by_change",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("status"),
                Coalesce("changed_at", "published_at", "created_at"),
                models.F("id"),
                name="claim_by_change",
            ),
        ),
    ]
