"""What is generated from the program and the ontology for the handbook and for editors; not part of the package."""
