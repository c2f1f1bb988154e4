"""Reports on the site: drafts, comments, approval, publication."""
