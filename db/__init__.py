"""Tables, engine and transactions, queries, migrations: the only room that knows SQL."""
