-- Run once by the database's image: the gateway and the marketplace keep apart.
CREATE DATABASE marketplace OWNER caravan;
