"""Work that is done beside the pages: a queue in the database, and the one process that works it off."""
