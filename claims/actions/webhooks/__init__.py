"""Webhooks: other programs are told of public changes by signed requests (docs/adr/0009)."""
