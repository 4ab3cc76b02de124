"""The words of the example survey, in English. For the codes see ``surveys.example.insights``."""

from __future__ import annotations

from surveys.example.blocks import Raw, checkbox, grid, longtext, radio, scale, section, standard, when

BROWSER_TITLE = "Your area: a few questions"

INTRO = "\n\n".join(
    (
        "We want to know how it feels to live here, and what would make it better.",
        "There are about 25 short questions. They take around 7 minutes. You can skip any of them.",
        "We use the answers to decide what to do next, and we publish what we found and what we did about it.",
    )
)

CONSENT = "\n\n".join(
    (
        "This survey is run by the West Midlands Violence Reduction Partnership.",
        "You choose whether to take part. You can stop at any time, and nothing is sent until you press Send.",
        "We put your answers together with those of many other people. We publish totals, never one person's "
        "answers. What you write in your own words is read by a small team, after names and places are taken out. We "
        "show some of those words to others only if you say yes to that.",
        "If you press the button below, you agree to this.",
    )
)

THANKS = "\n\n".join(
    (
        "Your answers are in. Thank you for telling us.",
        "When the survey closes we add up all the answers. We publish what people said, what we are going to do "
        "about it, and who will do it by when.",
    )
)

SAFE = {
    "very_safe": "Very safe",
    "quite_safe": "Quite safe",
    "not_very_safe": "Not very safe",
    "not_safe": "Not safe at all",
}
WORRIED = {
    "very": "Very worried",
    "fairly": "Fairly worried",
    "not_very": "Not very worried",
    "not_at_all": "Not at all worried",
}
AGREEMENT = {
    "strongly_agree": "Strongly agree",
    "agree": "Agree",
    "neither": "Neither agree nor disagree",
    "disagree": "Disagree",
    "strongly_disagree": "Strongly disagree",
}
AMOUNT = {"a_lot": "A lot", "some": "Some", "not_much": "Not much", "not_at_all": "Not at all"}

# Worded after the Crime Survey for England and Wales (Office for National Statistics), so that the answers can be
# read beside a national figure.
BENCHMARK = "A similar question is asked in the Crime Survey for England and Wales."


