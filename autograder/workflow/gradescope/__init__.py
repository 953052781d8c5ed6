"""The scripts that Gradescope runs, as they go into the zip."""
