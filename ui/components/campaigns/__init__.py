"""Campaigns: the calendar, the form, what one cost and moved."""
