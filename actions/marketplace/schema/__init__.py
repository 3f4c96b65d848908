"""The schema as a whole: the list of every table, and the migrations. Stands on the tables of all subjects, and on
actions.marketplace.database."""
