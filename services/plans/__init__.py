"""The scoring plan: drafted, told in plain words, published, begun from a starter."""
