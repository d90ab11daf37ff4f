"""What our types are in messages, and what messages are in ours."""
