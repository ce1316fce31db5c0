"""What a person can take away: a page for a clinician, and everything held about them."""
