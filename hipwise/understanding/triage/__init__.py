"""Reads a message for danger signs: `Assessor.assess` is the way in.

reading     words, clauses and sentences of a message
terms       the concepts it names (data/triage/terms.yml)
scope       which of them it denies, supposes, or tells of others or long ago
patterns    which concepts together make a sign (data/triage/patterns.yml)
paraphrases a linear model for what the rules do not know
"""

from hipwise.understanding.triage.assessment import SIGNS, Assessment
from hipwise.understanding.triage.assessor import Assessor

__all__ = ["SIGNS", "Assessment", "Assessor"]
