"""Who signs in, with which duty and for which place."""
