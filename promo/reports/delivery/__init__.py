"""Reports on their way: schedules, messages by mail and Telegram, what became of them, and who wants no more."""
