"""How sure a tracker may be: its confidence fitted to, and its thresholds chosen on, video with absences."""
