"""Shows the staff an account's orders, and takes the steps of their lifecycle in the customer's name: the buyer's, and
the supplier's from the confirmation to the shipment. Builds on the form fields of actions.desk."""
