"""Targets on their page: which period and whose, the sheet, what is filled into it, what is saved."""
