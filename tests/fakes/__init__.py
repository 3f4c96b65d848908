"""Stand-ins, emulators and drivers that tests share. Stand on the packages; no test stands in here."""
