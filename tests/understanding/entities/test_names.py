"""Exercises, activities, conditions and groups as people write them."""

from __future__ import annotations

import pytest

EXERCISES = [
    ("how do I do clamshells", "clamshell"),
    ("clams", "clamshell"),
    ("did my clam shells", "clamshell"),
    ("the clamshels make my hip burn", "clamshell"),
    ("20 clamshell's each side", "clamshell"),
    ("clam-shells", "clamshell"),
    ("do clamps work", "clamshell"),
    ("clam sells", "clamshell"),
    ("hydrents", "hydrant"),
    ("fire hydrants", "hydrant"),
    ("and hydrants?", "hydrant"),
    ("fire hydrates twice a week", "hydrant"),
    ("FIRE HYDRANT", "hydrant"),
    ("one legged squats", "single_leg_squat"),
    ("single leg squats wobble", "single_leg_squat"),
    ("single-leg squat", "single_leg_squat"),
    ("SLS", "single_leg_squat"),
    ("1 leg squat", "single_leg_squat"),
    ("squatting on one leg", "single_leg_squat"),
    ("pistol squats", "single_leg_squat"),
    ("one leged sqats", "single_leg_squat"),
    ("side lying leg raises", "side_lying_abduction"),
    ("side-lying hip abduction", "side_lying_abduction"),
    ("side leg lifts", "side_lying_abduction"),
    ("leg raises on my side", "side_lying_abduction"),
    ("hip abductions", "side_lying_abduction"),
    ("glute bridges", "bridge"),
    ("bridges hurt my back", "bridge"),
    ("brigdes", "bridge"),
    ("single leg bridge", "bridge"),
    ("hip thrusts", "bridge"),
    ("side plank", "side_plank"),
    ("sideplanks", "side_plank"),
    ("plank on my side", "side_plank"),
    ("band walks", "band_walk"),
    ("monster walks", "band_walk"),
    ("crab walk with the band", "band_walk"),
    ("lateral band walks", "band_walk"),
    ("walking sideways with a band", "band_walk"),
    ("wall sits", "wall_sit"),
    ("wallsit", "wall_sit"),
    ("wall squats", "wall_sit"),
    ("sit against the wall", "wall_sit"),
    ("step downs", "step_down"),
    ("step-downs", "step_down"),
    ("stepdowns", "step_down"),
    ("step ups", "step_up"),
    ("stepups", "step_up"),
    ("straight leg raises", "straight_leg_raise"),
    ("SLR", "straight_leg_raise"),
    ("straight leg rasies", "straight_leg_raise"),
    ("sit to stands", "sit_to_stand"),
    ("sit-to-stand", "sit_to_stand"),
    ("chair squats", "sit_to_stand"),
    ("squat to a chair", "sit_to_stand"),
]

ACTIVITIES = [
    ("stiars are killing me", "stairs"),
    ("going up the stairs", "stairs"),
    ("coming down steps", "stairs"),
    ("pain on the staircase", "stairs"),
    ("downstairs is worst", "stairs"),
    ("up the stares", "stairs"),
    ("squats", "squats"),
    ("when I sqaut", "squats"),
    ("crouching in the garden centre", "squats"),
    ("lunges", "squats"),
    ("sitting too long", "sitting"),
    ("i sat all day", "sitting"),
    ("at my desk", "sitting"),
    ("at the cinema", "sitting"),
    ("getting up from a chair", "standing_up"),
    ("getting up out of my chair", "standing_up"),
    ("when I stand up", "standing_up"),
    ("rising from the sofa", "standing_up"),
    ("get out of the car", "standing_up"),
    ("runing", "running"),
    ("I went for a jog", "running"),
    ("my 10k", "running"),
    ("half marathon", "running"),
    ("ran yesterday", "running"),
    ("run a mile", "running"),
    ("excersise bike", "cycling"),
    ("on my bike", "cycling"),
    ("cycling to work", "cycling"),
    ("spin class", "cycling"),
    ("the peloton", "cycling"),
    ("kneeling on the floor", "kneeling"),
    ("kneelling", "kneeling"),
    ("gardening", "kneeling"),
    ("jumping", "jumping"),
    ("skipping rope", "jumping"),
    ("hiking downhill", "hiking"),
    ("hill walking", "hiking"),
    ("walking the dog", "walking"),
    ("can I walk", "walking"),
    ("deadlifts", "lifting"),
    ("lifting weights", "lifting"),
    ("leg press", "lifting"),
    ("driving", "driving"),
    ("long car journeys", "driving"),
    ("swiming", "swimming"),
    ("breaststroke", "swimming"),
    ("footbal", "sport"),
    ("playing tennis", "sport"),
    ("netball", "sport"),
    ("skiing next month", "sport"),
    ("ballet", "sport"),
    ("five a side", "sport"),
    ("soccer practice", "sport"),
    ("should I still play sat", "sport"),
    ("what if I only do one match", "sport"),
]

