"""Which wording of the terms and the privacy notice people agree to."""

from __future__ import annotations

# Raise it with every change of templates/accounts/terms.html or privacy.html that matters to
# contributors; whoever agreed to an older one is asked again on the profile page.
CONSENT_VERSION = "2026-11"
