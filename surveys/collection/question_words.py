"""The interface words of single kinds of question. ``surveys.collection.words`` translates them with all others."""

from __future__ import annotations

WORDS: dict[str, str] = {
    # Own words beside an answer
    "other_say": "Please say, if you like",
    "wrong_other": "You wrote something, but chose another answer. Choose the answer it belongs to, or take it out.",
    # Putting answers in order
    "rank_hint": "Put up to {n} in order. Number 1 is the most important.",
    "rank_place": "Number {n}",
    "rank_add": "Add as number {n}",
    "rank_up": "Move up",
    "rank_down": "Move down",
    "rank_out": "Take out",
    "rank_now": "{label} is now number {n}.",
    "rank_gone": "{label} is taken out.",
    "wrong_twice": "You put the same answer in two places. Use each answer once.",
    # Numbers
    "number_hint": "A number from {min} to {max}.",
    "number_decimal": "One decimal place is fine, such as 2.5.",
    "wrong_typed_number": "Write one number within the limits shown.",
    # Months
    "month": "Month",
    "year": "Year",
    "month_hint": "Leave the month out if you are not sure.",
    "month_1": "January",
    "month_2": "February",
    "month_3": "March",
    "month_4": "April",
    "month_5": "May",
    "month_6": "June",
    "month_7": "July",
    "month_8": "August",
    "month_9": "September",
    "month_10": "October",
    "month_11": "November",
    "month_12": "December",
    "wrong_month": "Choose a year from the list too.",
    # Areas
    "area_part": "Which part? You can leave this out.",
    "wrong_area": "The part you chose is in another place. Choose again.",
    # Consent inside a survey
    "progress_must": "Question {n} of {of}. This box has to be ticked.",
    "part_must": "Part {n} of {of}. The box has to be ticked.",
    "consent_stop": "I would rather not: stop here",
    "ended_title": "That is fine",
    "ended_say": "You chose not to go on, so we kept nothing. Thank you for looking.",
    "wrong_consent": "Tick the box to go on. If you would rather not, you can stop here.",
}
