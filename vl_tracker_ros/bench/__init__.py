"""Runtimes beside each other on one machine: parity, speed, memory, share of the machine's peak, energy."""
