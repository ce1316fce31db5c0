"""Loads and checks content/, and finds the answer to a question in it."""
