"""A hazard named only to be brushed aside is no reason; one that is quoted and taken to heart is."""

import pytest

QUERY = {"query": "Can this man of 70 take his two tablets together?", "patient": {"age": "70 years", "sex": "M"}}

AWAY = [
    "{} is nothing to lose sleep over.",
    "{} is one for the textbooks.",
    "{} need not detain us.",
    "{} is vanishingly rare.",
    "You can safely forget {}.",
    "You can rule {} out.",
    "It would be mad to stop: {} would take ten times this amount.",
    "{} hardly ever happens.",
    "The risk of {} is next to nothing.",
    "{} is the least of his worries.",
    "{} is all but unheard of.",
    "He is safe from {}.",
    "The dose is too low to bring on {}.",
    "{} is off the table.",
    "{} has been blown out of all proportion.",
    "{} doesn't worry me.",
    "The fear of {} is misplaced.",
    "Disregard the alert about {}.",
    "The alert about {} can be overridden.",
    "{} poses no threat.",
    "People fuss about {}, but I would go ahead.",
    "The leaflet mentions {}; ignore it.",
    "The computer will bleat about {}. It flags everything.",
    "{}, says the leaflet. The leaflet is wrong.",
    "You'll hear that it brings {}. It doesn't.",
    "They used to warn of {}. Nobody does now.",
    "Others would stop it for fear of {}. I wouldn't.",
    "The system throws up {}. Click past it.",
    "We were taught about {}. I have yet to see it.",
    "The nurse is worried about {}; reassure her.",
    "His wife read about {}, but that was with far bigger doses.",
]
HEEDED = [
    "{} is not to be shrugged off.",
    "Don't ignore {}.",
    "You cannot dismiss {}.",
    "You can't rule {} out.",
    "I would not risk {}.",
    "{} is nothing short of a disaster.",
    "{} is no small matter.",
    "The label warns of {}, and so do I.",
    "The datasheet lists {}. I would not give it.",
    "{}, says the book. Quite so.",
    "You'll read that it causes {}. It does.",
    "Some would carry on. I would not, for fear of {}.",
    "The alert mentions {}; do not ignore it.",
    "Much is made of {}. Rightly.",
    "{} is the danger; I would not give the pair.",
    "{} can come early. It doesn't wait.",
    "Too much of it brings {}.",
    "His GP worries about {}. So do I.",
]


@pytest.mark.parametrize("harm", ["rhabdomyolysis", "lactic acidosis", "bleeding"])
@pytest.mark.parametrize(("frame", "status"), [*((f, "not_met") for f in AWAY), *((f, "met") for f in HEEDED)])
def test_a_hazard_waved_away_is_no_reason(verdict_on, frame, status, harm):
    answer = frame.format(harm)
    assert verdict_on("accuracy", {"states": harm}, answer[0].upper() + answer[1:], **QUERY).status == status
