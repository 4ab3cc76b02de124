"""The interface words of a survey: everything on its pages that is not the survey's own wording.

Gathered here so that a translator sees them in one place. A survey in a language nobody has translated them into
keeps the English words.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext

from surveys.collection.question_words import WORDS as QUESTION_WORDS

WORDS: dict[str, str] = {
    # Every page
    "exit": "Exit this page",
    "exit_how": "Press Esc or Shift three times to leave quickly.",
    "danger": "In danger now?",
    "talk": "To talk:",
    "more_help": "More help and support",
    "skip_link": "Skip to the main part",
    "languages": "Other languages",
    "unreviewed": (
        "This translation has not been checked by a second person yet. The promise and the help lines are in English."
    ),
    "outdated": (
        "The questions have changed, and the new ones are not in your language yet. This page is in English for now."
    ),
    "listen": "Read this aloud",
    "listen_stop": "Stop reading",
    "example": "This is an example with made-up content. Nobody will act on your answers.",
    # First screen
    "promise_title": "What we promise",
    "promise_who": "We don't ask who you are.",
    "promise_device": "We don't keep your IP address or what phone you use.",
    "promise_link": "We can't tell who sent which answer, so we can't reply or send help from here.",
    "know_title": "Good to know",
    "know_away": "What you write could give you away: leave out names, places and dates.",
    "know_danger": (
        "If you write that someone is in danger, a trained person may read it: our safeguarding lead. They may pass on"
        " what you wrote. It is kept sealed, and deleted 30 days after they decide."
    ),
    "know_phone": "Someone who picks up your phone might see you were on this site.",
    "know_wifi": "Your wifi or phone company can see you visited it.",
    "know_sent": "Once sent, we can't find your answers to change or delete them.",
    "know_crime": "This is not the place to report a crime:",
    "know_store": "See what we store, place by place",
    "age": "Are you 13 or over?",
    "age_why": "We ask because this is for people aged 13 and over. We don't keep your answer.",
    "age_yes": "Yes, I am 13 or over",
    "age_no": "No, I am under 13",
    # Consent
    "consent_title": "Before you start",
    "consent_yes": "I agree, start",
    # Questions
    "continue": "Continue",
    "back": "Back",
    "progress": "Question {n} of {of}. You can skip any question.",
    "part": "Part {n} of {of}. You can skip any question.",
    "note_skip": "Skip these questions",
    "check_instead": "Go to check your answers",
    "several": "Choose as many as you like.",
    "left": "{n} characters left",
    "text_hint": "Leave out names, places and dates.",
    "text_danger": "Words about danger may go, sealed, to our safeguarding lead, who can pass them to people who help.",
    "clear": "Clear my answer",
    "maybe": "This may not be for you. Leave it empty if it does not fit.",
    "nudge_phone": "That looks like a phone number. Take it out if it could show who somebody is.",
    "nudge_email": "That looks like an e-mail address. Take it out if it could show who somebody is.",
    "nudge_postcode": "That looks like a postcode. Take it out if it could show where somebody lives.",
    "nudge_handle": "That looks like a username. Take it out if it could show who somebody is.",
    "signpost_title": "You are not on your own with this",
    "signpost": "You can talk to somebody. They will listen, and you do not have to say who you are.",
    # Check and send
    "check_title": "Check your answers",
    "check_say": "Nothing is sent until you press Send.",
    "change": "Change",
    "none": "Not answered",
    "send": "Send my answers",
    "sending": "Sending...",
    "offline": "Your answers were not sent. They are still here. Check your connection and press Send again.",
    # After
    "thanks_title": "Thank you",
    "thanks_kept": "Nothing was kept on this device. Close this tab so that nobody sees it after you.",
    "thanks_more": "What happens now",
    "thanks_results": "See what people told us",
    "thanks_list": "Hear what changes: join the mailing list",
    "thanks_list_how": "It is a separate form. It cannot be joined to your answers.",
    "support_title": "Help and support",
    "support_young": "Under 13?",
    "support_young_say": (
        "This survey is for people aged 13 and over, so we kept nothing. What you think still matters. If you are"
        " worried about anything, talk to an adult you trust, or to one of these."
    ),
    "support_back": "Go to the survey",
    "closed_title": "This survey is closed",
    "closed_say": "Thank you to everybody who answered.",
    "soon_title": "This survey is not open yet",
    "soon_say": "It opens on {date}.",
    "paused_title": "This survey is paused",
    "paused_say": "Please come back later. Nothing has been lost.",
    # Posters
    "poster_scan": "Point your phone’s camera here, or type:",
    "poster_minutes": "About {n} minutes",
    "poster_age": "For anybody aged 13 or over",
    "poster_until": "Open until {date}",
    # When something is wrong
    "again": "Send again",
    "start_again": "Start again",
    "wrong_unsaved_title": "Not saved, try again",
    "wrong_unsaved": (
        "We could not save your answers just now. They are still on this page. Wait a minute and send again."
    ),
    "wrong_expired_title": "This page was open for a long time",
    "wrong_expired": "Your answers are still here, and not sent yet. Press Send again to send them.",
    "wrong_form_title": "Please send again",
    "wrong_form": "We could not check this form. Your answers are still here, and not sent yet. Press Send again.",
    "wrong_state_title": "Some answers were lost on the way",
    "wrong_state": "What you answered on earlier pages did not arrive whole. Nothing was sent. Please start again.",
    "wrong_answers_title": "Please look at these answers again",
    "wrong_answers": "Nothing has been sent yet. Change what is marked, then send again.",
    "wrong_unknown": "Choose one of the answers shown.",
    "wrong_several": "Choose one answer only.",
    "wrong_exclusive": "One of your choices cannot go together with others. Untick it, or untick the others.",
    "wrong_number": "Choose a number on the scale.",
    "wrong_too_long": "This is too long. Please shorten it.",
    "wrong_character": "This has a character we cannot store. We took it out below.",
    "wrong_unreadable_title": "We could not read what arrived",
    "wrong_unreadable": "Some letters arrived broken. Please look at your words, mend them and send again.",
    "wrong_big_title": "That was too much to send",
    "wrong_big": "Nothing was saved. Go back, make your text shorter and send again.",
    "wrong_shape_title": "We could not read the form",
    "wrong_shape": "Nothing was saved. Open the survey again and send it from there.",
    "wrong_origin_title": "This was sent from another website",
    "wrong_origin": (
        "To keep you safe we only take answers sent from our own page. Open the survey here and send again."
    ),
    "wrong_version_title": "The questions have changed",
    "wrong_version": "Nothing was saved. What you wrote is below: copy it, then start again with the new questions.",
    "wrong_closed_title": "This survey is closed",
    "wrong_closed": "Your answers came too late and were not saved. What you wrote is below.",
    "wrong_paused_title": "This survey is paused",
    "wrong_paused": "Your answers were not saved. What you wrote is below: copy it, or send again later.",
    "wrong_method_title": "This address only takes answers from the form",
    "wrong_method": "Open the survey to answer it.",
    "wrong_fault_title": "Not sent, try again",
    "wrong_fault": (
        "Something broke on our side. It is not your fault. Your answers are still on this page. Wait a minute and send"
        " again."
    ),
    "wrong_server_title": "Something went wrong here",
    "wrong_server": "Your answers were not saved. It is our fault, not yours. Please try again later.",
    **QUESTION_WORDS,
}


def words(language: str) -> dict[str, str]:
    """Every interface word in one language."""
    with translation.override(language):
        return {key: gettext(text) for key, text in WORDS.items()}
