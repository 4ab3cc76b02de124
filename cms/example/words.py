"""The example site's pages of words: help, privacy, accessibility, about."""

from __future__ import annotations

from typing import Any

from cms.example.pages import ensure_page
from cms.models import HomePage, StandardPage, SupportPage

SUPPORT_BODY: list[Any] = [
    ("heading", "If you are not sure who to tell"),
    (
        "paragraph",
        "<p>Tell one grown-up you trust: somebody at home, a teacher, a coach, a nurse. You can start "
        "with “I do not know "
        "how to say this.” That is enough.</p><p>Asking for help does not get anybody into trouble. If "
        "you are asked not "
        "to tell anyone and it feels wrong, you may tell.</p>",
    ),
    (
        "question_answer",
        {
            "question": "Will anybody see that I was here?",
            "answer": "<p>Somebody who picks up your phone might see it in its history. The red button "
            "leaves this page at "
            "once, but it does not clear the history. Your wifi or phone company can see that you "
            "visited this site.</p>",
        },
    ),
    (
        "question_answer",
        {
            "question": "I told you something in the survey. Will somebody come?",
            "answer": "<p>No. We cannot tell who sent which answer, so we cannot write back or send "
            "help. Please call or "
            "text one of the numbers on this page.</p>",
        },
    ),
]

PRIVACY_BODY: list[Any] = [
    ("heading", "When you only look around"),
    (
        "paragraph",
        "<p>We set no cookies. We do not follow you. Nothing on our pages comes from other companies. "
        "We count how "
        "often most pages are opened, never by whom. We do not count who opens the page of help, nor a survey.</p>",
    ),
    ("heading", "When you fill in a survey"),
    (
        "paragraph",
        "<p>We do not ask who you are. We do not keep your IP address or what phone you use. We cannot "
        "tell who sent which "
        "answer, so we cannot reply or send help from there.</p>"
        "<p>You can skip any question. You can stop at any time, and then nothing is kept. Once you "
        "have sent it, we cannot "
        "find your answers to change or delete them.</p>"
        "<p><b>What you write could give you away.</b> Leave out names, places and dates.</p>"
        "<p><b>If you write that someone is in danger.</b> A computer looks for words about danger. It does not find "
        "all of them. What it finds goes, sealed, to our safeguarding lead: a trained person. They read your words and "
        "nothing else about you. If your words say who is in danger or where, they may pass them to children's "
        "services or the police. We "
        "never try to find out who you are. The sealed words are deleted 30 days after the lead has decided.</p>",
    ),
    ("heading", "When you give us your e-mail address"),
    (
        "paragraph",
        "<p>You can ask for our news by e-mail. First we send you a link. You are on the list only when you open it "
        "and press the button. If you do not, we delete your address after about two days.</p>"
        "<p>We lock your address away, with what you want to hear about and the day. We do not keep the hour. "
        "We do not see whether you read our mail. Another company carries the mails for us; it sees your address "
        "and the mail.</p>"
        "<p>Every mail has a link to leave. Then your address is deleted at once, and from our safe copies within 30 "
        "days. After two years we delete it in any case.</p>"
        "<p>The list has nothing to do with the surveys. We cannot join your address to any answer.</p>",
    ),
    ("heading", "When you ask to join a group"),
    (
        "paragraph",
        "<p>What you fill in is locked away. Only the people who look after that group can open it. If you are under "
        "16 we do not want your own number: give us that of a grown-up you trust. If you are under 18, a parent or "
        "carer has to agree before you take part.</p>"
        "<p>We delete what you wrote 90 days after our answer. If nobody answers, we delete it after 180 days.</p>",
    ),
    ("heading", "What others can see"),
    (
        "paragraph",
        "<ul><li>Somebody who picks up your phone might see that you were on this site.</li><li>Your wifi or phone "
        "company can see that you visited it.</li><li>The people who read the answers see them mixed up with others. "
        "They see no name, no time and no address.</li><li>A few people look after our computers. They could open the "
        "store of answers, even before they are mixed. It does not say who sent which.</li></ul>",
    ),
    ("heading", "See for yourself"),
    (
        "paragraph",
        "<p>You do not have to take our word for it. A program makes the page "
        '<a href="/what-we-store/">What we store</a>. It looks into our real store and says what is there, place by '
        "place. You can see there what an answer looks like. If something is not as we promise, that page says so.</p>",
    ),
    ("heading", "How long we keep things"),
    (
        "paragraph",
        "<ul><li>Words you typed: 12 months after the survey closes. Then they are deleted.</li><li>Answers you "
        "ticked: 3 years after the survey closes.</li><li>The mark that a form was used: about a day. It stops one "
        "answer from being stored twice.</li><li>Your e-mail address: until you leave the list, two years at most.</li>"
        "<li>What you wrote to join a group: 90 days after our answer.</li></ul>",
    ),
    ("heading", "What you can ask of us"),
    (
        "paragraph",
        "<p>The law lets you see what is kept about you, and have it put right or deleted. With answers we cannot do "
        "that. We do not know which ones are yours. That is why we say so before you send them.</p>",
    ),
    ("heading", "Why we may do this"),
    (
        "paragraph",
        "<p>Councils, police, health and others have a legal duty to work together to prevent serious "
        "violence. To do that "
        "well they have to listen. We show figures only when enough people stand behind each one.</p>",
    ),
    ("heading", "If you are not happy"),
    (
        "paragraph",
        "<p>Tell us first. Our data protection officer has to answer you. If that does not help, you can go to the "
        "Information Commissioner. They look after people's rights. Call 0303 123 1113 or go to ico.org.uk. It is "
        "free.</p>",
    ),
]

