"""Active ingredients: one name for all salts of the same one."""

from __future__ import annotations

_SALTS = frozenset(
    """acetate acetonide anhydrous aspartate benzoate besilate besylate bitartrate bromide
    calcium camsylate carbonate chloride citrate decanoate diacetate dihydrate dihydrochloride
    dimesylate dipropionate disodium disoproxil edisylate enanthate estolate ethylsuccinate
    fumarate furoate gluconate hcl hemihydrate hyclate hydrate hydrobromide hydrochloride
    hydroiodide iodide isethionate lactate lysine magnesium maleate malate medoxomil mesylate
    mesilate meglumine methylsulfate monohydrate mononitrate monosodium nitrate oxalate palmitate
    pamoate phosphate pivalate polistirex potassium propionate saccharate salicylate sodium
    stearate succinate sulfate sulphate tannate tartrate tosylate trihydrate tromethamine
    trometamol valerate xinafoate zinc""".split()
)
_ELEMENTS = frozenset(
    "aluminum aluminium ammonium calcium ferric ferrous iron lithium magnesium potassium silver "
    "sodium zinc barium bismuth copper selenium manganese".split()
)


def base_name(ingredient: str) -> str:
    """Return an ingredient without its salt: `amitriptyline hydrochloride` is `amitriptyline`."""
    words = ingredient.split()
    while len(words) > 1 and words[-1] in _SALTS and words[0] not in _ELEMENTS:
        words.pop()
    return " ".join(words)
