"""The language model's parts, as Rasa components."""
