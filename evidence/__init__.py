"""The site: settings, URLs, accounts. It mounts the knowledge base (`claims`)."""
