"""How a node does: in its log, in its status and in diagnostics."""
