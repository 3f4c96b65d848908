"""The language of trade: codes, quantities, money, Incoterms, dates and addresses, found on the raw text. Stands on
nlu.understanding.text."""
