"""The report for operators: what patients asked in vain, and what did not help them."""
