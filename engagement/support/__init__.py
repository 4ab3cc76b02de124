"""Where to find help: support lines with an owner and a review date. Imported by cms and surveys alike."""
