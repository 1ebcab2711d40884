"""Read tables of events (UCDP GED, ACLED, GDELT, ICEWS, your own) as claims; ``dataset`` says what each module does."""
