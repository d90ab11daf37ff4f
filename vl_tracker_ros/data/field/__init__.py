"""The field's training sets as their owners publish them: described boxes in images, described targets in videos."""
