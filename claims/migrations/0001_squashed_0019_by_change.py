"""Every table as it is after 0019, made at once: an empty database takes a quarter of the time of the steps before.

A database that knows some of the steps takes the others one by one. Whoever changes a model adds a step after this one.
"""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import claims.domain.articles
import claims.domain.following
import claims.domain.vocabulary
import claims.domain.webhooks
import claims.models.fields


def guard_and_index(_apps: object, schema_editor: object) -> None:
    """The database itself refuses to change rows that never change (claims/models/guards.py); full-text indexes."""
    from claims.models import guards
    from claims.queries import search

    guards.install(schema_editor.connection)
    search.install()


class Migration(migrations.Migration):
    replaces = [
        ("claims", "0001_initial"),
        ("claims", "0002_triggers"),
        ("claims", "0003_search"),
        ("claims", "0004_grading"),
        ("claims", "0005_sources"),
        ("claims", "0006_imported_persons"),
        ("claims", "0007_import_touched"),
        ("claims", "0008_versions"),
        ("claims", "0009_following"),
        ("claims", "0010_search_again"),
        ("claims", "0011_documents"),
        ("claims", "0012_words"),
        ("claims", "0013_document_changes"),
        ("claims", "0014_webhooks"),
        ("claims", "0015_article_references"),
        ("claims", "0016_idempotency"),
        ("claims", "0017_match_cosine"),
        ("claims", "0018_delivery_tries"),
        ("claims", "0019_by_change"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Distinct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noun", models.CharField(max_length=20)),
                ("first", models.PositiveBigIntegerField(help_text="The lower key of the two.")),
                ("second", models.PositiveBigIntegerField()),
                ("reason", claims.models.fields.ProseField(max_length=2000)),
                (
                    "imported_by",
                    claims.models.fields.KeyField(
                        blank=True, help_text="Who said so on another site.", max_length=100
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("noun", "first", "second"), name="distinct_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="distinct_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="distinct_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("title", claims.models.fields.LineField(max_length=300)),
                ("text", models.TextField(editable=False)),
                (
                    "sha256",
                    models.CharField(
                        editable=False, help_text="Of the text in UTF-8.", max_length=64
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Plain text"),
                            ("markdown", "Markdown"),
                            ("html", "HTML"),
                            ("pdf", "PDF"),
                            ("docx", "Word (.docx)"),
                        ],
                        default=claims.domain.articles.DocumentFormat["TEXT"],
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "citation",
                    claims.models.fields.ProseField(
                        blank=True, help_text="Who wrote it, where, when.", max_length=2000
                    ),
                ),
                (
                    "address",
                    models.URLField(
                        blank=True, help_text="Where the original is.", max_length=2000
                    ),
                ),
                (
                    "retrieved_on",
                    models.DateField(blank=True, help_text="When it was copied there.", null=True),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("private", "Private"),
                            ("unlisted", "Whoever has the link"),
                            ("shared", "Signed-in members, and whoever has the link"),
                            ("published", "Anyone"),
                        ],
                        default=claims.domain.articles.DocumentAccess["PRIVATE"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "secret",
                    claims.models.fields.KeyField(
                        blank=True, editable=False, help_text="Opens it to a link.", max_length=64
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("checking", "Being checked"),
                            ("done", "Checked"),
                            ("failed", "Failed"),
                        ],
                        default=claims.domain.articles.DocumentStatus["WAITING"],
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("error", models.TextField(blank=True, editable=False)),
                ("remarks", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "sentences",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="In the text."
                    ),
                ),
                (
                    "done",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Sentences looked at."
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True, editable=False, help_text="Its version.", max_length=20
                    ),
                ),
                (
                    "knowledge_seq",
                    models.BigIntegerField(
                        default=0,
                        editable=False,
                        help_text="Last public change that the check took in.",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "found",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        help_text="Findings as they stood at the last check.",
                        null=True,
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        editable=False,
                        help_text="What that check found otherwise.",
                    ),
                ),
                (
                    "bibliography",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        help_text="Its own list of references, and what services said of identifiers.",
                        null=True,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["created_by", "-id"], name="documents_of_maker"),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="documents_to_expire",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["text", "markdown", "html", "pdf", "docx"])
                        ),
                        name="document_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("access__in", ["private", "unlisted", "shared", "published"])
                        ),
                        name="document_access_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["waiting", "checking", "done", "failed"])
                        ),
                        name="document_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="document_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_by__isnull", False),
                            models.Q(("access", "private"), _negated=True),
                            _connector="OR",
                        ),
                        name="private_document_has_a_maker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("access__in", ["unlisted", "shared"]), _negated=True),
                            models.Q(("secret", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="linked_document_has_a_secret",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(unique=True)),
                ("act", models.UUIDField(help_text="Events of one transaction share it.")),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.CharField(
                        help_text="The actor's pseudonym; '' for the system.", max_length=40
                    ),
                ),
                ("verb", models.CharField(max_length=40)),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                (
                    "payload",
                    models.JSONField(
                        help_text='{"before", "after", "reason"}; null: erased.', null=True
                    ),
                ),
                ("public", models.BooleanField(default=False)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("chain", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["seq"],
                "indexes": [
                    models.Index(fields=["noun", "object_id", "seq"], name="event_of_record")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("namespace", claims.models.fields.KeyField(max_length=100)),
                ("value", claims.models.fields.KeyField(max_length=300)),
            ],
            options={
                "ordering": ["noun", "namespace", "value"],
                "indexes": [
                    models.Index(fields=["noun", "object_id"], name="external_id_of_record")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("noun", "namespace", "value"), name="external_id_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "owner",
                    claims.models.fields.KeyField(
                        help_text="The person, or a keyed digest of the address.", max_length=80
                    ),
                ),
                ("key", claims.models.fields.KeyField(max_length=255)),
                (
                    "request",
                    models.CharField(
                        help_text="SHA-256 of method, address and body.", max_length=64
                    ),
                ),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True, help_text="JSON, without what is secret.")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["at"], name="idempotency_keys_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "key"), name="one_act_for_a_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("filename", claims.models.fields.LineField(max_length=255)),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="Format, told by the content.", max_length=20
                    ),
                ),
                ("encoding", models.CharField(blank=True, max_length=20)),
                ("size", models.PositiveBigIntegerField(default=0, help_text="Bytes.")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "kept_as",
                    models.CharField(
                        blank=True,
                        help_text="Name in the import folder; empty once the file is gone.",
                        max_length=100,
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="For tables: which column is which field.",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Being read"),
                            ("preview", "Read: to be looked at"),
                            ("storing", "Being stored"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("undone", "Undone"),
                            ("expired", "Discarded: not stored in time"),
                        ],
                        default=claims.domain.vocabulary.ImportStatus["WAITING"],
                        max_length=8,
                    ),
                ),
                (
                    "counted",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Records in the file by an independent count.",
                        null=True,
                    ),
                ),
                ("read", models.PositiveIntegerField(default=0, help_text="Records read so far.")),
                (
                    "stored",
                    models.PositiveIntegerField(default=0, help_text="Records dealt with so far."),
                ),
                ("error", models.TextField(blank=True)),
                (
                    "touched_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        help_text="When anything last became of it.",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "waiting",
                                    "reading",
                                    "preview",
                                    "storing",
                                    "done",
                                    "failed",
                                    "undone",
                                    "expired",
                                ],
                            )
                        ),
                        name="import_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("payload", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default=claims.domain.vocabulary.JobStatus["WAITING"],
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("run_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["status", "run_after", "id"], name="job_queue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["waiting", "running", "done", "failed"])
                        ),
                        name="job_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KnowledgeBase",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("event_seq", models.BigIntegerField(default=0)),
                (
                    "event_head",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
                (
                    "public_seq",
                    models.BigIntegerField(
                        default=0,
                        help_text="Number of the last public change; public ETags move with it.",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_knowledge_base")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letters",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("never", "Never"),
                            ("daily", "At most once a day"),
                            ("weekly", "At most once a week"),
                        ],
                        default=claims.domain.following.Frequency["NEVER"],
                        max_length=8,
                    ),
                ),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "letters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("every__in", ["never", "daily", "weekly"])),
                        name="letters_frequency_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=20)),
                ("question", claims.models.fields.KeyField(max_length=500)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "question"), name="lookup_kept_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NewsCursor",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("public_seq", models.BigIntegerField(default=0)),
                ("event_seq", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_news_cursor")
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("create", "New record"), ("change", "Change")], max_length=8
                    ),
                ),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("base_revision", models.PositiveIntegerField(default=0)),
                ("changes", models.JSONField(default=dict)),
                ("reason", claims.models.fields.ProseField(blank=True, max_length=5000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=claims.domain.vocabulary.ProposalStatus["OPEN"],
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", claims.models.fields.ProseField(blank=True, max_length=5000)),
                ("self_accepted", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["status", "id"], name="proposal_queue"),
                    models.Index(fields=["noun", "object_id"], name="proposal_of_record"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["create", "change"])),
                        name="proposal_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "accepted", "rejected", "withdrawn"])
                        ),
                        name="proposal_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rejected"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rejected_proposal_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("text", claims.models.fields.ProseField(max_length=3000)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("at", models.DateTimeField()),
                ("status", models.CharField(default="open", max_length=12)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", claims.models.fields.ProseField(blank=True, max_length=3000)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["status", "id"], name="report_queue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "resolved", "dismissed"])),
                        name="report_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_decided_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", claims.models.fields.LineField(max_length=200)),
                (
                    "query",
                    models.CharField(
                        blank=True, help_text="Canonical query string.", max_length=4000
                    ),
                ),
                ("members", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "saved searches",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="saved_search_has_a_name",
                    ),
                    models.UniqueConstraint(fields=("user", "query"), name="saved_search_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("csl_type", models.CharField(default="article-journal", max_length=40)),
                ("title", claims.models.fields.LineField(blank=True, max_length=1000)),
                (
                    "authors",
                    claims.models.fields.LineField(
                        blank=True,
                        help_text="Family name and initials, separated by semicolons.",
                        max_length=2000,
                    ),
                ),
                ("container_title", claims.models.fields.LineField(blank=True, max_length=500)),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1000),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                (
                    "csl",
                    models.JSONField(
                        blank=True, default=dict, help_text="The whole record as CSL-JSON."
                    ),
                ),
                ("doi", claims.models.fields.KeyField(blank=True, max_length=300, null=True)),
                ("pmid", claims.models.fields.KeyField(blank=True, max_length=20, null=True)),
                ("pmcid", claims.models.fields.KeyField(blank=True, max_length=20, null=True)),
                ("isbn", claims.models.fields.KeyField(blank=True, max_length=20, null=True)),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("language", models.CharField(blank=True, max_length=20)),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("work", "Confirmed in the work itself"),
                            ("index", "Confirmed in an index"),
                            ("others", "Only seen through others"),
                            ("not_found", "Not found: known by name only"),
                            ("unchecked", "Not checked"),
                        ],
                        default=claims.domain.vocabulary.Identity["UNCHECKED"],
                        max_length=9,
                    ),
                ),
                ("identity_checked_on", models.DateField(blank=True, null=True)),
                ("identity_note", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "identity_result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not compared"),
                            ("confirmed", "The identifier's record is this work"),
                            ("mismatch", "The identifier's record is another work"),
                            ("no_record", "The identifier has no record there"),
                        ],
                        default=claims.domain.vocabulary.IdentityResult["UNKNOWN"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "identity_differences",
                    models.JSONField(
                        blank=True,
                        default=list,
                        editable=False,
                        help_text="Where the identifier's record says otherwise, field by field.",
                    ),
                ),
                (
                    "provenance",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Where each field came from, and when: a service, a file, a person.",
                    ),
                ),
                (
                    "integrity",
                    models.CharField(
                        choices=[
                            ("clear", "No notice known"),
                            ("corrected", "Corrected"),
                            ("concern", "Under expression of concern"),
                            ("retracted", "Retracted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=claims.domain.vocabulary.Integrity["CLEAR"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("integrity_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "integrity_note",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                ("integrity_url", models.URLField(blank=True, editable=False, max_length=1000)),
                (
                    "integrity_checked_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("funding", claims.models.fields.ProseField(blank=True, max_length=2000)),
                ("interests", claims.models.fields.ProseField(blank=True, max_length=2000)),
                ("is_preprint", models.BooleanField(default=False)),
                (
                    "copy_read",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_text", "Full text"),
                            ("part", "Part of the text"),
                            ("abstract", "Abstract"),
                            ("secondhand", "Through another source"),
                            ("title", "Title only"),
                            ("", "Not stated"),
                        ],
                        default=claims.domain.vocabulary.ReadDepth["UNKNOWN"],
                        max_length=10,
                    ),
                ),
                ("copy_note", claims.models.fields.ProseField(blank=True, max_length=1000)),
                (
                    "missing",
                    claims.models.fields.LineField(
                        blank=True,
                        help_text="Citation fields that nobody has confirmed.",
                        max_length=300,
                    ),
                ),
                (
                    "summary",
                    claims.models.fields.ProseField(
                        blank=True, help_text="What it found, in our words.", max_length=3000
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                            ("merged", "Merged"),
                        ],
                        default=claims.domain.vocabulary.RecordStatus["PROPOSED"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                ("changed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "title_key",
                    claims.models.fields.KeyField(blank=True, editable=False, max_length=80),
                ),
                (
                    "author_key",
                    claims.models.fields.KeyField(blank=True, editable=False, max_length=40),
                ),
                ("claim_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["status", "-id"], name="source_newest"),
                    models.Index(fields=["year"], name="source_by_year"),
                    models.Index(fields=["title_key"], name="source_by_title_key"),
                    models.Index(fields=["author_key", "year"], name="source_by_author_key"),
                    models.Index(
                        models.F("status"),
                        django.db.models.functions.comparison.Coalesce("changed_at", "created_at"),
                        models.F("id"),
                        name="source_by_change",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("identity__in", ["work", "index", "others", "not_found", "unchecked"])
                        ),
                        name="source_identity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "integrity__in",
                                ["clear", "corrected", "concern", "retracted", "withdrawn"],
                            )
                        ),
                        name="source_integrity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["proposed", "published", "retired", "merged"])
                        ),
                        name="source_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("integrity", "clear"),
                            models.Q(("integrity_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_integrity_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), ("status", "merged"), _connector="OR"
                        ),
                        name="source_merged_says_where",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("doi__isnull", False), models.Q(("status", "merged"), _negated=True)
                        ),
                        fields=("doi",),
                        name="source_doi_once",
                        violation_error_message="Another source has this DOI.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("pmid__isnull", False), models.Q(("status", "merged"), _negated=True)
                        ),
                        fields=("pmid",),
                        name="source_pmid_once",
                        violation_error_message="Another source has this PMID.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("pmcid__isnull", False), models.Q(("status", "merged"), _negated=True)
                        ),
                        fields=("pmcid",),
                        name="source_pmcid_once",
                        violation_error_message="Another source has this PMCID.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("isbn__isnull", False), models.Q(("status", "merged"), _negated=True)
                        ),
                        fields=("isbn",),
                        name="source_isbn_once",
                        violation_error_message="Another source has this ISBN.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("doi__isnull", True),
                            models.Q(("doi", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_doi_null_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pmid__isnull", True),
                            models.Q(("pmid", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_pmid_null_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pmcid__isnull", True),
                            models.Q(("pmcid", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_pmcid_null_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("isbn__isnull", True),
                            models.Q(("isbn", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_isbn_null_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("name", claims.models.fields.LineField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exposure", "Exposure"),
                            ("outcome", "Outcome"),
                            ("population", "Population"),
                            ("field", "Field"),
                        ],
                        max_length=10,
                    ),
                ),
                ("description", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                            ("merged", "Merged"),
                        ],
                        default=claims.domain.vocabulary.RecordStatus["PUBLISHED"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                ("claim_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "broader",
                    models.ManyToManyField(blank=True, related_name="narrower", to="claims.topic"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("kind"),
                        condition=models.Q(("status", "merged"), _negated=True),
                        name="topic_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["exposure", "outcome", "population", "field"])
                        ),
                        name="topic_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["proposed", "published", "retired", "merged"])
                        ),
                        name="topic_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), ("status", "merged"), _connector="OR"
                        ),
                        name="topic_merged_says_where",
                    ),
                ],
            },
        ),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "active")),
                        fields=["seq"],
                        name="webhook_behind",
                    )
                ],
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
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    claims.models.fields.KeyField(max_length=60, primary_key=True, serialize=False),
                ),
                (
                    "records",
                    models.PositiveIntegerField(
                        help_text="How many titles, sentences and names hold it."
                    ),
                ),
            ],
            options={
                "ordering": ["word"],
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
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Tries since it was made or asked for again."
                    ),
                ),
                ("tried", models.PositiveIntegerField(default=0, help_text="Tries in all.")),
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
                "indexes": [
                    models.Index(fields=["webhook", "-id"], name="delivery_newest"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["webhook", "seq"],
                        name="delivery_waiting",
                    ),
                    models.Index(fields=["made_at"], name="delivery_made"),
                ],
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
            },
        ),
        migrations.CreateModel(
            name="ImportRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(help_text="From 1, in the order of the file."),
                ),
                ("line", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("same", "Known already"),
                            ("needs_decision", "Needs a decision"),
                            ("rejected", "Rejected"),
                            ("left_out", "Left out by decision"),
                        ],
                        max_length=14,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("csl", models.JSONField(blank=True, default=dict)),
                (
                    "adds",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What it fills in on a source that is known already.",
                    ),
                ),
                (
                    "candidates",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Look-alikes, each with score and reasons.",
                    ),
                ),
                (
                    "made",
                    models.BooleanField(
                        default=False, help_text="Whether this import made the source."
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="claims.import",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The one that was made, or the one it is.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_records",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["new", "same", "needs_decision", "rejected", "left_out"],
                            )
                        ),
                        name="import_outcome_known",
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "position"), name="import_position_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "moved",
                    models.JSONField(
                        default=dict, help_text="Evidence, study links and fields that moved."
                    ),
                ),
                ("reason", claims.models.fields.ProseField(max_length=2000)),
                (
                    "imported_by",
                    claims.models.fields.KeyField(
                        blank=True, help_text="Who joined them, elsewhere.", max_length=100
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("source",),
                        name="one_standing_merge",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("concern", "Expression of concern"),
                            ("withdrawal", "Withdrawal or removal"),
                            ("retraction", "Retraction"),
                            ("reinstatement", "Reinstatement"),
                        ],
                        max_length=13,
                    ),
                ),
                ("on", models.DateField(blank=True, null=True)),
                ("reasons", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "doi",
                    claims.models.fields.KeyField(
                        blank=True,
                        help_text="Of the notice; often that of the work.",
                        max_length=300,
                    ),
                ),
                ("pmid", claims.models.fields.KeyField(blank=True, max_length=20)),
                ("url", models.URLField(blank=True, max_length=1000)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("hand", "An editor"),
                            ("crossref", "Crossref"),
                            ("pubmed", "PubMed"),
                            ("retraction_watch", "Retraction Watch"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "outside_id",
                    claims.models.fields.KeyField(
                        blank=True, help_text="Its number where it was learnt of.", max_length=100
                    ),
                ),
                (
                    "matched_by",
                    models.CharField(
                        blank=True, help_text="doi, pmid, title, hand.", max_length=20
                    ),
                ),
                (
                    "as_of",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When it was last seen there."
                    ),
                ),
                (
                    "imported_by",
                    claims.models.fields.KeyField(
                        blank=True, help_text="Whose mark it was on another site.", max_length=100
                    ),
                ),
                (
                    "is_standing",
                    models.BooleanField(
                        default=True, help_text="False once it is no longer to be had."
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "nature__in",
                                [
                                    "correction",
                                    "concern",
                                    "withdrawal",
                                    "retraction",
                                    "reinstatement",
                                ],
                            )
                        ),
                        name="notice_nature_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["hand", "crossref", "pubmed", "retraction_watch"])
                        ),
                        name="notice_origin_known",
                    ),
                    models.UniqueConstraint(
                        fields=("source", "nature", "origin", "doi", "outside_id"),
                        name="notice_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(help_text="From 1, in the order of the text."),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "block",
                    models.PositiveIntegerField(default=0, help_text="Number of its paragraph."),
                ),
                ("heading", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("checkable", "Checkable statement"),
                            ("opinion", "Opinion"),
                            ("advice", "Advice"),
                            ("definition", "Definition"),
                            ("question", "Question"),
                            ("other", "Other text"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rank",
                    models.FloatField(
                        default=0.0, help_text="How much it looks worth checking, 0 to 1."
                    ),
                ),
                (
                    "marks",
                    models.JSONField(
                        blank=True, default=list, help_text='[{"kind", "start", "end"}]'
                    ),
                ),
                (
                    "references",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='[{"kind", "value", "start", "end", "entry", "problem"}]',
                    ),
                ),
                (
                    "appeals",
                    models.BooleanField(default=False, help_text="Leans on studies or experts."),
                ),
                (
                    "uncited",
                    models.BooleanField(
                        default=False, help_text="Leans on studies and names none."
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="claims.document",
                    ),
                ),
            ],
            options={
                "ordering": ["document", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "checkable",
                                    "opinion",
                                    "advice",
                                    "definition",
                                    "question",
                                    "other",
                                ],
                            )
                        ),
                        name="passage_kind_known",
                    ),
                    models.UniqueConstraint(
                        fields=("document", "position"), name="passage_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))),
                        name="passage_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourcePair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField(help_text="0 to 1; 1 where there is no doubt.")),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("same", "The same publication"),
                            ("related", "Reports of one study"),
                            ("distinct", "Different"),
                        ],
                        default=claims.domain.vocabulary.PairState["OPEN"],
                        max_length=8,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("preprint", "Preprint and article"),
                            ("abstract", "Conference abstract and paper"),
                            ("erratum", "Correction and what it corrects"),
                            ("reprint", "Reprint or translation"),
                            ("other", "Other reports of one study"),
                        ],
                        default=claims.domain.vocabulary.Relation["NONE"],
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        help_text="The older id.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "id"],
                "indexes": [models.Index(fields=["state", "-score", "id"], name="pairs_to_decide")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "same", "related", "distinct"])),
                        name="pair_state_known",
                    ),
                    models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", claims.models.fields.LineField(max_length=200)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("topic"),
                        name="topic_alias_once",
                    )
                ],
            },
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
            options={
                "verbose_name_plural": "delivery tries",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("label", claims.models.fields.LineField(max_length=300)),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("rct", "Randomised controlled trial"),
                            ("nonrandomised_trial", "Non-randomised trial"),
                            ("cohort", "Cohort study"),
                            ("case_control", "Case-control study"),
                            ("cross_sectional", "Cross-sectional study with a comparison"),
                            ("survey", "Survey without comparison"),
                            ("case_series", "Case series"),
                            ("case_report", "Case report"),
                            ("systematic_review", "Systematic review"),
                            ("narrative_review", "Narrative review"),
                            ("qualitative", "Qualitative study"),
                            ("animal", "Animal study"),
                            ("in_vitro", "In vitro study"),
                            ("product_analysis", "Product analysis"),
                            ("regulatory", "Regulator's text"),
                            ("scale", "Scale or questionnaire"),
                            ("opinion", "Opinion"),
                            ("other", "Other document"),
                        ],
                        default=claims.domain.vocabulary.Design["OTHER"],
                        max_length=19,
                    ),
                ),
                (
                    "registry_id",
                    claims.models.fields.KeyField(blank=True, max_length=60, null=True),
                ),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "n_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patients", "patients"),
                            ("studies", "studies"),
                            ("articles", "articles"),
                            ("products", "products"),
                            ("animals", "animals"),
                            ("reports", "reports"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("population", claims.models.fields.LineField(blank=True, max_length=500)),
                ("note", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                            ("merged", "Merged"),
                        ],
                        default=claims.domain.vocabulary.RecordStatus["PUBLISHED"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "included_studies",
                    models.ManyToManyField(
                        blank=True,
                        help_text="For a review: the studies that it pools.",
                        related_name="included_in",
                        to="claims.study",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.study",
                    ),
                ),
                (
                    "primary_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="primary_of",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "studies",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "design__in",
                                [
                                    "rct",
                                    "nonrandomised_trial",
                                    "cohort",
                                    "case_control",
                                    "cross_sectional",
                                    "survey",
                                    "case_series",
                                    "case_report",
                                    "systematic_review",
                                    "narrative_review",
                                    "qualitative",
                                    "animal",
                                    "in_vitro",
                                    "product_analysis",
                                    "regulatory",
                                    "scale",
                                    "opinion",
                                    "other",
                                ],
                            )
                        ),
                        name="study_design_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["proposed", "published", "retired", "merged"])
                        ),
                        name="study_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("registry_id__isnull", False),
                            models.Q(("status", "merged"), _negated=True),
                        ),
                        fields=("registry_id",),
                        name="study_registry_id_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudySource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("reports", "Reports"), ("includes", "Includes")],
                        default=claims.domain.vocabulary.StudySourceRole["REPORTS"],
                        max_length=8,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_links",
                        to="claims.source",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_links",
                        to="claims.study",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("study", "source"), name="study_source_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["reports", "includes"])),
                        name="study_source_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "text",
                    claims.models.fields.LineField(
                        help_text="One checkable sentence.", max_length=600
                    ),
                ),
                ("exposure_text", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "relation",
                    claims.models.fields.LineField(
                        blank=True, help_text="The verb: is linked to, causes.", max_length=200
                    ),
                ),
                ("outcome_text", claims.models.fields.LineField(blank=True, max_length=300)),
                ("population_text", claims.models.fields.LineField(blank=True, max_length=300)),
                ("comparator_text", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "claim_type",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("causal", "Causal"),
                            ("efficacy", "Efficacy"),
                            ("safety", "Safety"),
                            ("comparative", "Comparative"),
                            ("mechanism", "Mechanism"),
                            ("prevalence", "Prevalence"),
                            ("definitional", "Definitional"),
                            ("about_research", "About research"),
                            ("normative", "Normative"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "quantifier",
                    models.CharField(
                        choices=[
                            ("some", "Some"),
                            ("more_than", "More than a comparison"),
                            ("none", "None (a claim of absence)"),
                        ],
                        default=claims.domain.vocabulary.Quantifier["SOME"],
                        max_length=9,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("general", "General"),
                            ("one_study", "Restates one study's result"),
                        ],
                        default=claims.domain.vocabulary.Scope["GENERAL"],
                        max_length=9,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("people", "People"),
                            ("animals", "Animals"),
                            ("cells", "Cells or molecules"),
                            ("not_applicable", "Not applicable"),
                        ],
                        default=claims.domain.vocabulary.About["PEOPLE"],
                        max_length=14,
                    ),
                ),
                (
                    "rung_claimed",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("reported", "Reported"),
                            ("associated", "Associated"),
                            ("caused", "Caused"),
                        ],
                        default=claims.domain.vocabulary.Rung["NONE"],
                        help_text="What the relation asks for.",
                        max_length=10,
                    ),
                ),
                (
                    "benefit_or_harm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("benefit", "Benefit"),
                            ("harm", "Harm"),
                            ("neither", "Neither"),
                            ("", "Not stated"),
                        ],
                        default=claims.domain.vocabulary.BenefitOrHarm["UNKNOWN"],
                        max_length=8,
                    ),
                ),
                ("magnitude", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "threshold",
                    claims.models.fields.LineField(
                        blank=True,
                        help_text="The smallest effect that would matter.",
                        max_length=300,
                    ),
                ),
                (
                    "wording_note",
                    claims.models.fields.ProseField(
                        blank=True,
                        help_text="What the wording gets wrong, judged apart.",
                        max_length=2000,
                    ),
                ),
                (
                    "reviewers_required",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Overrides the site's REVIEWERS_REQUIRED for this claim.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                        ],
                        default=claims.domain.vocabulary.ClaimStatus["DRAFT"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("supported", "Supported"),
                            ("limited_support", "Limited support"),
                            ("reported", "Reported, not tested"),
                            ("conflicting", "Conflicting"),
                            ("doubtful", "Doubtful"),
                            ("contradicted", "Contradicted"),
                            ("not_shown", "Not shown"),
                            ("none_found", "None found"),
                            ("not_assessed", "Not assessed"),
                            ("not_assessable", "Not assessable"),
                        ],
                        default=claims.domain.vocabulary.Verdict["NOT_ASSESSED"],
                        editable=False,
                        max_length=15,
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("very_low", "Very low"),
                            ("not_rated", "Not rated"),
                            ("strong", "Strong (mechanism)"),
                            ("limited", "Limited (mechanism)"),
                            ("inadequate", "Inadequate (mechanism)"),
                        ],
                        default=claims.domain.vocabulary.Certainty["NOT_RATED"],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "consistency",
                    models.CharField(
                        choices=[
                            ("nothing_counted", "Nothing counted"),
                            ("single_study", "Single study"),
                            ("consistent", "Consistent"),
                            ("mostly_consistent", "Mostly consistent"),
                            ("divided", "Divided"),
                        ],
                        default=claims.domain.vocabulary.Consistency["NOTHING"],
                        editable=False,
                        max_length=17,
                    ),
                ),
                (
                    "rung_reached",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("reported", "Reported"),
                            ("associated", "Associated"),
                            ("caused", "Caused"),
                        ],
                        default=claims.domain.vocabulary.Rung["NONE"],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("plain_sentence", models.TextField(blank=True, editable=False)),
                ("confirmed", models.BooleanField(default=False, editable=False)),
                ("stale", models.BooleanField(default=False, editable=False)),
                ("raters", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("study_count", models.PositiveIntegerField(default=0, editable=False)),
                ("evidence_count", models.PositiveIntegerField(default=0, editable=False)),
                ("supports_count", models.PositiveIntegerField(default=0, editable=False)),
                ("contradicts_count", models.PositiveIntegerField(default=0, editable=False)),
                ("mixed_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "design_mask",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Bit i: has evidence of the i-th study design.",
                    ),
                ),
                ("version_number", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "comparator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_as_comparator",
                        to="claims.topic",
                    ),
                ),
                (
                    "exposure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_as_exposure",
                        to="claims.topic",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_as_outcome",
                        to="claims.topic",
                    ),
                ),
                (
                    "population",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_as_population",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["status", "-id", "design_mask"], name="claim_newest"),
                    models.Index(fields=["status", "verdict", "-id"], name="claim_by_verdict"),
                    models.Index(fields=["status", "certainty", "-id"], name="claim_by_certainty"),
                    models.Index(
                        condition=models.Q(("stale", True)), fields=["id"], name="claim_stale"
                    ),
                    models.Index(
                        models.F("status"),
                        django.db.models.functions.comparison.Coalesce(
                            "changed_at", "published_at", "created_at"
                        ),
                        models.F("id"),
                        name="claim_by_change",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "claim_type__in",
                                [
                                    "association",
                                    "causal",
                                    "efficacy",
                                    "safety",
                                    "comparative",
                                    "mechanism",
                                    "prevalence",
                                    "definitional",
                                    "about_research",
                                    "normative",
                                ],
                            )
                        ),
                        name="claim_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantifier__in", ["some", "more_than", "none"])),
                        name="claim_quantifier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["general", "one_study"])),
                        name="claim_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about__in", ["people", "animals", "cells", "not_applicable"])
                        ),
                        name="claim_about_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "in_review", "published", "retired"])
                        ),
                        name="claim_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verdict__in",
                                [
                                    "supported",
                                    "limited_support",
                                    "reported",
                                    "conflicting",
                                    "doubtful",
                                    "contradicted",
                                    "not_shown",
                                    "none_found",
                                    "not_assessed",
                                    "not_assessable",
                                ],
                            )
                        ),
                        name="claim_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "certainty__in",
                                [
                                    "high",
                                    "moderate",
                                    "low",
                                    "very_low",
                                    "not_rated",
                                    "strong",
                                    "limited",
                                    "inadequate",
                                ],
                            )
                        ),
                        name="claim_certainty_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="claim_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("published_at__isnull", False), ("version_number__gte", 1)),
                            _connector="OR",
                        ),
                        name="published_claim_has_a_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="claim_published_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "retired"), _negated=True),
                            models.Q(("status_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="retired_claim_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("topic", "claim"), name="claim_topic_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("explained", "Explained"),
                            ("standing", "Standing: looked at and unexplained"),
                            ("resolved", "Resolved"),
                        ],
                        default=claims.domain.vocabulary.ConflictState["OPEN"],
                        max_length=9,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not stated"),
                            ("population", "Different populations"),
                            ("dose", "Different doses or products"),
                            ("method", "Different methods"),
                            ("quality", "Different quality"),
                            ("error", "An error in one of them"),
                            ("other", "Something else"),
                        ],
                        default=claims.domain.vocabulary.ConflictCause["UNKNOWN"],
                        max_length=10,
                    ),
                ),
                ("explanation", claims.models.fields.ProseField(blank=True, max_length=5000)),
                (
                    "sides",
                    models.JSONField(
                        default=dict,
                        help_text="The studies on each side when the state was last set, by study id.",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                (
                    "imported_by",
                    claims.models.fields.KeyField(
                        blank=True, help_text="Who decided, on another site.", max_length=100
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflict",
                        to="claims.claim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "explained", "standing", "resolved"])
                        ),
                        name="conflict_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                ["", "population", "dose", "method", "quality", "error", "other"],
                            )
                        ),
                        name="conflict_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["explained", "standing"]), _negated=True),
                            models.Q(("explanation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="settled_conflict_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "explained"), _negated=True),
                            models.Q(("cause", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="explained_conflict_names_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sentence", models.TextField(blank=True)),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        choices=[("match", "Match"), ("possible", "Possible match")],
                        max_length=8,
                    ),
                ),
                ("score", models.FloatField(blank=True, null=True)),
                (
                    "suggested_wording",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("faithful", "Faithful"),
                            ("stronger", "Stronger than the evidence"),
                            ("weaker", "Weaker than the evidence"),
                            ("opposite", "Opposite to the claim"),
                            ("other_population", "Another population"),
                            ("unclear", "Not clear"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("suggested", "Suggested by the machine"),
                            ("confirmed", "Confirmed"),
                            ("corrected", "Corrected"),
                            ("rejected", "Rejected"),
                        ],
                        help_text="Empty: the machine had not found it.",
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested by the machine"),
                            ("confirmed", "Confirmed"),
                            ("corrected", "Corrected"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "wording",
                    models.CharField(
                        choices=[
                            ("faithful", "Faithful"),
                            ("stronger", "Stronger than the evidence"),
                            ("weaker", "Weaker than the evidence"),
                            ("opposite", "Opposite to the claim"),
                            ("other_population", "Another population"),
                            ("unclear", "Not clear"),
                        ],
                        max_length=16,
                    ),
                ),
                ("method", models.CharField(blank=True, max_length=20)),
                ("note", claims.models.fields.LineField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="corrections",
                        to="claims.document",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["suggested", "confirmed", "corrected", "rejected"])
                        ),
                        name="correction_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "wording__in",
                                [
                                    "faithful",
                                    "stronger",
                                    "weaker",
                                    "opposite",
                                    "other_population",
                                    "unclear",
                                ],
                            )
                        ),
                        name="correction_wording_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DomainJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("randomised", "Randomised"),
                            ("comparative", "Comparative"),
                            ("uncontrolled", "Uncontrolled"),
                            ("case_report", "Case report"),
                            ("animal", "Animal"),
                            ("in_vitro", "In vitro"),
                            ("product", "Product analysis"),
                            ("review", "Review"),
                            ("qualitative", "Qualitative"),
                            ("document", "Document"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("risk_of_bias", "Risk of bias"),
                            ("inconsistency", "Inconsistency"),
                            ("indirectness", "Indirectness"),
                            ("imprecision", "Imprecision"),
                            ("publication_bias", "Publication bias"),
                            ("large_effect", "Large effect"),
                            ("dose_response", "Dose-response"),
                            ("opposing_confounding", "Confounding would work against it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("change", models.SmallIntegerField(help_text="Levels down (negative) or up.")),
                (
                    "suggested",
                    models.SmallIntegerField(
                        blank=True, help_text="What the rule suggested at that moment.", null=True
                    ),
                ),
                ("reason", claims.models.fields.ProseField(max_length=2000)),
                ("imported_by", claims.models.fields.KeyField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                ("is_current", models.BooleanField(default=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="domain_judgements",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stream__in",
                                [
                                    "randomised",
                                    "comparative",
                                    "uncontrolled",
                                    "case_report",
                                    "animal",
                                    "in_vitro",
                                    "product",
                                    "review",
                                    "qualitative",
                                    "document",
                                ],
                            )
                        ),
                        name="judgement_stream_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "domain__in",
                                [
                                    "risk_of_bias",
                                    "inconsistency",
                                    "indirectness",
                                    "imprecision",
                                    "publication_bias",
                                    "large_effect",
                                    "dose_response",
                                    "opposing_confounding",
                                ],
                            )
                        ),
                        name="judgement_domain_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("change__gte", -3), ("change__lte", 2)),
                        name="judgement_within_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="judgement_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("imported_by", "")),
                            models.Q(
                                ("by__isnull", True), models.Q(("imported_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="judgement_has_one_judge",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("claim", "stream", "domain"),
                        name="one_standing_judgement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "finding",
                    claims.models.fields.ProseField(
                        blank=True,
                        help_text="What the source found, in our words.",
                        max_length=2000,
                    ),
                ),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("rct", "Randomised controlled trial"),
                            ("nonrandomised_trial", "Non-randomised trial"),
                            ("cohort", "Cohort study"),
                            ("case_control", "Case-control study"),
                            ("cross_sectional", "Cross-sectional study with a comparison"),
                            ("survey", "Survey without comparison"),
                            ("case_series", "Case series"),
                            ("case_report", "Case report"),
                            ("systematic_review", "Systematic review"),
                            ("narrative_review", "Narrative review"),
                            ("qualitative", "Qualitative study"),
                            ("animal", "Animal study"),
                            ("in_vitro", "In vitro study"),
                            ("product_analysis", "Product analysis"),
                            ("regulatory", "Regulator's text"),
                            ("scale", "Scale or questionnaire"),
                            ("opinion", "Opinion"),
                            ("other", "Other document"),
                        ],
                        max_length=19,
                    ),
                ),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("randomised", "Randomised"),
                            ("comparative", "Comparative"),
                            ("uncontrolled", "Uncontrolled"),
                            ("case_report", "Case report"),
                            ("animal", "Animal"),
                            ("in_vitro", "In vitro"),
                            ("product", "Product analysis"),
                            ("review", "Review"),
                            ("qualitative", "Qualitative"),
                            ("document", "Document"),
                        ],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("population", claims.models.fields.LineField(blank=True, max_length=500)),
                (
                    "comparison_made",
                    models.BooleanField(
                        blank=True,
                        help_text="For comparative claims: whether the study made that very comparison.",
                        null=True,
                    ),
                ),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "n_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patients", "patients"),
                            ("studies", "studies"),
                            ("articles", "articles"),
                            ("products", "products"),
                            ("animals", "animals"),
                            ("reports", "reports"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("n_note", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "read",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_text", "Full text"),
                            ("part", "Part of the text"),
                            ("abstract", "Abstract"),
                            ("secondhand", "Through another source"),
                            ("title", "Title only"),
                            ("", "Not stated"),
                        ],
                        default=claims.domain.vocabulary.ReadDepth["UNKNOWN"],
                        max_length=10,
                    ),
                ),
                ("locator", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "effect",
                    models.JSONField(
                        blank=True,
                        help_text='{"measure": "RR", "estimate": 1.2, "low": 0.9, "high": 1.6, "level": 0.95}',
                        null=True,
                    ),
                ),
                (
                    "benefit_or_harm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("benefit", "Benefit"),
                            ("harm", "Harm"),
                            ("neither", "Neither"),
                            ("", "Not stated"),
                        ],
                        default=claims.domain.vocabulary.BenefitOrHarm["UNKNOWN"],
                        max_length=8,
                    ),
                ),
                ("magnitude", claims.models.fields.LineField(blank=True, max_length=300)),
                ("threshold", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("awaiting", "Awaiting appraisal"),
                            ("in_appraisal", "In appraisal"),
                            ("conflict", "Raters differ"),
                            ("settled", "Settled"),
                            ("excluded", "Excluded"),
                        ],
                        default=claims.domain.vocabulary.EvidenceStatus["PROPOSED"],
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When ratings were opened as provisional.",
                        null=True,
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "consensus",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("provisional", "Provisional (one reviewer)"),
                            ("agreed", "Agreed"),
                            ("adjudicated", "Adjudicated"),
                        ],
                        default=claims.domain.vocabulary.ConsensusState["NONE"],
                        editable=False,
                        max_length=11,
                    ),
                ),
                (
                    "standing_direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("mixed", "Mixed"),
                            ("no_effect", "No effect shown"),
                            ("mentions", "Mentions only"),
                        ],
                        default="",
                        editable=False,
                        max_length=11,
                    ),
                ),
                (
                    "standing_directness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct"),
                            ("partly_indirect", "Partly indirect"),
                            ("indirect", "Indirect"),
                        ],
                        default="",
                        editable=False,
                        max_length=15,
                    ),
                ),
                (
                    "standing_strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        editable=False,
                        max_length=13,
                    ),
                ),
                ("raters", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.claim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["source", "claim"], name="evidence_of_source"),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce("changed_at", "created_at"),
                        models.F("id"),
                        name="evidence_by_change",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "design__in",
                                [
                                    "rct",
                                    "nonrandomised_trial",
                                    "cohort",
                                    "case_control",
                                    "cross_sectional",
                                    "survey",
                                    "case_series",
                                    "case_report",
                                    "systematic_review",
                                    "narrative_review",
                                    "qualitative",
                                    "animal",
                                    "in_vitro",
                                    "product_analysis",
                                    "regulatory",
                                    "scale",
                                    "opinion",
                                    "other",
                                ],
                            )
                        ),
                        name="evidence_design_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stream__in",
                                [
                                    "randomised",
                                    "comparative",
                                    "uncontrolled",
                                    "case_report",
                                    "animal",
                                    "in_vitro",
                                    "product",
                                    "review",
                                    "qualitative",
                                    "document",
                                ],
                            )
                        ),
                        name="evidence_stream_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "proposed",
                                    "awaiting",
                                    "in_appraisal",
                                    "conflict",
                                    "settled",
                                    "excluded",
                                ],
                            )
                        ),
                        name="evidence_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consensus__in", ["none", "provisional", "agreed", "adjudicated"])
                        ),
                        name="evidence_consensus_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "excluded"), _negated=True),
                            models.Q(("status_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="excluded_evidence_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            ("released_at__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_released_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.BigIntegerField(
                        help_text="Public changes after this number are news to them."
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="claims.document",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.savedsearch",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim__isnull", False),
                                ("document__isnull", True),
                                ("search__isnull", True),
                                ("source__isnull", True),
                                ("topic__isnull", True),
                            ),
                            models.Q(
                                ("claim__isnull", True),
                                ("document__isnull", True),
                                ("search__isnull", True),
                                ("source__isnull", True),
                                ("topic__isnull", False),
                            ),
                            models.Q(
                                ("claim__isnull", True),
                                ("document__isnull", True),
                                ("search__isnull", True),
                                ("source__isnull", False),
                                ("topic__isnull", True),
                            ),
                            models.Q(
                                ("claim__isnull", True),
                                ("document__isnull", True),
                                ("search__isnull", False),
                                ("source__isnull", True),
                                ("topic__isnull", True),
                            ),
                            models.Q(
                                ("claim__isnull", True),
                                ("document__isnull", False),
                                ("search__isnull", True),
                                ("source__isnull", True),
                                ("topic__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="follow_of_one_thing",
                    ),
                    models.UniqueConstraint(fields=("user", "claim"), name="claim_followed_once"),
                    models.UniqueConstraint(fields=("user", "topic"), name="topic_followed_once"),
                    models.UniqueConstraint(fields=("user", "source"), name="source_followed_once"),
                    models.UniqueConstraint(fields=("user", "search"), name="search_followed_once"),
                    models.UniqueConstraint(
                        fields=("user", "document"), name="document_followed_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        choices=[("match", "Match"), ("possible", "Possible match")], max_length=8
                    ),
                ),
                (
                    "score",
                    models.FloatField(
                        blank=True, help_text="0 to 1; empty: a person's own.", null=True
                    ),
                ),
                (
                    "cosine",
                    models.FloatField(
                        blank=True,
                        help_text="Found by likeness of meaning alone: how alike; else empty.",
                        null=True,
                    ),
                ),
                (
                    "wording",
                    models.CharField(
                        choices=[
                            ("faithful", "Faithful"),
                            ("stronger", "Stronger than the evidence"),
                            ("weaker", "Weaker than the evidence"),
                            ("opposite", "Opposite to the claim"),
                            ("other_population", "Another population"),
                            ("unclear", "Not clear"),
                        ],
                        default=claims.domain.articles.Wording["UNCLEAR"],
                        max_length=16,
                    ),
                ),
                (
                    "suggested_wording",
                    models.CharField(
                        choices=[
                            ("faithful", "Faithful"),
                            ("stronger", "Stronger than the evidence"),
                            ("weaker", "Weaker than the evidence"),
                            ("opposite", "Opposite to the claim"),
                            ("other_population", "Another population"),
                            ("unclear", "Not clear"),
                        ],
                        default=claims.domain.articles.Wording["UNCLEAR"],
                        max_length=16,
                    ),
                ),
                (
                    "reasons",
                    models.JSONField(
                        blank=True, default=list, help_text="Why this wording, in words."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested by the machine"),
                            ("confirmed", "Confirmed"),
                            ("corrected", "Corrected"),
                            ("rejected", "Rejected"),
                        ],
                        default=claims.domain.articles.MatchState["SUGGESTED"],
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "passage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="claims.passage",
                    ),
                ),
            ],
            options={
                "ordering": ["passage", "-score", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("band__in", ["match", "possible"])),
                        name="match_band_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "wording__in",
                                [
                                    "faithful",
                                    "stronger",
                                    "weaker",
                                    "opposite",
                                    "other_population",
                                    "unclear",
                                ],
                            )
                        ),
                        name="match_wording_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "suggested_wording__in",
                                [
                                    "faithful",
                                    "stronger",
                                    "weaker",
                                    "opposite",
                                    "other_population",
                                    "unclear",
                                ],
                            )
                        ),
                        name="match_suggested_wording_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["suggested", "confirmed", "corrected", "rejected"])
                        ),
                        name="match_state_known",
                    ),
                    models.UniqueConstraint(fields=("passage", "claim"), name="match_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "suggested")),
                            models.Q(
                                models.Q(("state", "suggested"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="match_decided_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("conclusion", "Conclusion changed"),
                            ("retired", "Retired"),
                            ("integrity", "Notice about a source"),
                            ("moved", "Other topics"),
                            ("known", "As it was when first seen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="Number of the public change that it comes from."
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField()),
                ("changed", models.JSONField(default=list)),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "news",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["claim", "-id"], name="news_of_claim"),
                    models.Index(fields=["source", "-id"], name="news_of_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "published",
                                    "conclusion",
                                    "retired",
                                    "integrity",
                                    "moved",
                                    "known",
                                ],
                            )
                        ),
                        name="news_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", True), ("source__isnull", False)),
                            models.Q(("claim__isnull", False), ("source__isnull", True)),
                            _connector="OR",
                        ),
                        name="news_of_one_record",
                    ),
                    models.UniqueConstraint(fields=("claim", "seq"), name="news_of_claim_once"),
                    models.UniqueConstraint(fields=("source", "seq"), name="news_of_source_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "where",
                    claims.models.fields.LineField(
                        help_text="Databases, registers, sites.", max_length=500
                    ),
                ),
                ("query", claims.models.fields.ProseField(max_length=5000)),
                ("searched_on", models.DateField()),
                ("covers_from", models.DateField(blank=True, null=True)),
                ("covers_to", models.DateField(blank=True, null=True)),
                ("eligible_designs", claims.models.fields.LineField(blank=True, max_length=500)),
                ("results", models.PositiveIntegerField(blank=True, null=True)),
                ("screened", models.PositiveIntegerField(blank=True, null=True)),
                ("included", models.PositiveIntegerField(blank=True, null=True)),
                ("excluded_note", claims.models.fields.ProseField(blank=True, max_length=5000)),
                (
                    "exclusions",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='What was left out and why: [{"reason": "...", "n": 3}, ...].',
                    ),
                ),
                ("searched_by", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="claims.claim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "searches",
                "ordering": ["-searched_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claim__isnull", False), ("topic__isnull", False), _connector="OR"
                        ),
                        name="search_is_about_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Synthesis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("method_version", models.CharField(max_length=20)),
                ("input_hash", models.CharField(max_length=64)),
                ("inputs", models.JSONField()),
                (
                    "suggestion",
                    models.JSONField(
                        help_text="The machine's whole answer, kept beside any override."
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("supported", "Supported"),
                            ("limited_support", "Limited support"),
                            ("reported", "Reported, not tested"),
                            ("conflicting", "Conflicting"),
                            ("doubtful", "Doubtful"),
                            ("contradicted", "Contradicted"),
                            ("not_shown", "Not shown"),
                            ("none_found", "None found"),
                            ("not_assessed", "Not assessed"),
                            ("not_assessable", "Not assessable"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("very_low", "Very low"),
                            ("not_rated", "Not rated"),
                            ("strong", "Strong (mechanism)"),
                            ("limited", "Limited (mechanism)"),
                            ("inadequate", "Inadequate (mechanism)"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "consistency",
                    models.CharField(
                        choices=[
                            ("nothing_counted", "Nothing counted"),
                            ("single_study", "Single study"),
                            ("consistent", "Consistent"),
                            ("mostly_consistent", "Mostly consistent"),
                            ("divided", "Divided"),
                        ],
                        max_length=17,
                    ),
                ),
                (
                    "rung_reached",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("reported", "Reported"),
                            ("associated", "Associated"),
                            ("caused", "Caused"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rung_claimed",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("reported", "Reported"),
                            ("associated", "Associated"),
                            ("caused", "Caused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("plain_sentence", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested by the rule, not yet confirmed"),
                            ("confirmed", "Confirmed by an editor"),
                            ("overridden", "Decided by an editor, against the suggestion"),
                        ],
                        default=claims.domain.vocabulary.SynthesisStatus["SUGGESTED"],
                        max_length=10,
                    ),
                ),
                ("status_reason", claims.models.fields.ProseField(blank=True, max_length=5000)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("stale_since", models.DateTimeField(blank=True, null=True)),
                ("stale_reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_current", models.BooleanField(default=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="syntheses",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "syntheses",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verdict__in",
                                [
                                    "supported",
                                    "limited_support",
                                    "reported",
                                    "conflicting",
                                    "doubtful",
                                    "contradicted",
                                    "not_shown",
                                    "none_found",
                                    "not_assessed",
                                    "not_assessable",
                                ],
                            )
                        ),
                        name="synthesis_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "certainty__in",
                                [
                                    "high",
                                    "moderate",
                                    "low",
                                    "very_low",
                                    "not_rated",
                                    "strong",
                                    "limited",
                                    "inadequate",
                                ],
                            )
                        ),
                        name="synthesis_certainty_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["suggested", "confirmed", "overridden"])
                        ),
                        name="synthesis_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("claim",),
                        name="one_current_synthesis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="synthesis_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "overridden"), _negated=True),
                            models.Q(("status_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="override_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stale_since__isnull", True),
                            models.Q(("stale_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stale_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("snapshot", models.TextField(help_text="Canonical JSON (RFC 8785).")),
                ("sha256", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("minted_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("supported", "Supported"),
                            ("limited_support", "Limited support"),
                            ("reported", "Reported, not tested"),
                            ("conflicting", "Conflicting"),
                            ("doubtful", "Doubtful"),
                            ("contradicted", "Contradicted"),
                            ("not_shown", "Not shown"),
                            ("none_found", "None found"),
                            ("not_assessed", "Not assessed"),
                            ("not_assessable", "Not assessable"),
                        ],
                        default=claims.domain.vocabulary.Verdict["NOT_ASSESSED"],
                        max_length=15,
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("very_low", "Very low"),
                            ("not_rated", "Not rated"),
                            ("strong", "Strong (mechanism)"),
                            ("limited", "Limited (mechanism)"),
                            ("inadequate", "Inadequate (mechanism)"),
                        ],
                        default=claims.domain.vocabulary.Certainty["NOT_RATED"],
                        max_length=10,
                    ),
                ),
                (
                    "consistency",
                    models.CharField(
                        choices=[
                            ("nothing_counted", "Nothing counted"),
                            ("single_study", "Single study"),
                            ("consistent", "Consistent"),
                            ("mostly_consistent", "Mostly consistent"),
                            ("divided", "Divided"),
                        ],
                        default=claims.domain.vocabulary.Consistency["NOTHING"],
                        max_length=17,
                    ),
                ),
                (
                    "brief",
                    models.JSONField(
                        default=dict, help_text="As claims.domain.version_brief reads it."
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="claims.claim",
                    ),
                ),
                (
                    "minted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "number"), name="version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="version_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "instrument",
                    claims.models.fields.KeyField(help_text="Id of the instrument.", max_length=60),
                ),
                ("instrument_version", models.CharField(blank=True, max_length=60)),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("result", "One result (a piece of evidence)"),
                            ("report", "One report (a source)"),
                            ("patient", "One patient and event"),
                            ("body", "A body of evidence (a claim)"),
                        ],
                        max_length=8,
                    ),
                ),
                ("imported_assessor", claims.models.fields.KeyField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("submitted", "Submitted")],
                        default=claims.domain.vocabulary.AssessmentStatus["DRAFT"],
                        max_length=9,
                    ),
                ),
                (
                    "answers",
                    models.JSONField(blank=True, default=dict, help_text="Answers by item."),
                ),
                (
                    "notes",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What an answer rests on, by item: words or a quote.",
                    ),
                ),
                (
                    "evaluation",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the instrument's rules gave for the answers.",
                    ),
                ),
                (
                    "domain_judgements",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="The assessor's judgement by domain, where it departs.",
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        blank=True, help_text="The overall one that stands.", max_length=60
                    ),
                ),
                (
                    "departures",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Why a judgement departs from the suggested one.",
                    ),
                ),
                ("is_current", models.BooleanField(default=False)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("remark", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "assessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="claims.assessment",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="claims.claim",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="claims.evidence",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="claims.source",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted"])),
                        name="assessment_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessor__isnull", False), ("imported_assessor", "")),
                            models.Q(
                                ("assessor__isnull", True),
                                models.Q(("imported_assessor", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_has_one_assessor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "submitted"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="submitted_assessment_is_dated",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("status", "draft"), ("unit", "result")
                        ),
                        fields=("evidence", "instrument", "assessor"),
                        name="one_draft_for_each_evidence",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("status", "draft"), ("unit", "report")
                        ),
                        fields=("source", "instrument", "assessor"),
                        name="one_draft_for_each_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("status", "draft"), ("unit", "body")
                        ),
                        fields=("claim", "instrument", "assessor"),
                        name="one_draft_for_each_claim",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("is_current", True), ("unit", "result")
                        ),
                        fields=("evidence", "instrument", "assessor"),
                        name="one_assessment_for_each_evidence",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("is_current", True), ("unit", "report")
                        ),
                        fields=("source", "instrument", "assessor"),
                        name="one_assessment_for_each_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assessor__isnull", False), ("is_current", True), ("unit", "body")
                        ),
                        fields=("claim", "instrument", "assessor"),
                        name="one_assessment_for_each_claim",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("mixed", "Mixed"),
                            ("no_effect", "No effect shown"),
                            ("mentions", "Mentions only"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "directness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct"),
                            ("partly_indirect", "Partly indirect"),
                            ("indirect", "Indirect"),
                        ],
                        default="",
                        max_length=15,
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                (
                    "lesson",
                    claims.models.fields.ProseField(
                        blank=True,
                        help_text="Shown after the answer: what makes it so.",
                        max_length=2000,
                    ),
                ),
                ("note", claims.models.fields.LineField(blank=True, max_length=300)),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibration",
                        to="claims.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "direction__in",
                                ["supports", "contradicts", "mixed", "no_effect", "mentions"],
                            )
                        ),
                        name="calibration_direction_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("picked", "Picked from the queue"),
                            ("assigned", "Assigned by an editor"),
                        ],
                        default=claims.domain.vocabulary.HoldKind["PICKED"],
                        max_length=8,
                    ),
                ),
                (
                    "note",
                    claims.models.fields.LineField(
                        blank=True,
                        help_text="What the editor who assigned it says.",
                        max_length=300,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Still held"),
                            ("submitted", "Appraised"),
                            ("given_back", "Given back"),
                            ("expired", "Ran out"),
                            ("closed", "No longer to be appraised"),
                        ],
                        default=claims.domain.vocabulary.HoldEnd["OPEN"],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="claims.evidence",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["reviewer", "until"],
                        name="holds_of_reviewer",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["picked", "assigned"])),
                        name="hold_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end__in", ["", "submitted", "given_back", "expired", "closed"])
                        ),
                        name="hold_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("end", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hold_ends_how_and_when",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("evidence", "reviewer"),
                        name="one_open_hold_each",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("noun", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                (
                    "origin",
                    claims.models.fields.KeyField(
                        help_text="The change that it tells of; for telling it once.", max_length=24
                    ),
                ),
                ("via", models.JSONField(default=list)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "news",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.news",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="inbox_newest"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["user"],
                        name="inbox_unread",
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", True)),
                        fields=["user", "id"],
                        name="inbox_unmailed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "conclusion",
                                    "integrity",
                                    "entered",
                                    "left",
                                    "retired",
                                    "published",
                                    "assigned",
                                    "accepted",
                                    "rejected",
                                    "opened",
                                    "checked",
                                    "webhook",
                                ],
                            )
                        ),
                        name="inbox_kind_known",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "origin", "kind", "noun", "object_id"), name="told_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                (
                    "label",
                    claims.models.fields.LineField(
                        help_text="How the report calls the case, e.g. Case 2.", max_length=200
                    ),
                ),
                (
                    "age",
                    claims.models.fields.LineField(
                        blank=True, help_text="As reported: 34, 30s, infant.", max_length=40
                    ),
                ),
                ("sex", claims.models.fields.LineField(blank=True, max_length=40)),
                ("country", claims.models.fields.LineField(blank=True, max_length=80)),
                (
                    "exposure_note",
                    claims.models.fields.LineField(
                        blank=True, help_text="Product, dose, duration.", max_length=500
                    ),
                ),
                (
                    "event",
                    claims.models.fields.LineField(
                        blank=True, help_text="What happened.", max_length=300
                    ),
                ),
                (
                    "onset",
                    claims.models.fields.LineField(
                        blank=True,
                        help_text="When, or how long after the exposure.",
                        max_length=120,
                    ),
                ),
                ("outcome", claims.models.fields.LineField(blank=True, max_length=300)),
                ("note", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                            ("merged", "Merged"),
                        ],
                        default=claims.domain.vocabulary.RecordStatus["PUBLISHED"],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "status_reason",
                    claims.models.fields.ProseField(blank=True, editable=False, max_length=2000),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="claims.claim",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("evidence", models.ManyToManyField(related_name="patients", to="claims.evidence")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["proposed", "published", "retired", "merged"])
                        ),
                        name="patient_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("exact", models.TextField()),
                ("prefix", models.TextField(blank=True)),
                ("suffix", models.TextField(blank=True)),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Offset in Unicode code points, counted from 0.",
                        null=True,
                    ),
                ),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("locator", claims.models.fields.LineField(blank=True, max_length=300)),
                ("note", claims.models.fields.LineField(blank=True, max_length=300)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="claims.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("exact", ""), _negated=True), name="quote_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            ("start__lt", models.F("end")),
                            _connector="OR",
                        ),
                        name="quote_start_before_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Rises with every change; the base of proposals.",
                    ),
                ),
                ("imported_rater", claims.models.fields.KeyField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("closed", "Closed"),
                        ],
                        default=claims.domain.vocabulary.AppraisalStatus["DRAFT"],
                        max_length=9,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("mixed", "Mixed"),
                            ("no_effect", "No effect shown"),
                            ("mentions", "Mentions only"),
                        ],
                        default="",
                        max_length=11,
                    ),
                ),
                (
                    "directness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct"),
                            ("partly_indirect", "Partly indirect"),
                            ("indirect", "Indirect"),
                        ],
                        default="",
                        max_length=15,
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("rationale", claims.models.fields.ProseField(blank=True, max_length=5000)),
                (
                    "read",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_text", "Full text"),
                            ("part", "Part of the text"),
                            ("abstract", "Abstract"),
                            ("secondhand", "Through another source"),
                            ("title", "Title only"),
                            ("", "Not stated"),
                        ],
                        default=claims.domain.vocabulary.ReadDepth["UNKNOWN"],
                        max_length=10,
                    ),
                ),
                ("interests", claims.models.fields.ProseField(blank=True, max_length=2000)),
                (
                    "declaration",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not stated"),
                            ("none", "Declares none"),
                            ("some", "Declares some"),
                        ],
                        default=claims.domain.vocabulary.Interests["UNKNOWN"],
                        max_length=8,
                    ),
                ),
                ("has_conflict", models.BooleanField(default=False)),
                (
                    "suggested_strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                (
                    "suggested_by",
                    models.CharField(
                        blank=True,
                        help_text="The rule that suggested the strength.",
                        max_length=120,
                    ),
                ),
                (
                    "departure",
                    claims.models.fields.ProseField(
                        blank=True,
                        help_text="Why the strength differs from the suggested one.",
                        max_length=2000,
                    ),
                ),
                ("instrument", models.CharField(blank=True, max_length=60)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("blind", models.BooleanField(default=True)),
                ("is_current", models.BooleanField(default=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_reason", claims.models.fields.ProseField(blank=True, max_length=1000)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty for records that a load brought in without a named person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="claims.appraisal",
                    ),
                ),
                (
                    "assessments",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The instruments' answers that this judgement rests on.",
                        related_name="cited_by",
                        to="claims.assessment",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="claims.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "closed"])),
                        name="appraisal_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("imported_rater", ""), ("reviewer__isnull", False)),
                            models.Q(
                                ("reviewer__isnull", True),
                                models.Q(("imported_rater", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_has_one_rater",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "submitted"), _negated=True),
                            models.Q(
                                ("submitted_at__isnull", False),
                                models.Q(("direction", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submitted_appraisal_is_dated_and_directed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reviewer__isnull", False), ("status", "draft")),
                        fields=("evidence", "reviewer"),
                        name="one_open_draft_each",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_current", True),
                            ("reviewer__isnull", False),
                            ("status", "submitted"),
                        ),
                        fields=("evidence", "reviewer"),
                        name="one_standing_appraisal_each",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_current", True),
                            ("reviewer__isnull", True),
                            ("status", "submitted"),
                        ),
                        fields=("evidence", "imported_rater"),
                        name="one_standing_import_each",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("mixed", "Mixed"),
                            ("no_effect", "No effect shown"),
                            ("mentions", "Mentions only"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "directness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct"),
                            ("partly_indirect", "Partly indirect"),
                            ("indirect", "Indirect"),
                        ],
                        default="",
                        max_length=15,
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("rationale", claims.models.fields.ProseField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibration_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="claims.calibrationitem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "reviewer"), name="practice_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "direction__in",
                                ["supports", "contradicts", "mixed", "no_effect", "mentions"],
                            )
                        ),
                        name="practice_direction_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("contradicts", "Contradicts"),
                            ("mixed", "Mixed"),
                            ("no_effect", "No effect shown"),
                            ("mentions", "Mentions only"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "directness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct"),
                            ("partly_indirect", "Partly indirect"),
                            ("indirect", "Indirect"),
                        ],
                        default="",
                        max_length=15,
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strong", "Strong"),
                            ("moderate", "Moderate"),
                            ("weak", "Weak"),
                            ("very_weak", "Very weak"),
                            ("uninformative", "Uninformative"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("reason", claims.models.fields.ProseField(max_length=5000)),
                (
                    "declaration",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not stated"),
                            ("none", "Declares none"),
                            ("some", "Declares some"),
                        ],
                        default=claims.domain.vocabulary.Interests["UNKNOWN"],
                        max_length=8,
                    ),
                ),
                ("interests", claims.models.fields.ProseField(blank=True, max_length=2000)),
                ("imported_by", claims.models.fields.KeyField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                ("is_current", models.BooleanField(default=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "considered",
                    models.ManyToManyField(
                        blank=True, related_name="adjudicated_in", to="claims.appraisal"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjudications",
                        to="claims.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="adjudication_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("imported_by", "")),
                            models.Q(
                                ("by__isnull", True), models.Q(("imported_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="adjudication_has_one_judge",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("evidence",),
                        name="one_standing_adjudication",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="patient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="claims.patient",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="study",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="claims.study",
            ),
        ),
        migrations.AddField(
            model_name="study",
            name="sources",
            field=models.ManyToManyField(
                related_name="studies", through="claims.StudySource", to="claims.source"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="topics",
            field=models.ManyToManyField(
                blank=True, related_name="claims", through="claims.ClaimTopic", to="claims.topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["result", "report", "patient", "body"])),
                name="assessment_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claim__isnull", True),
                        ("evidence__isnull", False),
                        ("patient__isnull", True),
                        ("source__isnull", True),
                        ("unit", "result"),
                    ),
                    models.Q(
                        ("claim__isnull", True),
                        ("evidence__isnull", True),
                        ("patient__isnull", True),
                        ("source__isnull", False),
                        ("unit", "report"),
                    ),
                    models.Q(
                        ("claim__isnull", True),
                        ("evidence__isnull", True),
                        ("patient__isnull", False),
                        ("source__isnull", True),
                        ("unit", "patient"),
                    ),
                    models.Q(
                        ("claim__isnull", False),
                        ("evidence__isnull", True),
                        ("patient__isnull", True),
                        ("source__isnull", True),
                        ("unit", "body"),
                    ),
                    _connector="OR",
                ),
                name="assessment_has_one_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("assessor__isnull", False), ("status", "draft"), ("unit", "patient")
                ),
                fields=("patient", "instrument", "assessor"),
                name="one_draft_for_each_patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("assessor__isnull", False), ("is_current", True), ("unit", "patient")
                ),
                fields=("patient", "instrument", "assessor"),
                name="one_assessment_for_each_patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("claim", "source", "study"), name="evidence_once"
            ),
        ),
        migrations.RunPython(guard_and_index, migrations.RunPython.noop, elidable=False),
    ]
