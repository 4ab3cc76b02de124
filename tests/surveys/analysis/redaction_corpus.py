"""Invented identifiers in invented answers: KIND|text with the identifier between double angle brackets.

Telephone numbers are from the ranges the regulator keeps for drama, e-mail domains are the reserved example ones.
"""

IDENTIFIERS = """
PHONE|call me on <<07700 900123>> please
PHONE|my number is <<07700900456>>
PHONE|text <<+44 7700 900789>> if you want to know more
PHONE|ring my nan <<0121 496 0123>>
PHONE|landline <<(0121) 496 0456>> after six
PHONE|<<0121-496-0789>> ask for the manager
PHONE|its <<07700-900-321>> hit me up
PHONE|<<07700.900.654>>
PHONE|whatsapp <<+447700900111>>
PHONE|my phone <<0 7 7 0 0 9 0 0 1 2 3>> dont share
PHONE|<<O77OO 9OO I23>> is my num
PHONE|<<zero seven seven zero zero nine zero zero one two three>>
PHONE|its <<oh seven seven double oh nine hundred one two three>> ok
PHONE|ring <<0044 7700 900222>>
PHONE|his number is <<07700 900 333>>.
PHONE|(<<07700 900444>>)
PHONE|call <<+48 601 234 567>> to mama
PHONE|<<0113 496 0999>> is the flat
PHONE|<<020 7946 0123>>
PHONE|mobile:<<07700900888>>
PHONE|<<07700 9 0 0 7 7 7>> that's me
PHONE|dial <<01632 960123>>
PHONE|contact <<01632-960-987>> now
PHONE|my mums number <<447700900135>>
PHONE|<<07700/900246>>
PHONE|<<7700 900 357>> without the zero
PHONE|number <<07700900468>>thx
PHONE|<<07700 900-579>> evenings only
PHONE|reach us on <<+44 (0)121 496 0222>>
EMAIL|<<zed_k@example.edu>>
POSTCODE|B90 <<3NP>> side of Solihull
HANDLE|message <<mia_grx>> she saw
ADDRESS|<<41 Wagtail Road>> has the dogs
ID|my nino is <<QQ 98 76 54 B>>
NAME|its <<Jordan Fairweather>> who hits me
ORG|<<Wren Street Mosque>> opens late
EMAIL|write to <<jo.bloggs@example.com>>
EMAIL|<<kezza99@example.org>> thanks
EMAIL|my email is <<a.b+c@mail.example.net>>.
EMAIL|<<marlowe at example dot com>>
EMAIL|<<d.okoro at mail.example dot com>>
EMAIL|<<sam dot hill at example dot co dot uk>>
EMAIL|<<tina(at)example.com>>
EMAIL|<<tina [at] example [dot] com>>
EMAIL|<<jay_04@example.co.uk>>
EMAIL|contact <<HEAD@EXAMPLE.ORG>> about it
EMAIL|<<jo @ example.com>>
EMAIL|<<x.y.z@sub.example.com>> is mine
EMAIL|email <<kiran at hotmail>> me
EMAIL|<<li-ann@example.net>>
EMAIL|its <<bluebird7 at gmail dot com>> ok
EMAIL|mailto:<<help4me@example.com>>
EMAIL|reply to <<mrs.t@example.sch.uk>>
EMAIL|(<<press@example.org>>)
EMAIL|<<o'neil@example.com>> ta
EMAIL|<<user1@example.invalid>>
POSTCODE|we live at B19 <<2AB>>
POSTCODE|b23<<6qt>> is mine
POSTCODE|postcode WS2 <<8ZZ>>
POSTCODE|DY1 <<1HF>>, near the castle
POSTCODE|WV10 <<9QR>>
POSTCODE|CV6 <<5GU>> Coventry
POSTCODE|B1<<1AA>>
POSTCODE|it happened at B70-<<8ED>>
POSTCODE|my postcode is b44 <<0ls>>
POSTCODE|SW1A <<1AA>>
POSTCODE|round WS10 <<7TR>> way
POSTCODE|B 1 9 <<2 A B>>
POSTCODE|WR9 <<8AE>>.
POSTCODE|(TF3 <<4JG>>)
POSTCODE|B33.<<0TA>>
POSTCODE|wv1 <<4ps>> all day
POSTCODE|from cv1<<2wt>>
POSTCODE|ST16 <<3LD>> is where
POSTCODE|DE14 <<1QH>>
POSTCODE|B98 <<7UD>> thats us
HANDLE|add <<@kez_04xo>>
HANDLE|my snap is <<jdot_99>>
HANDLE|my insta is <<lil.reemz>>
HANDLE|insta: <<shayzxo>>
HANDLE|snap - <<brum4life2>>
HANDLE|tiktok <<@queenbee.b21>>
HANDLE|sc: <<mohz07>>
HANDLE|my discord is <<grimlord#4821>>
HANDLE|follow me at <<tay.x04>>
HANDLE|my username is <<spud_gunner>>
HANDLE|find me on instagram <<deezy_wolves>>
HANDLE|psn is <<xX_reaper_Xx>>
HANDLE|my snapchat name is <<lolzbeth>>
HANDLE|roblox: <<pixelfox22>>
HANDLE|fb <<@janeb.bham>>
HANDLE|<<instagram.com/kezza.b19>>
HANDLE|<<https://www.tiktok.com/@ree.b70>> has the video
HANDLE|add me on snap <<rjx_22>>
HANDLE|his ig is <<big.tone05>>
HANDLE|telegram @<<plugman_b8>>
HANDLE|DM <<@no_cap_nat>> she knows
HANDLE|gamertag: <<noscope808>>
HANDLE|her insta is <<soph.ellz>>
HANDLE|twitter is <<brummie_mo>>
ADDRESS|I live at <<12 Acacia Avenue>>
ADDRESS|<<18 Larkspur Close>> is a drug den
ADDRESS|<<Flat 9 Ambleside Court>> has no lights
ADDRESS|come to <<221b Marlbank Road>>
ADDRESS|<<7, Tern Grove>>
ADDRESS|<<flat 4>> above the shop
ADDRESS|they deal from <<33 Fennel Street>>
ADDRESS|my house is <<105 old vicarage lane>>
ADDRESS|<<No. 6 Plover Drive>>
ADDRESS|<<56 Upper Sorrel Rd>>
ADDRESS|the one at <<2 Cygnet Way>>
ADDRESS|she was stabbed on <<Mallard Street>>
ADDRESS|I live on <<Bittern Road>>
ADDRESS|raped in <<Teasel Lane>> last year
ADDRESS|<<Flat 12, Sentinel House>>
ADDRESS|number <<14 Heron Crescent>>
ADDRESS|<<88 Bulrush Terrace>> is ours
ADDRESS|he was shot outside <<Kestrel Tower>>
ADDRESS|<<apartment 31 Lapwing Court>>
ADDRESS|we stay at <<19 Curlew Gardens>>
ADDRESS|<<3 Osprey Mews>>, ring the bell
ADDRESS|i live on <<bramble hollow road>>
ADDRESS|robbed in <<Dunlin Close>>
ID|NI <<QQ 12 34 56 C>> sort it
ID|my ni number is <<QQ123456C>>
ID|nhs number <<943 476 5919>>
ID|<<9434765919>> on the letter
ID|plate <<BD51 SMR>>
ID|car reg <<bx19 abc>>
ID|crime number <<20/123456/24>>
ID|case ref <<AB/4471/22>>
ID|log <<2291>> never followed up
ID|badge <<4821>>
ID|PC <<5512>> was rude
ID|collar number <<20417>>
ID|incident number <<1187-040324>>
ID|passport number <<533380006>>
ID|my UC claim number is <<1234567890123>>
ID|card <<4111 1111 1111 1111>>
ID|account number <<12345678>>
ID|sort code <<12-34-56>>
ID|pupil id <<A82311>>
ID|hospital number <<K445566>>
ID|<<QQ-65-43-21-A>>
ID|a black golf <<LK63 XTR>> follows us
ID|reference <<WM220119>>
ID|licence number <<MARLO757019F99AB>>
ID|staff id <<77120>>
NAME|my name is <<Oskar Zielonka>>
NAME|i'm called <<Ffion>> and i hate it
NAME|a lad called <<Jaydon>> did it
NAME|my mate <<Kai>> was there
NAME|<<Shaquille>> moves with a blade
NAME|Mr <<Ollerenshaw>> ignored me
NAME|PC <<Wetherby>> was kind
NAME|Mrs <<Bhandari>> in year 9
NAME|my cousin <<Deshawn>> got dragged in
NAME|its <<Mohammed>> from my class
NAME|<<Priya Raval>> bullies me
NAME|my brother <<Zayn>> got jumped
NAME|someone called <<Big Tone>> sells it
NAME|Dr <<Featherstone>> helped
NAME|ask for <<Callum>>
NAME|<<Gurpreet Dhaliwal>> knows who did it
NAME|my daughter <<Amelia>>
NAME|they call themselves mates but <<kayleigh>> punched me
NAME|<<Agnieszka>> from the Polish shop
NAME|rip <<Reece>>
NAME|my name's <<Tariq>>
NAME|<<Kyle>> and <<Tyrone>> run it
NAME|my son <<Ibrahim>> is scared
NAME|miss <<Begum>> says nothing
NAME|Sgt <<Pemberton-Hale>> never rang
NAME|a girl named <<Destiny>> trips me up
NAME|nazywam się <<Wojciech>>
NAME|mera naam <<Ayesha>> hai
NAME|<<Grace Okafor>> lives next door
NAME|our <<Jack>> was only 16
NAME|cllr <<Akhtar>> came once
NAME|a boy called <<tremaine>> has a knife
NAME|Imam <<Yusuf>> runs a club
NAME|my teacher <<Hannah Price>> listened
NAME|justice for <<Leon>>
NAME|<<MUHAMMAD>> WAS THERE
NAME|her name is <<Zofia>>
NAME|<<Abdullahi>> got stabbed
NAME|my sister <<Simran>>
NAME|uncle <<Bob>> touched me
ORG|I go to <<Brindle Lane School>>
ORG|pupils at <<Kingsmere Academy>>
ORG|<<St Chad's Catholic Primary School>> is good
ORG|outside <<Al-Noor Mosque>>
ORG|<<Guru Arjan Gurdwara>> kitchen feeds us
ORG|<<Harborne Vale Youth Club>> shut
ORG|I box at <<Lion Lane Boxing Club>>
ORG|<<Holy Cross Church>> has a food bank
ORG|i go to <<brindle lane school>>
ORG|<<Shree Krishna Mandir>>
ORG|my kids at <<Tern Hill Primary>>
ORG|<<Jamia Masjid Ghausia>>
ORG|the <<Methodist Trinity Church>> helps
ORG|<<Sandpiper College>> kicked me out
"""

