"""A person, the language, small talk, and everything that was not understood. Stands on all other subjects, to which it
leads back."""
