"""What a value is: how each type of the ontology is cleaned, compared, shown and stored."""
