"""What runs by itself, on one gateway at a time: leases between gateways. Stands on bot.database."""
