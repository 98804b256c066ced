"""Activities: recorded, seen with everything that was reckoned, waiting for a decision."""
