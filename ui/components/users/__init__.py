"""Who can sign in, as what, and the keys of other systems."""
