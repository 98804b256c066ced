"""Campaigns: editing them in a draft of the plan, telling them, and what they cost and moved."""
