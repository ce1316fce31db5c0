"""Forms: a few questions in a row, answered by button or in words.

The mirror test, the first meeting, the daily check-in. Each is a `Form`: pure rules about what to
ask next and what an answer means. Rasa's form machinery (actions/forms.py) does the rest: it
hands on what is no answer, comes back to the question afterwards, and survives restarts.
"""
