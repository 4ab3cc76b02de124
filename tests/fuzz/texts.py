"""Eighteen things people may write, each to be stored letter for letter."""

VALID = (
    "بس سٹاپ پر روشنی نہیں ہے",
    "ਮੈਨੂੰ ਰਾਤ ਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ",
    "أخاف من المشي وحدي ليلاً",
    "রাতে এখানে নিরাপদ লাগে না",
    "ترس از تاریکی، نیم\u200cفاصله",
    "Zażółć gęślą jaźń, nie czuję się bezpiecznie",
    "Mi-e frică seara în stație, știi?",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽 ☹️",
    "e\u0301 and \u00e9 are written in two ways",
    "Z\u0351\u036b\u0343\u032a\u0302 many marks on one letter",
    "left \u202eright\u202c left, \u2066kept apart\u2069",
    "one\ntwo\n\n  three with blanks",
    "a\ttab, a non-breaking\u00a0blank, a zero\u200bwidth one",
    "<b>bold</b> &amp; &lt; 5 > 3 & 2 < 3",
    "'single' \"double\" `back` \\ slash / %20 + =1+1",
    "\ufffd is a letter too, and so is \ufeff",
    "𝔖𝔠𝔥𝔬𝔬𝔩 𐍈 𠜎 beyond the first 65,536",
    "x" * 2_000,
)
