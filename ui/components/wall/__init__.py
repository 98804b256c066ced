"""The wall: what an office screen shows, drawn by JavaScript of its own (`ui/wall`)."""
