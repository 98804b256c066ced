"""The use cases, each one transaction. Entry points call them with an opened database and the actor who asks."""
