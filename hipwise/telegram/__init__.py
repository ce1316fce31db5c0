"""The Telegram channel: from updates to Rasa's messages, and from replies to sends."""

import os

# python-telegram-bot warns at every flood error until told that time spans are understood.
os.environ.setdefault("PTB_TIMEDELTA", "1")
