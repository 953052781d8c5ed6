"""What a release may be: a folder of files, a notebook, or what another system takes."""
