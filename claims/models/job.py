from __future__ import annotations

from django.db import models
from django.utils import timezone

from claims.domain.vocabulary import JobStatus
from claims.models.fields import coded, on_scale


class Job(models.Model):
    """A request for background work; a worker claims it, a handler maps it to an action."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    status = coded(JobStatus, default=JobStatus.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    run_after = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [on_scale("status", JobStatus, "job_status_known")]
        indexes = [models.Index(fields=["status", "run_after", "id"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"
