"""The pages of this app: the public's, the members', and the staff's."""
