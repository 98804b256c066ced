"""Users, their passwords and sessions, and the keys of other systems."""
