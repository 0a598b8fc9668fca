"""Charts of a report: what each shows, in figures and in words."""
