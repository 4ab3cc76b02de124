"""The seven authorities for which local help is kept, by their code of the Office for National Statistics."""

from __future__ import annotations

AREAS: dict[str, str] = {
    "E08000025": "Birmingham",
    "E08000026": "Coventry",
    "E08000027": "Dudley",
    "E08000028": "Sandwell",
    "E08000029": "Solihull",
    "E08000030": "Walsall",
    "E08000031": "Wolverhampton",
}
"""Code and name."""
