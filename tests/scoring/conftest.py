"""Whether something holds is not decided by how long it took: no example of a property has a deadline."""

from hypothesis import settings

settings.register_profile("laurel", deadline=None)
settings.load_profile("laurel")
