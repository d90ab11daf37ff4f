"""The command line, `vl-tracker`: one file a command."""
