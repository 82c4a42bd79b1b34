"""What webhooks read: which claims a change reaches, what a message says, and what its owner sees of it all."""
