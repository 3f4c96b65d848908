"""What stands in deploy/ is valid by the schemas of Compose and Kubernetes, and means what the code means."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from jsonschema.exceptions import ValidationError

from actions.serving.server import create_app
from actions.settings import Settings as ActionSettings
from bot.serving.bootstrap import build_app
from bot.serving.settings.settings import Settings
from tests.fakes.whole.deployment import COMPOSE, DEPLOY, ROOT, secrets_in

MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
DOCKERFILES = sorted(DEPLOY.glob("*.Dockerfile"))
KUBERNETES = ("1.30", "1.37")
PARTS = {"gateway": 8000, "rasa": 5005, "actions": 5055}
SECRETS = {
    *(
        "DATABASE_URL",
        "MARKETPLACE_DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "IDENTITY_SECRET",
        "ACTION_CONTEXT_SECRET",
    ),
    *("RASA_TOKEN", "ACTIONS_TOKEN", "METRICS_TOKEN", "TELEGRAM_BOT_TOKEN"),
}
OF_THE_INTERPRETER = {"PATH", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def resources() -> Iterator[dict[str, Any]]:
    for file in MANIFESTS:
        yield from yaml.safe_load_all(file.read_text("utf-8"))


def named(kind: str, name: str) -> dict[str, Any]:
    (found,) = [item for item in resources() if (item["kind"], item["metadata"]["name"]) == (kind, name)]
    return found


def workload(part: str) -> dict[str, Any]:
    return named("Deployment" if part == "gateway" else "StatefulSet", part)


def container(part: str) -> dict[str, Any]:
    (only,) = workload(part)["spec"]["template"]["spec"]["containers"]
    return dict(only)


def services(part: str) -> list[dict[str, Any]]:
    found = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return [service for name, service in found.items() if re.fullmatch(rf"{part}-\d", name)]


def settings_of(part: str) -> set[str]:
    """The names that the part's code reads."""
    if part == "rasa":
        return {*re.findall(r'"([A-Z_]{4,})"', (ROOT / "nlu" / "serve.py").read_text("utf-8"))}
    fields = (Settings if part == "gateway" else ActionSettings).model_fields
    return {*(name.upper() for name in fields), "SECRETS_DIR", "CARAVAN_VAR"}


def compose_is_valid(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_compose_file_is_valid(tmp_path: Path) -> None:
    checked = compose_is_valid(COMPOSE)
    assert checked.returncode == 0, checked.stdout
    broken = tmp_path / "compose.yaml"
    broken.write_text(COMPOSE.read_text("utf-8").replace("mem_limit:", "memory_limit:"))
    assert compose_is_valid(broken).returncode == 1


def test_the_other_compose_files_add_to_the_first_and_one_file_sets_it_up(tmp_path: Path) -> None:
    beside = DEPLOY / "operator.yaml"
    assert compose_is_valid(beside).returncode == 0
    first, added = yaml.safe_load(COMPOSE.read_text("utf-8")), yaml.safe_load(beside.read_text("utf-8"))
    assert added["services"].keys() <= first["services"].keys()
    assert set(added["services"]["actions-1"]["networks"]) <= first["networks"].keys() | added["networks"].keys()
    assert not added["networks"]["operator"].get("internal")
    example = (DEPLOY / "env.example").read_text("utf-8")
    names = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    read = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE.read_text("utf-8") + beside.read_text("utf-8")))
    secrets = {"TELEGRAM_BOT_TOKEN", "EVENTS_SECRET", "OPERATOR_SECRET", "OPERATOR_DATABASE_URL"}
    assert names == {"PUBLIC_URL", "PUBLIC_HOST", "WEBCHAT_ORIGINS", "COMPOSE_PROFILES", "OPERATOR_URL"} | secrets
    assert names - secrets - {"COMPOSE_PROFILES"} <= read
    profiles = {name: service["profiles"] for name, service in first["services"].items() if "profiles" in service}
    assert profiles == {"caddy": ["tls"], "backups": ["backups"]}
    deploy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, deploy, ignore=shutil.ignore_patterns("secrets", ".env"))
    (deploy / ".env").write_text(example.replace("TELEGRAM_BOT_TOKEN=", "TELEGRAM_BOT_TOKEN=1:abc"))
    subprocess.run([deploy / "make-secrets"], check=True, capture_output=True)
    made = deploy / "secrets" / "gateway"
    assert (made / "TELEGRAM_BOT_TOKEN").read_text() == "1:abc"
    assert not (made / "EVENTS_SECRET").exists()


