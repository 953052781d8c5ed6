"""The references of `tokens_and_recurrence` agree with PyTorch's own layers, and with a second look at the words."""
