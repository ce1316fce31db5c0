"""Rules about training, pure: no I/O, no clock."""