CLEAN = """
come August a daisy chain is all the fun there is
more police please, and lights in the park
May I say the summer is the best time, rose gardens too
I hope faith and joy return to Hope Street
the number 11 bus and the 50 bus are always full
ring 999 or 101 and nobody comes
call Childline on 0800 1111
Samaritans 116 123 should be on posters
from 2019 2020 2021 2022 nothing changed
B19 and B21 lads fighting
10 years on this street and no trouble
2 minutes down the road from me
a 20 mph road would help
it costs £1,000,000 to build a centre
meet at 5pm or 6.30pm
they should teach us in school about money
the school should listen
my mate got robbed
my brother is scared
miss school because of bullying
the church could open its hall
a youth club and a boxing club
our school is good
Will someone mark the crossing
Victoria Park is lovely
Queen Elizabeth Hospital was great
Andrew Tate is ruining boys
snap is full of fights
my snap is always full of drama
insta is toxic
tiktok videos of knives
Boys follow us home
she was called names
a lad called me a slag
they call me fat
Sutton Coldfield is safe
New Street station at night
Broad Street on a Saturday, people get robbed
Mr Whippy vans
PC gaming club
I was born in Birmingham
year 10 and year 11 fight
I live on the main road
I live in a quiet street
Handsworth, Aston, Lozells
chelsea won the football
paris was lovely in spring
jack of all trades
no child left behind
on my own at night
gangs of 10 or 20 kids
3 lads on my road sell weed
my dad works nights
the mosque and the gurdwara help
Every school should have a nurse
Ban phones for under fourteens
about 300 people signed it
1 in 5 of us is scared
flat tyres and broken glass
Muslim women are targeted
Polish shop got attacked
please please listen
the ring road underpass
two of my friends moved away
an apprenticeship in plumbing
nothing at all, thanks
GCSE maths is hard
fix it at home first
at the bus stop at the end of town
King Charles came to visit
Black boys get searched
come in, look at dot to dot puzzles
Sunny days are great
They want respect
Summer clubs for all
we need hope, grace and mercy
a call at seven or eight at night
one two three go
Duke of Edinburgh award
High Street needs cameras
case by case
card games at the club
id like more lights
I was shot down in the meeting
more parks like Cannon Hill Park
better buses to Walsall
"""


def cases() -> list[tuple[str, str, list[tuple[int, int]]]]:
    """(kind, text without the marks, marked spans)."""
    found: list[tuple[str, str, list[tuple[int, int]]]] = []
    for line in IDENTIFIERS.strip().splitlines():
        kind, marked = line.split("|", 1)
        text = ""
        spans: list[tuple[int, int]] = []
        for number, part in enumerate(marked.replace(">>", "<<").split("<<")):
            if number % 2:
                spans.append((len(text), len(text) + len(part)))
            text += part
        found.append((kind, text, spans))
    return found


def clean() -> list[str]:
    """Answers in which nothing may be masked."""
    return CLEAN.strip().splitlines()
