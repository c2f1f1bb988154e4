"""What goes out of a site and comes back to it: signatures, packages, workbooks."""
