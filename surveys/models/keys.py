"""Keys that tell nothing, under the name by which the migrations of the answers know them."""

from engagement.database.keys import RandomKeyField, random_key

__all__ = ["RandomKeyField", "random_key"]