ACCESSIBILITY_BODY: list[Any] = [
    (
        "paragraph",
        "<p>We want everybody to be able to use this site. We build it to the Web Content "
        "Accessibility Guidelines 2.2, "
        "level AA.</p>",
    ),
    ("heading", "What works"),
    (
        "paragraph",
        "<ul><li>A keyboard alone, and screen readers.</li><li>Text made much bigger, and narrow "
        "screens.</li><li>Dark "
        "screens, if your phone is set to dark.</li><li>“Read this aloud”, if your phone has a voice "
        "of its own for the language. The words stay on your phone.</li><li>Our survey in Easy "
        "Read: short sentences, easy words.</li><li>Less movement, if your phone asks for "
        "that.</li><li>No JavaScript "
        "at all.</li><li>Every chart has a table with it that says the same.</li></ul>",
    ),
    ("heading", "What does not work yet"),
    (
        "paragraph",
        "<ul><li>Not every page is in every language. Where a translation has not been checked, the "
        "page says so.</li>"
        "<li>Files that can be downloaded are tables without a reading order of their own.</li></ul>",
    ),
    ("heading", "How we check"),
    (
        "paragraph",
        "<p>Every kind of page is tested by a program with each change. A program finds only part of "
        "what is wrong, so people "
        "have to test too: with a keyboard, at four times the size, and with a screen reader. On this "
        "example site that "
        "test by people has not been done yet.</p>",
    ),
    ("heading", "Tell us"),
    (
        "paragraph",
        "<p>If something does not work for you, tell the engagement team. If our answer does not help, "
        "the Equality Advisory "
        "and Support Service can: 0808 800 0082.</p>",
    ),
]

ABOUT_BODY: list[Any] = [
    (
        "paragraph",
        "<p>Councils, police, health and schools work together here, with the people who live here. They are the West "
        "Midlands Violence Reduction Partnership.</p><p>Their plan has five parts:</p><ul><li>Start early.</li>"
        "<li>Let communities and young people lead.</li><li>Work as one region.</li><li>Change the story about "
        "violence.</li><li>Help schools with what is known to work.</li></ul><p>It is in their strategy for 2023 to "
        "2026, section 1.5.</p>",
    ),
    (
        "statistic",
        {
            "figure": "1,200",
            "says": "people or so answered the first survey, in 2023. Too few of them were under 25.",
            "source": "Strategy 2023 to 2026, section 4.2",
            "source_link": "",
            "caution": "That is why this site shows who is missing while a survey is still open.",
            "surface": "lilac",
        },
    ),
    ("heading", "Why seven shapes?"),
    (
        "paragraph",
        "<p>Seven areas, seven shapes:</p><ul><li>a circle for Wolverhampton</li><li>an arch for Walsall</li><li>a "
        "quarter for Dudley</li><li>a rounded square for Sandwell</li><li>a petal for Birmingham</li><li>two arches "
        "for Solihull</li><li>a diamond for Coventry</li></ul><p>Together they are one floor. You will find them in "
        "every picture and on every map here.</p>",
    ),
    ("heading", "Something wrong here?"),
    (
        "paragraph",
        "<p>A number that cannot be right, a word that hurts, a link that goes nowhere: tell the "
        "engagement team, or anybody "
        "at the Youth Assembly. On this example site nobody reads messages.</p>",
    ),
]


def build_words(home: HomePage) -> dict[str, SupportPage | StandardPage]:
    """Help, privacy, accessibility, about."""
    return {
        "support": ensure_page(
            home,
            SupportPage,
            "support",
            title="Find help",
            search_description="Who to call or text, free, day and night.",
            standfirst="You can call or text before you know what to say. They will help you start.",
            body=SUPPORT_BODY,
        ),
        "privacy": ensure_page(
            home,
            StandardPage,
            "privacy",
            title="What we know about you",
            search_description="What we keep, what we do not keep, and what others can see.",
            standfirst="Short answer: almost nothing. Here is the long one.",
            body=PRIVACY_BODY,
        ),
        "accessibility": ensure_page(
            home,
            StandardPage,
            "accessibility",
            title="Accessibility",
            search_description="What works, what does not work yet, and how to tell us.",
            body=ACCESSIBILITY_BODY,
        ),
        "about": ensure_page(
            home,
            StandardPage,
            "about",
            title="About",
            search_description="Who runs this site, and why it is made of seven shapes.",
            standfirst="Who we are, and why this site is made of seven shapes.",
            is_example=True,
            body=ABOUT_BODY,
        ),
    }
