"""The codebook of themes as it is kept here: its versions, the draft of the next, and what a change would do."""
