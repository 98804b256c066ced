"""Whole files: read, previewed, taken in, with an errors file for what was refused."""
