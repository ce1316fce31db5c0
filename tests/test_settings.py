"""Settings from the environment and `.env`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.errors import SettingsError
from hipwise.settings import PROJECT, Settings, load_settings

TOKEN = "123456789:AAHsecretSECRETsecretSECRETsecretSE"
NO_FILE = Path("no such file")


def read(**environment: str) -> Settings:
    return load_settings(environment, NO_FILE)


def test_defaults() -> None:
    settings = read()
    assert settings.telegram_bot_token == "" and settings.port == 5005
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database(Path("var")) == "sqlite:///var/hipwise.db"


def test_reads_every_setting_of_the_example() -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    named = {line.lstrip("# ").partition("=")[0] for line in example.splitlines() if "=" in line}
    assert named == {name.upper() for name in Settings.__fields__}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f'TELEGRAM_BOT_TOKEN="{TOKEN}"\nPORT=8000\nLOG_LEVEL=\n', encoding="utf-8")
    assert load_settings({}, file).telegram_bot_token == TOKEN
    merged = load_settings({"PORT": "9000"}, file)
    assert (merged.port, merged.log_level) == (9000, "INFO")


def test_values_are_tidied() -> None:
    settings = read(
        TELEGRAM_BOT_TOKEN=f" {TOKEN} ",
        TELEGRAM_API_URL="http://127.0.0.1:8081/",
        LOG_LEVEL="debug",
    )
    assert settings.telegram_bot_token == TOKEN
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.log_level == "DEBUG"


def test_a_database_that_is_set_is_used() -> None:
    url = "postgresql://hipwise@localhost/hipwise"
    assert read(DATABASE_URL=url).database(Path("var")) == url


def test_other_programs_settings_are_left_alone() -> None:
    assert read(HOME="/root", RASA_X="1", DATABASE="x") == read()
    # What Kubernetes puts into each container beside a service called hipwise.
    service = {
        "HIPWISE_SERVICE_HOST": "10.0.0.7",
        "HIPWISE_SERVICE_PORT": "5005",
        "HIPWISE_SERVICE_PORT_METRICS": "9100",
        "HIPWISE_PORT": "tcp://10.0.0.7:5005",
        "HIPWISE_PORT_5005_TCP_ADDR": "10.0.0.7",
    }
    assert read(**service) == read()
    with pytest.raises(SettingsError, match="WEBHOOK_PORT"):
        read(WEBHOOK_PORT="8443")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("TELEGRAM_TOKEN", "Did you mean TELEGRAM_BOT_TOKEN?"),
        ("TELEGRAM_API", "Did you mean TELEGRAM_API_URL?"),
        ("WEBHOOK_SECRT", "Did you mean WEBHOOK_SECRET?"),
        ("HIPWISE_XYZ", "Known: TELEGRAM_BOT_TOKEN, "),
    ],
)
def test_an_unknown_setting_is_named(name: str, hint: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(**{name: "x"})
    assert str(error.value).startswith(f"Unknown setting {name}. {hint}")


def test_any_unknown_name_in_the_file_is_a_slip(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRM_BOT_TOKEN=x\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"TELEGRM_BOT_TOKEN.*mean TELEGRAM_BOT_TOKEN"):
        load_settings({}, tmp_path / ".env")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TELEGRAM_BOT_TOKEN", "hello", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "abc:def", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123:", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123:a b", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123:ключ", "BotFather"),
        ("TELEGRAM_API_URL", "api.telegram.org", "http:// or https://"),
        ("DATABASE_URL", "mysql://localhost/x", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "hipwise.db", "sqlite:/// or postgresql://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("WEBHOOK_URL", "bot.example.org", "http:// or https://"),
        ("PORT", "http", "integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
        ("LOG_FORMAT", "xml", "text, json"),
        ("METRICS_PORT", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_explained(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(**{name: value})
    assert str(error.value).startswith(f"Setting {name}: ") and reason in str(error.value)


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(SettingsError, match="Setting WEBHOOK_SECRET: needed with WEBHOOK_URL"):
        read(WEBHOOK_URL="https://bot.example.org")
    assert read(WEBHOOK_URL="https://bot.example.org", WEBHOOK_SECRET="s3cret").webhook_secret


NAMES = [name.upper() for name in Settings.__fields__]


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*NAMES, "TELEGRAM_X", "HIPWISE_X", "PATH"]),
        st.text(max_size=20) | st.sampled_from(["https://x", "redis://", "1:a", "sqlite:///", "1"]),
        max_size=4,
    )
)
def test_any_environment_is_read_or_refused_in_one_line(environment: dict[str, str]) -> None:
    try:
        load_settings(environment, NO_FILE)
    except SettingsError as error:
        assert str(error) and "\n" not in str(error)


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=12, max_size=40))
def test_a_refused_token_is_not_quoted(secret: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(TELEGRAM_BOT_TOKEN=f"x{secret}")
    assert secret not in str(error.value)
