"""How an empty database becomes an organisation or the demonstration."""
