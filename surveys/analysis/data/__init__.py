"""Census tables of the seven authorities, and the model of what no table gives."""
