"""Questions to outside services about publications: off unless the site names a contact address."""
