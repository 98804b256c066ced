"""The calendar: which days are free, and for whom."""
