"""Names that are known beforehand: places, carriers, certificates, and what the marketplace lists. Stands on
nlu.understanding.text."""
