from hipwise.understanding.triage.patterns import DEFAULT_WINDOW, Company, Rule, parse_rule


def test_a_rule_is_read() -> None:
    rule = parse_rule("lump", "ask: A & B|C ~6 ; D|E & F ; !G|H")
    assert rule == Rule(
        sign="lump",
        main=Company((("A",), ("B", "C")), 6),
        needed=(Company((("D", "E"), ("F",)), DEFAULT_WINDOW),),
        forbidden=("G", "H"),
        sure=False,
    )
    assert rule.telling == {"A", "B", "C", "D", "E", "F"}
