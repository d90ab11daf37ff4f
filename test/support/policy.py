"""The numbers of a gate for tests; each changes the one that it is about."""
NUMBERS = {'low': 0.1, 'high': 0.3, 'confirm_frames': 3, 'recover_frames': 2, 'cooldown_s': 1.0, 'search_budget_s': 5.0,
           'give_up_s': 60.0, 'min_appearance': 0.5, 'min_correlation': -1.0, 'another_object_s': 0.0}
