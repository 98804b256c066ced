"""The REST API: HTTP in, services, JSON out."""
