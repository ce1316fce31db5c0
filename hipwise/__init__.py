"""Hipwise: a chatbot that teaches people with pain around the kneecap."""
