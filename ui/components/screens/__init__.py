"""Managing screens: their list, what each shows and in which order, its link, and how it looks."""
