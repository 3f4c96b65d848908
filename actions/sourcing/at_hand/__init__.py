"""What a conversation has at hand: its search and the searches before, the listings on the screen, the goods that are wanted,
and which of all these a message means."""
