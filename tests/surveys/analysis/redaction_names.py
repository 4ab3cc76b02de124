"""Invented people in invented answers, each name between double angle brackets, and words that only look like names.

``SEEN`` was read while the finders were made, ``KEPT_ASIDE`` only counted. Telephone numbers are from the ranges the
regulator keeps for drama.
"""

from __future__ import annotations

import re

SEEN = """
Ask <<Sam>> on 07700 900123
ask <<sam>> on 07700900123
ring <<Hope>> 07700 900456
<<Grace>> 07700 900789
<<danny>>: 07700 900111
call <<Will>> he saw it
text <<Summer>> she knows
message <<Amber>> about it
dm <<zaki>> for proof
dm <<Kez>> he will tell you
speak to <<May>> at the centre
ask <<Tanveer>> he was there
my mate <<Taz>> from Cape Hill
my mate <<Danno>> got robbed
my boy <<Mo>> got stopped
<<Jay>> from Heath Road sells it
<<Dev>> from Soho Road did it
<<Faith>> from number 12 hits her kids
<<J.K.>> from my year did it
it was <<T.J.>> who started it
everyone calls him "<<Biggz>>"
they call him "<<Smokey>>"
a kid nicknamed <<Tiny>> runs it
known as "<<Ghost>>"
goes by <<Lil Ray>>
his name is <<Ravinder>>
her names <<Iqra>>
<<Gurnoor>> in 10B has a knife
<<Hodan>> in year 9 is being hurt
<<Zuzia>> from my class
my cousin <<Abdisalam>> got jumped
my brother <<Kieron>> and his mate <<Deano>>
my friend <<Chukwuemeka>> was stabbed
my sister <<Simranjeet>> is scared
my uncle <<Liaqat>> saw it
my neighbour <<Bożena>> was robbed
my mate <<Florin>> from Cape Hill
our youth worker <<Precious>> is the best
auntie <<Shanaz>> knows
uncle <<Balbir>> saw them
Mr <<Okonjo>> shouts at us
miss <<Begum>> is kind
PC <<Hartley>> was rude
justice for <<Marlon>>
rip <<Tyrese>>
tell <<Bash>> to stop
<<Hamzah>> and <<Yunus>> were there
<<Nevaeh>> got cut
<<Kayden>> keeps bringing a blade in
add <<brandonk>> on snap
snap <<lilkez>> hes got the videos
my insta is <<amaraxo>>
find him on insta <<dreezy>>
add me on snap its <<tkbaby>>
yours, <<Rukhsar>>
thanks, <<Delroy>>
from <<Jaswinder>>, age 14
I am <<Ifrah>> and I am 15
im <<Tyler>> btw
this is <<Joy>> from the hub
""".strip().splitlines()

KEPT_ASIDE = """
Ask <<Max>> on 07700 900222
call <<Rose>> 07700900333
phone <<Mercy>> on 0121 496 0123
<<Sunny>> 07700 900555
<<ollie>> - 07700 900666
text <<Jade>> she filmed it
message <<Iman>> she was there
dm <<Rico>> he sells
ask <<Waleed>> he knows who
hit up <<Jaz>> he has it
my mate <<Chris>> from Alum Rock
my mate <<Bones>> got stopped
<<Blake>> from Dudley Road did it
<<Dawn>> from flat 3 is being hit
<<A.J.>> from year 11 carries
it was <<D.K.>> again
they call him "<<Shorty>>"
everyone calls her "<<Minnie>>"
goes by <<Young Kay>>
a lad nicknamed <<Spider>>
her name is <<Harleen>>
his names <<Idrees>>
<<Sumaya>> in 9C told me
<<Wiktor>> in year 8 has a blade
my cousin <<Abdiaziz>> got robbed
my friend <<Oluwaseun>> got hurt
my sister <<Manraj>> is scared
my neighbour <<Grażyna>> was mugged
my mate <<Ionut>> from Tipton
our coach <<Delano>> is great
uncle <<Jagdeep>> saw it
aunty <<Nasreen>> said no
Mrs <<Adeyemi>> helps us
sir <<Kowalczuk>> is fair
justice for <<Kemar>>
rip <<Ashanti>>
tell <<Dre>> I said hi
<<Humayun>> and <<Saqlain>> did it
<<Tyrone>> got shanked
<<Destinee>> brings drink in
add <<kaylaaa>> on snap
snap <<bigdre>> he has the video
my tiktok is <<zaynabb>>
find her on insta <<princesskay>>
thanks, <<Parveen>>
regards <<Winston>>
from <<Kulwinder>>, age 16
I am <<Aoife>> and I am 14
im <<Connor>> btw
this is <<Amber>> from the club
""".strip().splitlines()

CLEAN = """
I hope things get better in summer
Hope things change soon
Grace and patience is what we need
May is when the fair comes
Will the police come
will you text us when the club opens
call the police
ask the council
ask Police on the street
Ask Teachers what they think
call Childline on 0800 1111
ring Samaritans on 116 123
call 999 if it is bad
text SHOUT to 85258
message Mum when you get there
ask Mum
tell Dad
my mate from Tipton
my mate got robbed
my mate Always says that
my boy is doing well
my friend in year 9
call Birmingham council
ask Sandwell Council on 0345 000
Tipton from the bus looks nice
Summer from June to August is fine
Heath Road is dark
Soho Road at night
They call it "the cage"
people call it "Little Pakistan"
everyone says "stay safe"
"Youth Club" on the sign
it was P.E. and then maths
the U.K. and the U.S. are different
we do G.C.S.E. in May
an A.T.M. by the shop
P.S. fix the lights
i.e. more lights
e.g. lights
this is Important
this is England
this is Brilliant
I am Muslim and proud
I am Black and 16
im Asian
im British
I am Polish
I am Somali and I love it here
im Good thanks
im Fine
thanks, Council
thanks, Nothing else
from Walsall, age 14
from Dudley, age 12
Police in year 9 assembly
Knives in year 10 lessons
English in 9C
Maths in 10B
Bullying in year 7 is bad
tell Everyone
tell Parents
add snap filters to lessons
snap stories are toxic
find it on insta stories
insta reels are fun
my insta is private
dm slides are creepy
goes by Bus
known as Black Country
sir said no
miss said yes
uncle is kind
sunny days in the park
the rose garden is nice
max speed should be 20
the amber light is broken
jade green walls
Dawn patrols would help
a ray of light
Christian and Muslim leaders
April from the calendar
""".strip().splitlines()

_MARKED = re.compile(r"<<(.+?)>>")


def cases(lines: list[str]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each text without its brackets, and where the names stand in it."""
    found = []
    for line in lines:
        spans: list[tuple[int, int]] = []
        for match in _MARKED.finditer(line):
            start = match.start() - 4 * len(spans)
            spans.append((start, start + len(match.group(1))))
        found.append((_MARKED.sub(r"\1", line), spans))
    return found
