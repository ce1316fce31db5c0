"""What the bot does: rasa-sdk actions, thin, one module a conversation."""
