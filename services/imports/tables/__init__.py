"""Tables that people bring: read as text, then given the contract's columns; no database here."""
