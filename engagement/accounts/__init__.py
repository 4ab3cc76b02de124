"""Staff sign-in, roles and the second factor."""
