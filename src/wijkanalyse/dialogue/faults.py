"""What is said of a fault or an oddity in a file of an area: in Dutch, with the remedy, once for checks and pages.

Slots between braces are filled in by whoever finds the fault. `hint` is a sentence of its own, or empty.
"""

from __future__ import annotations

FAULTS: dict[str, str] = {
    # a cell
    "empty": "Dit vak is leeg. Vul het in.",
    "personal": "Dit lijkt op {what}: ‘{piece}’. Schrijf het zonder. Het komt in geen enkel document.",
    "not_whole": "‘{text}’ is geen heel getal. Schrijf alleen cijfers, zoals 1200.",
    "negative": "‘{text}’ is minder dan nul. Schrijf een aantal vanaf 0.",
    "not_percentage": "‘{text}’ is geen percentage van 0 tot en met 100. Schrijf bijvoorbeeld 45 of 12,5.",
    "share": "‘{text}’ is minder dan 1 procent. Bedoelt u {meant}?",
    "thousands": "‘{text}’ is op twee manieren te lezen. Schrijf {plain} of {decimal}.",
    "not_number": "‘{text}’ is niet één getal. Schrijf alleen het getal. Dan kunt u het later vergelijken.",
    "excel_day": "Excel maakte van de dag een getal: ‘{text}’. Dat is {meant}. "
    "Zet de kolom op Tekst en schrijf de dag opnieuw.",
    "not_day": "‘{text}’ is geen dag. Schrijf een dag als 21-11-2026.",
    "odd_year": "‘{text}’ ligt in het jaar {year}. Verbeter het jaar.",
    "future": "‘{text}’ is later dan vandaag ({today}). Schrijf de dag waarop het was.",
    "passed": "‘{text}’ is voorbij. Is het klaar, of is er een nieuwe dag nodig?",
    "money_ended": "‘{text}’ is voorbij. Wie betaalt nu, en tot wanneer?",
    "log_order": "‘{text}’ is vóór de dag van de rij erboven. Zet nieuwe regels onderaan en haal er geen weg.",
    "phone_letters": "‘{text}’ heeft letters. Schrijf hier alleen het nummer. De rest kan bij ‘Bereikbaar’.",
    "phone": "‘{text}’ is geen Nederlands telefoonnummer. Het heeft 10 cijfers, of begint met 14, 0800 of 0900.{hint}",
    "choice": "‘{text}’ staat niet in de lijst. Kies uit: {options}.{hint}",
    "choice_twice": "‘{text}’ noemt iets twee keer. Haal er één weg.",
    "theme": "‘{text}’ staat niet bij de thema’s. Kies een ander, of zet het eerst in de lijst Thema’s.{hint}",
    "goal": "‘{text}’ staat niet bij de doelen. Kies een ander, of zet het eerst in de lijst Doelen.{hint}",
    "question": "‘{text}’ is geen vraag van het stroomschema. Neem de namen die al in het bestand stonden.",
    "indicator": "‘{text}’ is geen cijfer dat wij kennen. Kies een naam uit de lijst met cijfers.{hint}",
    "id": "‘{text}’ is geen korte naam. Gebruik kleine letters, cijfers en lage streepjes, zoals roken.",
    # rows
    "double": "Deze rij staat er al: rij {row} heeft hetzelfde bij {columns}. Haal er één weg of maak ze verschillend.",
    "one_end": "Dit vak is leeg. ‘{low}’ en ‘{high}’ horen bij elkaar. Vul beide in.",
    "swapped": "Dit getal is groter dan ‘{high}’. Wissel de twee om.",
    "too_many_reached": "Dit zijn meer mensen ({text}) dan er in de doelgroep zijn ({most}). "
    "Tel alleen mensen uit de doelgroep die hier wonen.",
    "above_places": "Dit zijn meer mensen ({text}) dan er plaatsen per jaar zijn ({most}). Kijk of dat klopt.",
    "ballot_twice": "Stembriefje {text} staat ook op rij {row}. Haal er één weg.",
    "ballot_groups": "Stembriefje {text} zit in twee groepen: {other} op rij {row}, en hier {group}. Haal er één weg.",
    "theme_twice": "‘{text}’ staat ook bij ‘{place}’. Elk thema mag één keer op een stembriefje.",
    "place_skipped": "Dit vak is leeg, maar er is wel een derde keuze. Zet die op de tweede plaats.",
    "few_voters": "Stembriefjes van de groep ‘{group}’: {size}. Onder de {least} telt een groep mee met een andere. "
    "Kies zelf bij ‘Telt bij’, of houd het voorstel.",
    "counts_twice": "De groep ‘{group}’ telt hier bij {others}. Zet bij alle stembriefjes van een groep hetzelfde.",
    "more_than_came": "Bij de groep ‘{group}’ is {size} keer gestemd. Op de lijst van aanwezigen staat het aantal "
    "{people}. Kijk na of een briefje bij een andere groep hoort.",
    "nobody": "Dit is 0. Schrijf het kleinste aantal mensen dat het kan zijn, vanaf 1.",
    "goals": "Dit is er één meer dan {most} doelen. Kies welke u houdt.",
    "own_themes": "Dit is er één meer dan {most} thema’s die alleen de wijk kent. Kies welke u houdt.",
    "nothing_said": "Dit vak is leeg, en {other} ook. Schrijf op wat er is gezegd.",
    "impossible": "‘{text}’ kan niet bij ‘{figure}’. Kijk het getal na.",
    "measure_unknown": "‘{text}’ is geen cijfer dat wij kennen. Kies een cijfer uit de lijst, "
    "of zet ‘Soort maat’ op proces.{hint}",
    "measure_model": "‘{text}’ is geschat met een model. Dat ziet niet wat een plan doet. {instead}",
    "measure_survey": "‘{text}’ is geschat met een model. Dat ziet niet wat een plan doet. "
    "Een eigen enquête over hetzelfde mag wel. {instead}",
    "measure_gemeente": "‘{text}’ is alleen bekend van de hele gemeente. Het zegt niet wat u hier bereikt. {instead}",
    "measure_context": "‘{text}’ is achtergrond, en niet goed of slecht. {instead}",
    # a whole file
    "sep": "Hier staat ‘{text}’. Haal deze regel weg.",
    "no_heading": "De rij met de namen van de kolommen is leeg. Zet die terug: {columns}.",
    "column_twice": "De kolom ‘{column}’ staat er twee keer. Haal er één weg.",
    "under_no_heading": "Boven ‘{text}’ staat geen naam van een kolom. Zet er een naam boven, of maak het vak leeg.",
    "width": "Deze rij heeft {cells} vakken. In de kop staan er {heading}. Is er een regel afgebroken, "
    "of staat er een puntkomma of komma in een tekst zonder aanhalingstekens?",
    "excel_error": "Hier staat een fout van Excel: {text}. Verbeter die, of maak het vak leeg.",
    "formula": "Hier staat een formule zonder uitkomst. Bewaar het bestand in Excel, of plak de waarde.",
    "quotation": 'Een aanhalingsteken (") is niet gesloten. Sluit het, of haal het weg.',
    "no_text": "Hier staat een teken dat geen tekst is. Bewaar het bestand opnieuw als CSV of Excel-werkmap (.xlsx).",
    "empty_file": "Dit bestand is leeg. Zet de namen van de kolommen terug: {columns}.",
    "unreadable": "Dit bestand is niet te lezen. Bewaar het opnieuw als CSV of Excel-werkmap (.xlsx).",
    "elsewhere": "Dit is een verwijzing naar een andere plek, geen bestand. Zet het bestand zelf in deze map.",
    "both": "{one} en {other} zijn er allebei. Houd er één.",
    "columns_missing": "Deze kolommen ontbreken: {columns}. Zet ze terug in de kop.",
    "columns_unknown": "Deze kolommen kennen wij niet: {columns}. Ze tellen niet mee.",
    "above_heading": "Boven de kop staat nog iets: {number}. Dat telt niet mee.",
    "other_sheets": "Alleen het eerste blad ({sheet}) telt mee. Er staat ook iets op: {others}.",
    "hidden": "Deze rij is in Excel verborgen, maar telt wel mee. Alle verborgen rijen: {rows}.",
    "hidden_columns": "In Excel zijn kolommen verborgen. Die tellen wel mee: {columns}.",
    "stranger": "Dit bestand hoort niet in deze map en telt niet mee. Dit zijn de bestanden: {files}.",
    "still_open": "{name} is nog open in Excel. Bewaar het, anders telt niet mee wat u het laatst typte.",
}
PERSONAL = {
    "mail": "een mailadres",
    "phone": "een telefoonnummer",
    "birth": "een geboortedatum",
    "service_number": "een burgerservicenummer",
    "postcode": "een postcode",
    "title": "de naam van iemand",
}
"""What a piece of text may point at a person with, by its pattern in `private`."""


def told(fault: str, **slots: object) -> str:
    """The sentences about a fault.

    Examples
    --------
    >>> told("not_day", text="31-2-2026")
    '‘31-2-2026’ is geen dag. Schrijf een dag als 21-11-2026.'
    """
    return FAULTS[fault].format(**{"hint": ""} | slots)