CONDITIONS = [
    ("torn meniscus", "meniscus"),
    ("menicus", "meniscus"),
    ("is it my miniscus", "meniscus"),
    ("ACL tear", "ligament"),
    ("my ligaments", "ligament"),
    ("cruciate", "ligament"),
    ("IT band", "it_band"),
    ("itb", "it_band"),
    ("iliotibial band syndrome", "it_band"),
    ("jumper's knee", "patellar_tendon"),
    ("jumpers knee", "patellar_tendon"),
    ("patellar tendonitis", "patellar_tendon"),
    ("patella tendinopathy", "patellar_tendon"),
    ("osgood schlatters", "osgood_schlatter"),
    ("Osgood-Schlatter", "osgood_schlatter"),
    ("osgood slaughter", "osgood_schlatter"),
    ("sinding larsen johansson", "sinding_larsen"),
    ("bursitus", "bursitis"),
    ("housemaid's knee", "bursitis"),
    ("I dislocated my kneecap", "dislocation"),
    ("kneecap popped out", "dislocation"),
    ("plica syndrome", "plica"),
    ("baker's cyst", "bakers_cyst"),
    ("bakers cyst", "bakers_cyst"),
    ("hoffa's fat pad", "fat_pad"),
    ("fat pad impingement", "fat_pad"),
    ("patella alta", "patella_alta"),
    ("fractured patella", "fracture"),
    ("broke my kneecap", "fracture"),
    ("quad tendonitis", "quad_tendon"),
    ("could it be gout", "gout"),
    ("athritis", "arthritis"),
    ("osteoarthritis", "arthritis"),
    ("condromalacia", "chondromalacia"),
    ("chondromalacia patella", "chondromalacia"),
]

GROUPS = [
    ("I'm pregnant", "pregnancy"),
    ("pregnent 20 weeks", "pregnancy"),
    ("third trimester", "pregnancy"),
    ("28 weeks pregnant", "pregnancy"),
    ("I'm 16 weeks pregnant", "pregnancy"),
    ("I'm expecting a baby", "pregnancy"),
    ("my 14 year old", "teenager"),
    ("my daughter plays netball", "teenager"),
    ("im 15", "teenager"),
    ("13yo with knee pain", "teenager"),
    ("for a teenager", "teenager"),
    ("my sixteen-year-old", "teenager"),
    ("kids", "teenager"),
    ("I'm 67", "older"),
    ("I am seventy-one", "older"),
    ("70 years old", "older"),
    ("at my age", "older"),
    ("in my sixties", "older"),
    ("aged 80", "older"),
    ("elderly", "older"),
    ("had surgery last year", "after_surgery"),
    ("after my operation", "after_surgery"),
    ("knee replacement", "after_surgery"),
    ("post-op", "after_surgery"),
    ("since my arthroscopy", "after_surgery"),
    ("hypermobile", "hypermobility"),
    ("EDS", "hypermobility"),
    ("double jointed", "hypermobility"),
    ("ehlers danlos", "hypermobility"),
]

NO_ACTIVITY = [
    "danke",
    "should I play it safe",
    "my knee plays up",
    "not an exact match",
    "the site is down",
    "this app drives me mad",
    "it is driving me up the wall",
    "we ran out of time",
    "in the long run",
    "it runs in my family",
    "pain sits behind the kneecap",
    "I take the lift",
    "walk me through it",
    "runner's knee",
    "can you run the test again",
    "there is a walk in clinic",
    "my menstrual cycle",
    "I need a lift to the doctor",
    "a box of ice",
    "jump to the next question",
    "butternut squash",
    "the bridge of my nose",
    "hard drive",
    "motor bike",
]

NO_CONDITION = [
    "runner's knee",
    "achilles tendonitis",
    "my knee hurts",
    "arthritis in my hands",
    "a gap year",
    "does it band together",
    "hip bursitis",
    "ankle fracture",
]

NO_GROUP = [
    "I'm 45",
    "should I have surgery",
    "three year old shoes",
    "a 15 year old injury",
    "I expect it will get better",
    "I'm 20 minutes late",
    "older shoes",
    "no kidding",
]


@pytest.mark.parametrize(("text", "value"), EXERCISES)
def test_finds_exercise(values, text: str, value: str) -> None:
    assert values(text, "exercise") == [value]


@pytest.mark.parametrize(("text", "value"), ACTIVITIES)
def test_finds_activity(values, text: str, value: str) -> None:
    assert values(text, "activity") == [value]


@pytest.mark.parametrize(("text", "value"), CONDITIONS)
def test_finds_condition(values, text: str, value: str) -> None:
    assert values(text, "condition") == [value]


@pytest.mark.parametrize(("text", "value"), GROUPS)
def test_finds_group(values, text: str, value: str) -> None:
    assert values(text, "group") == [value]


@pytest.mark.parametrize("text", NO_ACTIVITY)
def test_other_words_are_no_activity(values, text: str) -> None:
    assert values(text, "activity") == []


@pytest.mark.parametrize("text", NO_CONDITION)
def test_other_words_are_no_condition(values, text: str) -> None:
    assert values(text, "condition") == []


@pytest.mark.parametrize("text", NO_GROUP)
def test_other_words_are_no_group(values, text: str) -> None:
    assert values(text, "group") == []


def test_the_longest_name_counts(find) -> None:
    found = {(one.entity, one.value) for one in find("single leg squats and squats")}
    assert found == {("exercise", "single_leg_squat"), ("activity", "squats")}
    assert [one.entity for one in find("wall squats")] == ["exercise"]


def test_a_name_is_pointed_at_in_the_message(find) -> None:
    text = "Why do the  clam-shels hurt?"
    (name,) = find(text)
    assert text[name.start : name.end] == "clam-shels"
