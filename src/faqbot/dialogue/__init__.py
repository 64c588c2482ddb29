"""One turn of a conversation: from a message to a reply."""
