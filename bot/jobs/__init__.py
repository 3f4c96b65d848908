"""What runs by itself: jobs that are done again and again, and leases for what one gateway at a time may do. Stands on
bot.database."""