@pytest.mark.parametrize("version", KUBERNETES)
def test_the_manifests_are_valid(version: str) -> None:
    for resource in resources():
        kubernetes_validate.validate(resource, version, strict=True)
    broken = named("Deployment", "gateway")
    broken["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises((ValidationError, kubernetes_validate.ValidationError)):
        kubernetes_validate.validate(broken, version, strict=True)


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_the_dockerfiles_pass_hadolint(file: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run([hadolint, file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_images_are_locked_multi_stage_and_not_root(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(re.findall(r"^FROM \S+:[\w.-]+( AS build)?$", text, re.MULTILINE)) == 2
    assert "uv sync" in text
    assert "--frozen --no-dev" in text
    last = text[text.rindex("FROM") :]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert not SECRETS & set(re.findall(r"[A-Z_]{6,}", text))


@pytest.mark.parametrize("part", PARTS)
def test_every_name_in_an_environment_is_a_setting(part: str) -> None:
    names = {variable["name"] for variable in container(part)["env"]}
    for service in services(part):
        names |= set(service["environment"])
    assert names
    assert names <= settings_of(part)
    assert part != "gateway" or "TRUSTED_PROXIES" in names, "or everybody behind the proxy is one to the limits"
    assert not names & SECRETS, "secrets come from files"


def test_every_name_in_the_images_and_the_secrets_is_a_setting(tmp_path: Path) -> None:
    for file in DOCKERFILES:
        text = file.read_text("utf-8")
        environment = re.findall(r"\b([A-Z_]{3,})=", text[text.rindex("FROM") :])
        known = settings_of("rasa") if file.name.startswith("rasa") else settings_of("gateway") | settings_of("actions")
        assert set(environment) <= known | OF_THE_INTERPRETER
    made = secrets_in(tmp_path / "secrets")
    for part in PARTS:
        files = {file.name for file in (made / part).iterdir()}
        assert files <= settings_of(part) & SECRETS
    assert {file.name for file in (made / "rasa").iterdir()} == {"RASA_TOKEN", "ACTIONS_TOKEN"}
    assert (made.stat().st_mode & 0o777) == 0o700


def paths_of(part: str, folder: Path) -> set[str]:
    if part == "rasa":
        return {"/"}  # Rasa's own, which `bot.conversation.dialogue` asks, too
    if part == "actions":
        app = create_app(ActionSettings(_env_file=None, actions_token="t"))
    else:
        app = build_app(Settings(_env_file=None, demo=False, secret_key="7Kq2mZxb9Lr3nYwcT5vHsJ8dQe4uFgPa", identity_secret="k:mB6tXw1pGk0eRzUa8yCq3NjVh5LdSf2o", telegram_bot_token="1:a",
                                 public_url="https://chat.example.com", database_url=f"sqlite:///{folder / 'x.db'}"))  # fmt: skip
    return {path for route in app.routes for path in _paths(route)}


def _paths(route: Any, prefix: str = "") -> Iterator[str]:
    """Routes of included routers may stand one level deeper, by version of FastAPI."""
    inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
    if path := getattr(route, "path", None):
        yield prefix + path
    for deeper in inner or ():
        yield from _paths(deeper, prefix)


@pytest.mark.parametrize("part", PARTS)
def test_ports_and_probes_are_those_of_the_code(part: str, tmp_path: Path) -> None:
    paths = paths_of(part, tmp_path)
    defaults = {"gateway": Settings.model_fields["port"], "actions": ActionSettings.model_fields["actions_port"]}
    port = defaults[part].default if part in defaults else PARTS[part]
    assert port == PARTS[part]
    one = container(part)
    assert one["ports"] == [{"name": "http", "containerPort": port}]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert one[probe]["httpGet"]["port"] == "http"
        assert one[probe]["httpGet"]["path"] in paths
    assert named("Service", part)["spec"]["ports"] == [{"name": "http", "port": port, "targetPort": "http"}]
    for service in services(part):
        (address,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w*)", service["healthcheck"]["test"][3])
        assert (int(address[0]), address[1] in paths) == (port, True)
    annotations = workload(part)["spec"]["template"]["metadata"].get("annotations", {})
    if part != "rasa":
        assert annotations["prometheus.io/port"] == str(port)
        assert annotations["prometheus.io/path"] in paths


def test_people_reach_what_they_use_and_no_more(tmp_path: Path) -> None:
    (rule,) = named("Ingress", "caravan")["spec"]["rules"]
    prefixes = [entry["path"] for entry in rule["http"]["paths"]]
    served = paths_of("gateway", tmp_path)
    outside = {path for path in served if any(path == p or path.startswith(p + "/") for p in prefixes)}
    assert all(any(path == p or path.startswith(p + "/") for path in served) for p in prefixes)
    assert "/chat/ws" in outside
    assert served - outside == {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize("part", PARTS)
def test_two_of_each_that_leave_one_and_run_as_nobody(part: str) -> None:
    spec = workload(part)["spec"]
    assert spec["replicas"] == len(services(part)) == 2
    budget = named("PodDisruptionBudget", part)["spec"]
    assert budget["minAvailable"] == 1
    assert (
        budget["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"] == spec["selector"]["matchLabels"]
    )
    pod, one = spec["template"]["spec"], container(part)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert one["securityContext"]["readOnlyRootFilesystem"] is True
    assert {"requests", "limits"} <= set(one["resources"])
    assert pod["volumes"][0]["secret"]["secretName"] == f"caravan-{part}"


@pytest.mark.parametrize("part", ["rasa", "actions"])
def test_the_addresses_name_every_instance(part: str) -> None:
    name, port = f"{part.upper()}_URL", PARTS[part]
    (kubernetes,) = [variable["value"] for variable in container("gateway")["env"] if variable["name"] == name]
    assert kubernetes == ",".join(f"http://{part}-{number}.{part}:{port}" for number in (0, 1))
    for service in services("gateway"):
        assert service["environment"][name] == ",".join(f"http://{part}-{number}:{port}" for number in (1, 2))


def test_rasa_is_walled_in() -> None:
    everything = named("NetworkPolicy", "nothing-by-default")["spec"]
    assert everything == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    rasa = named("NetworkPolicy", "rasa")["spec"]
    assert [_components(rule["from"]) for rule in rasa["ingress"]] == [["gateway"]]
    assert [_components(rule["to"]) for rule in rasa["egress"]] == [["actions"]]
    compose = yaml.safe_load(COMPOSE.read_text("utf-8"))
    for service in services("rasa"):
        assert "ports" not in service
        assert all(compose["networks"][network]["internal"] for network in service["networks"])


def _components(peers: list[dict[str, Any]]) -> list[str]:
    return [peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"] for peer in peers]


IMPORTED = {
    "app": "import bot.serving.bootstrap, bot.__main__, actions.serving.server, actions.__main__, actions.marketplace.commands.cli",
    "rasa": "from nlu.lean_rasa.environment import prepare; prepare(); import rasa.core.run, rasa.model_training, nlu.turn.channel, nlu.turn.responses, nlu.understanding.intents.intent_classifier, nlu.understanding.entities.entity_tagger",
}
WHERE_THEY_ARE = {"Pygments", "psutil", "pytz", "redis", "rich"}
"""What libraries take where it is, and do without elsewhere."""
LISTED = """
import importlib.metadata, json, sys
names = {name.partition(".")[0] for name, module in sys.modules.items() if getattr(module, "__file__", None)}
known = importlib.metadata.packages_distributions()
print(json.dumps([known[name] for name in sorted(names & known.keys())]))
"""


@pytest.mark.parametrize("image", IMPORTED)
def test_an_image_holds_what_its_parts_import(image: str) -> None:
    """Each is synced to its part of the lock file alone, tests to all of it."""
    command = [sys.executable, "-c", f"{IMPORTED[image]}\n{LISTED}"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    imported = json.loads(ran.stdout.splitlines()[-1])
    assert len(imported) > 40
    held = locked_for(image)
    lacking = [names for names in imported if not held & {re.sub(r"[-_.]+", "-", name).lower() for name in names}]
    assert [names for names in lacking if not WHERE_THEY_ARE & set(names)] == []


def locked_for(image: str) -> set[str]:
    """The packages of the lock file that the image's `uv sync` installs."""
    text = (DEPLOY / f"{image}.Dockerfile").read_text("utf-8")
    packages: dict[str, list[dict[str, Any]]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]:
        packages.setdefault(package["name"], []).append(package)
    (project,) = packages["caravan"]
    group = re.search(r"--only-group (\w+)", text)
    found: set[tuple[str, str]] = set()
    waiting = list(project["dev-dependencies"][group[1]] if group else project["dependencies"])
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *wanted.get("extra", ())):
            if (wanted["name"], extra) not in found:
                found.add((wanted["name"], extra))
                for package in packages[wanted["name"]]:
                    of_extra = package.get("optional-dependencies", {}).get(extra, ())
                    waiting += of_extra if extra else package.get("dependencies", ())
    return {name for name, _ in found}
