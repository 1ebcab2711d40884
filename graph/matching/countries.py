"""Countries as they appear in names of actors: "Syrian", "of Syria", "USA". Usual English forms, compiled by hand.

One entry per country: its key, then other words for it and its people. ``_`` stands for a space within a form.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["country_of", "mark_countries"]

_FORMS = """
afghanistan afghan afghani|albania albanian|algeria algerian|angola angolan|argentina argentine argentinian
armenia armenian|australia australian|austria austrian|azerbaijan azerbaijani azeri|bahrain bahraini
bangladesh bangladeshi|belarus belarusian belorussian|belgium belgian|benin beninese|bhutan bhutanese|bolivia bolivian
bosnia bosnian bosnia_herzegovina bosnia_and_herzegovina|botswana|brazil brazilian|bulgaria bulgarian
burkina_faso burkinabe|burundi burundian|cambodia cambodian kampuchea kampuchean|cameroon cameroonian|canada canadian
car central_african_republic central_african centrafrique|chad chadian|chile chilean
china chinese peoples_republic_of_china|colombia colombian|comoros comorian|congo congolese republic_of_congo
costa_rica costa_rican|croatia croatian|cuba cuban|cyprus cypriot|czechia czech_republic czech
drc dr_congo democratic_republic_of_congo democratic_republic_of_the_congo congo_kinshasa zaire zairian|denmark danish
djibouti djiboutian|dominican_republic|ecuador ecuadorian|egypt egyptian|el_salvador salvadoran salvadorean
equatorial_guinea|eritrea eritrean|estonia estonian|eswatini kingdom_of_eswatini swaziland swazi|ethiopia ethiopian
finland finnish|france french|gabon gabonese|gambia gambian|georgia georgian|germany german|ghana ghanaian
greece greek|guatemala guatemalan|guinea guinean|guinea_bissau bissau_guinean|haiti haitian|honduras honduran
hungary hungarian|india indian|indonesia indonesian|iran iranian|iraq iraqi|ireland irish|israel israeli|italy italian
ivory_coast ivorian cote_d_ivoire cote_divoire|jamaica jamaican|japan japanese|jordan jordanian|kazakhstan kazakh
kenya kenyan|kosovo kosovar|kuwait kuwaiti|kyrgyzstan kyrgyz|laos lao laotian|latvia latvian|lebanon lebanese
lesotho basotho|liberia liberian|libya libyan|lithuania lithuanian
macedonia north_macedonia the_former_yugoslav_republic_of_macedonia fyr_macedonia macedonian|madagascar malagasy
malawi malawian|malaysia malaysian|mali malian|mauritania mauritanian|mexico mexican
moldova republic_of_moldova moldova_republic_of moldovan|mongolia mongolian|morocco moroccan|montenegro montenegrin
mozambique mozambican|myanmar burma burmese|namibia namibian|nepal nepalese nepali|netherlands dutch|new_zealand
nicaragua nicaraguan|niger nigerien|nigeria nigerian|north_korea north_korean|norway norwegian|oman omani
pakistan pakistani
palestine palestinian_territory_occupied occupied_palestinian_territory palestinian_territories
palestinian_territory occupied_palestinian_territories palestinian
panama panamanian|papua_new_guinea|paraguay paraguayan|peru peruvian|philippines philippine filipino|poland polish
portugal portuguese|qatar qatari|romania romanian rumania|russia russian russian_federation soviet_union soviet
rwanda rwandan|saudi_arabia saudi saudi_arabian|senegal senegalese|serbia serbian yugoslavia yugoslav
sierra_leone sierra_leonean|singapore singaporean|slovakia slovak|slovenia slovenian|somalia somali
south_africa south_african|south_korea south_korean|south_sudan south_sudanese|spain spanish|sri_lanka sri_lankan
sudan sudanese|sweden swedish|switzerland swiss|syria syrian syrian_arab_republic|taiwan taiwanese|tajikistan tajik
tanzania tanzanian|thailand thai|timor_leste east_timor timorese|togo togolese|trinidad_and_tobago|tunisia tunisian
turkey turkish turkiye|turkmenistan turkmen|uganda ugandan|ukraine ukrainian|uae united_arab_emirates emirati
uk united_kingdom british great_britain|uruguay uruguayan|usa us united_states united_states_of_america american u_s
uzbekistan uzbek|venezuela venezuelan|vietnam vietnamese|yemen yemeni north_yemen|zambia zambian|zimbabwe zimbabwean
"""


@cache
def _keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for line in re.split(r"[|\n]", _FORMS.strip()):
        forms = line.split()
        keys |= {form.replace("_", " "): f"@{forms[0]}" for form in forms}
    return keys


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(_keys(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b")


def mark_countries(name: str) -> str:
    """A name with each country and people replaced by a mark; the name is in lower case without accents.

    >>> mark_countries("syrian government"), mark_countries("government of the united states of america")
    ('@syria government', 'government of the @usa')
    """
    return _pattern().sub(lambda match: _keys()[match[0]], name)


def country_of(name: str) -> str | None:
    """The mark of the country with this name; None if it is not a country.

    >>> country_of("united states"), country_of("nowhere")
    ('@usa', None)
    """
    return _keys().get(name)
