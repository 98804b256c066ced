"""What happened: activities are taken in, decided, reversed, listed, and kept with their evidence."""
