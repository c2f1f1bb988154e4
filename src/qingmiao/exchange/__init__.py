"""What goes from one site to another: signatures, packages, workbooks."""
