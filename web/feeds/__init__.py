"""What programs read: Atom, JSON Feed, CSV; the calendar is written by reports."""
