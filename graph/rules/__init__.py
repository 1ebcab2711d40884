"""WEIGH: views, independence, grades, dyads, the dossier, and who is who."""
