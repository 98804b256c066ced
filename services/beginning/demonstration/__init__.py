"""What the demonstration is made of: people, shops and a year in which they met, all from one seed."""
