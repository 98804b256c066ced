"""The scoring plan: its rules as cards and forms, its versions, the check of how it works."""
