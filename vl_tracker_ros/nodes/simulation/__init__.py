"""`vl-tracker sim`: the real nodes follow in the simulated world."""
