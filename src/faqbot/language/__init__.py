"""From what a patient typed to words, names and topics."""
