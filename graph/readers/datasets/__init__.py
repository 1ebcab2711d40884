"""Tables of events (UCDP GED, ACLED, GDELT, ICEWS, a user's own) as claims; ``dataset`` says what each module does."""
