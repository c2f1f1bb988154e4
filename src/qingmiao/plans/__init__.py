"""The plan package: schema, load, save, draft from a reading, checks."""
