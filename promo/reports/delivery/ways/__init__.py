"""The ways out: the mail server and the Telegram bot that the owner has set up."""
