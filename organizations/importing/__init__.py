"""The roster import: a file becomes a preview, a confirmed preview becomes people (the pure part is `organizations.roster`)."""
