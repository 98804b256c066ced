"""The pure heart of Laurel: plan, conditions, limits, scoring and periods, without IO and without a clock."""
