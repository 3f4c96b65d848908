"""Stores the numbered notes that contacts leave for the staff, about things that Caravan cannot do by itself."""
