"""What docker-compose.yml, the Dockerfile and .env.example say, without running any of it."""

import re
import subprocess

import pytest
import yaml
from django.conf import settings

from config.services.places import Place
from config.services.servers import COLLATION, Postgres, Valkey
from tests.config.compose import (
    OURS,
    ROOT,
    SERVICES,
    Missing,
    asked_for,
    example,
    filled,
    image_command,
    image_env,
    instructions,
    last_stage,
    let_in,
)

EXAMPLE = (ROOT / ".env.example").read_text()
NAMED = re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)


def given_by(name):
    return filled(SERVICES[name], example())["environment"]


def test_every_variable_stands_in_the_example_once_and_none_that_nobody_reads():
    read = set(re.findall(r"\b(?:env|flag)\([\"']([A-Z_]+)", (ROOT / "config" / "settings.py").read_text()))
    assert {"SECRET_KEY", "DATABASE_URL", "BEHIND_PROXY", "PRODUCTION"} <= read
    assert sorted(NAMED) == sorted(read | asked_for() | {"MARKS_IN"})


def test_what_the_example_leaves_to_compose_says_what_compose_would_take():
    may = EXAMPLE.partition("may be given")[2].partition("set by docker-compose.yml")[0]
    text = (ROOT / "docker-compose.yml").read_text()
    assert dict(re.findall(r"^#([A-Z_]+)=(.*)$", may, re.MULTILINE)) == dict(re.findall(r"\$\{(\w+):-([^}]*)\}", text))


def test_what_has_no_default_is_asked_for_in_words():
    must = example().keys()
    assert must == set(re.findall(r"\$\{(\w+):\?[^}]+\}", (ROOT / "docker-compose.yml").read_text()))
    for name in must:
        with pytest.raises(Missing, match=rf"^{name}: \w+ "):
            filled(SERVICES, {**example(), name: ""})


def test_each_process_has_a_log_in_of_its_own_and_no_other_secret_of_the_database():
    as_whom = {name: given_by(name).get("DATABASE_ROLE") for name in OURS}
    assert as_whom == {
        "roles": None, "migrate": "app_owner", "web": "app_web", "worker": "app_worker", "beat": "app_worker"
    }  # fmt: skip
    for name, role in list(as_whom.items())[1:]:
        secrets = {value for key, value in given_by(name).items() if key.endswith("_PASSWORD") and value}
        assert secrets == {example()[f"{role.upper()}_PASSWORD"]}
    assert not [name for name in OURS if {"DEBUG", "DEMO", "PRODUCTION"} & set(given_by(name))]


def test_any_number_of_each_may_run():
    for service in SERVICES.values():
        assert "container_name" not in service
    low, high = re.fullmatch(r"127\.0\.0\.1:(\d+)-(\d+):8000", filled(SERVICES["web"]["ports"][0], example())).groups()
    assert int(high) - int(low) >= 2  # one for each of web=3
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert [name for name, service in SERVICES.items() if "volumes" in service] == ["postgres", "redis"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 2


def test_who_waits_for_whom():
    done, healthy = {"condition": "service_completed_successfully"}, {"condition": "service_healthy"}
    assert SERVICES["roles"]["depends_on"] == {"postgres": healthy}
    assert SERVICES["migrate"]["depends_on"] == {"roles": done}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {"migrate": done, "redis": healthy}


def test_what_ends_by_itself_stays_ended_and_all_else_has_a_health_check():
    assert {name: service["restart"] for name, service in SERVICES.items()} == {
        **dict.fromkeys(("postgres", "redis", "web", "worker", "beat"), "unless-stopped"), "roles": "no", "migrate": "no"
    }  # fmt: skip
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"roles", "migrate"}


def test_one_service_builds_the_image_that_all_of_ours_share():
    assert {SERVICES[name]["image"] for name in OURS} == {"perspective-lab:${RELEASE:-latest}"}
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["roles"]


def test_ours_can_write_nowhere_but_in_memory_and_become_nobody():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_database_and_broker_are_out_of_reach_from_outside():
    networks = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["networks"]
    assert networks["data"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["data"]
        assert "ports" not in SERVICES[name]


def version(program):
    return re.search(
        r"(?:v=|\) )(\d+)\.", subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    )[1]


def test_the_servers_are_of_the_version_that_tests_run_on_and_sort_alike(tmp_path):
    place = Place(tmp_path, tmp_path)
    assert SERVICES["postgres"]["image"] == f"postgres:{version(Postgres(place, ephemeral=True).bin / 'postgres')}"
    assert SERVICES["redis"]["image"] == f"valkey/valkey:{version(Valkey(place, ephemeral=True).binary)}"
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == COLLATION
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]  # from 18 on the image keeps it there


def test_the_broker_writes_down_what_it_is_told_as_a_clone_does(tmp_path):
    told = Valkey(Place(tmp_path, tmp_path), ephemeral=False).command()
    program, *options = SERVICES["redis"]["command"]
    assert (program, options) == ("valkey-server", told[-len(options) :])


def test_the_image_is_installed_from_the_hashed_lock():
    install = next(rest for word, rest in instructions() if "pip install" in rest)
    assert {"--require-hashes", "--no-deps", "-r"} <= set(install.split())
    assert "python:3.11-slim" in {rest.split()[0] for word, rest in instructions() if word == "FROM"}


def test_the_image_runs_as_nobody_in_particular_and_in_production():
    words = [word for word, _ in last_stage()]
    user = dict(last_stage())["USER"]
    assert user.split(":")[0].isdecimal()
    assert user.split(":")[0] != "0"
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in ("RUN", "COPY"))
    assert image_env()["PRODUCTION"] == "1"
    assert image_command()[:2] == ["gunicorn", "config.wsgi:application"]


def test_no_secret_is_in_a_layer():
    assert not {"ARG", "ADD"} & {word for word, _ in instructions()}
    assert not [name for name in image_env() if re.search("KEY|PASSWORD|SECRET|TOKEN", name)]


def test_the_image_holds_the_product_and_nothing_beside_it():
    names, kept_out = let_in()
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert set(names) == apps | {"requirements.txt", "manage.py", "templates", "static"}
    assert {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()} <= set(names)
    assert kept_out == ["__pycache__", "*.pyc"]


def test_git_does_not_take_the_secrets_along():
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