def body() -> list[Raw]:
    """The sections and questions, as Wagtail stores them."""
    return [
        section(
            "safety",
            "How safe it feels",
            radio("SAFEDAY", "How safe do you feel outside in your area during the day?", SAFE),
            radio("SAFENIGHT", "How safe do you feel outside in your area after dark?", SAFE),
            radio(
                "FEAR",
                "How much does fear of violence change what you do from day to day?",
                {
                    "not_at_all": "Not at all",
                    "a_little": "A little",
                    "quite_a_lot": "Quite a lot",
                    "very_much": "Very much",
                },
                help="For example which way you walk, when you go out, or who you go with.",
            ),
            radio(
                "AVOID",
                "Are there places in your area where you do not go because you would not feel safe?",
                {"yes": "Yes", "no": "No", "not_sure": "I am not sure"},
            ),
            checkbox(
                "PLACES",
                "What kinds of places do you stay away from?",
                {
                    "park": "Parks and green spaces",
                    "bus": "Buses and bus stops",
                    "train": "Trains, trams and stations",
                    "centre": "Town or city centre",
                    "shops": "Local shops and takeaways",
                    "street": "Certain streets or estates",
                    "school": "Around schools and colleges",
                    "other": "Somewhere else",
                },
                show_if=when(("AVOID", "is", "yes")),
            ),
        ),
        section(
            "worry",
            "Worry",
            radio(
                "WORRY",
                "How worried are you about violence where you live?",
                WORRIED,
                sensitive=True,
                signposts="worry",
            ),
            radio(
                "ATTACK",
                "How worried are you about being physically attacked by somebody you do not know?",
                WORRIED,
                help=BENCHMARK,
                sensitive=True,
                signposts="threatened",
            ),
            radio(
                "HELP",
                "If you were worried about violence, would you know somebody you could go to?",
                {"yes": "Yes", "no": "No", "not_sure": "I am not sure"},
                sensitive=True,
                signposts="worry",
            ),
            note="The next three questions are about being worried about violence. You can skip them and go on.",
        ),
        section(
            "heard",
            "The police, and being heard",
            radio(
                "POLICE",
                "Thinking about everything, how good a job do the police do in your area?",
                {
                    "excellent": "Excellent",
                    "good": "Good",
                    "fair": "Fair",
                    "poor": "Poor",
                    "very_poor": "Very poor",
                    "dont_know": "I do not know",
                },
                help=BENCHMARK,
            ),
            grid(
                "AGREE",
                "How much do you agree with each of these?",
                {
                    "LISTEN": "The police around here listen to people like me.",
                    "FAIR": "The police around here treat everybody fairly.",
                    "THERE": "The police would be there if I needed them.",
                },
                AGREEMENT,
            ),
            radio(
                "HEARD",
                "How much say do people like you have in what happens in your area?",
                AMOUNT,
            ),
            radio(
                "TRUST",
                "How much do you trust the people in charge to act on what they are told?",
                AMOUNT,
                help="People in charge: the council, the police, the health service and others who decide.",
            ),
        ),
        section(
            "life",
            "Everyday life",
            radio(
                "ACTIVITY",
                "Are there enough good things to do for young people in your area?",
                {
                    "yes": "Yes, plenty",
                    "some": "Some, but not enough",
                    "no": "No",
                    "dont_know": "I do not know",
                },
            ),
            checkbox(
                "STOPS",
                "What gets in the way of young people joining in?",
                {
                    "cost": "It costs too much",
                    "travel": "It is hard to get there",
                    "unsafe": "It does not feel safe to get there or back",
                    "unknown": "They do not know what is on",
                    "not_for_me": "It is not for people like them",
                    "time": "They have no time",
                    "nothing": "Nothing gets in the way",
                },
                alone=("nothing",),
                show_if=when(("ACTIVITY", "is", "some, no")),
            ),
            scale(
                "HOPE",
                "How hopeful do you feel about your future?",
                low="Not hopeful at all",
                high="Very hopeful",
            ),
            radio(
                "SOCIAL",
                "How often do you use social media?",
                {
                    "many_times": "Many times a day",
                    "daily": "About once a day",
                    "less": "Less often",
                    "never": "Never",
                },
            ),
        ),
        section(
            "online",
            "Social media",
            radio(
                "ONLINE",
                "In the last month, how often have you seen posts or videos of real violence?",
                {"often": "Often", "sometimes": "Sometimes", "once": "Once", "never": "Never"},
            ),
            radio(
                "EFFECT",
                "How did what you saw make your area feel?",
                {
                    "safer": "Safer than before",
                    "same": "The same as before",
                    "less_safe": "Less safe than before",
                    "not_here": "It was not from around here",
                },
                show_if=when(("ONLINE", "is_not", "never, prefer_not")),
            ),
            show_if=when(("SOCIAL", "is", "many_times, daily, less")),
        ),
        section(
            "words",
            "In your own words, and about you",
            longtext("WHERE", "What kind of place feels least safe to you, and what makes it feel that way?"),
            longtext("CHANGE", "What one thing would make the biggest difference where you live?"),
            radio(
                "QUOTE",
                "May we show other people some of the words you wrote, without any name?",
                {"yes": "Yes", "no": "No"},
                help="They would stand on our website, beside the results. Two people read them first and take out "
                "what could show who you are. If you leave this out, we show nothing you wrote.",
                prefer_not=False,
            ),
            standard("authority", "AUTHORITY"),
            standard("age_band", "AGE"),
            standard("sex", "SEX"),
            standard("ethnic_group", "ETHNIC"),
            standard("religion", "RELIGION"),
        ),
    ]
