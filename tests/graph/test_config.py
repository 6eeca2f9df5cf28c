"""config.yaml: what is right is taken, what is wrong is named in one line."""

from pathlib import Path

import pytest
from shared_settings import own, shared

from phases.graph import config, config_file
from phases.graph.config import Config
from phases.graph.errors import ConfigError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def load(tmp_path):
    """Read a text as config.yaml, with variables."""

    def load(text="", **variables):
        file = tmp_path / "config.yaml"
        file.write_text(text, encoding="utf-8")
        variables = {name.replace("__", "."): value for name, value in variables.items()}
        return config.load({"config": str(file), **variables}, config.pipelines())

    return load


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "audiobook:\n  chunk:\n    max_char: 3",
            "audiobook.chunk.max_char: unknown key, did you mean max_chars?",
        ),
        ("audiobook:\n  chunks:\n    max_chars: 3", "audiobook.chunks: unknown key, did you mean chunk?"),
        ("audio_book: {}", "audio_book: unknown key, did you mean audiobook?"),
        ("max_worker: 3", "max_worker: unknown key, did you mean max_workers?"),
        ("max_workers: 0", "max_workers: input should be greater than or equal to 1 (it is 0)"),
        ("cpu_threshold: a lot", "cpu_threshold: input should be a valid number, unable to parse string"),
        (
            "log_level: LOUD",
            "log_level: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR' (it is 'LOUD')",
        ),
        ("phases_to_run: [sing]", "phases_to_run: there is no phase 'sing'"),
        ("phases_to_run: [77]", "phases_to_run: there is no phase 77"),
        (
            "audiobook:\n  synthesize:\n    engine: parrot",
            "audiobook.synthesize.engine: must be one of espeak",
        ),
        ("audiobook: [1, 2]", "audiobook: must hold one section for each phase"),
        ("a: b: c", "not valid YAML"),
        ("max_workers: 1\naudiobook: {}\nmax_workers: 2", ":3: not valid YAML: max_workers stands twice"),
        ("audiobook:\n  chunk: {}\n  chunk: {}", ":3: not valid YAML: chunk stands twice"),
        ("[a]: b", ":1: not valid YAML"),
        ("batch_size: 2026-13-45", ":1: not valid YAML: 2026-13-45 cannot be read"),
        ("nice: !!int abc", ":1: not valid YAML: abc cannot be read"),
        ("confirm: !!bool abc", ":1: not valid YAML: abc cannot be read"),
        ("nice: !!timestamp abc", ":1: not valid YAML: abc cannot be read"),
        ("audiobook: &a {chunk: *a}", "audiobook.chunk.chunk: unknown key"),
        ("phases_to_run: [²]", "phases_to_run: there is no phase '²'"),
        ("- a\n- b", "must be a list of `key: value` lines"),
    ],
)
def test_what_is_wrong_is_named(load, text, message):
    with pytest.raises(ConfigError) as error:
        load(text)
    assert message in str(error.value) and "config.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_command_line_wins_and_is_checked(load):
    settings = load("max_workers: 3", max_workers="7", batch_size="10", patterns="*.epub,*.pdf")
    assert (settings.config.max_workers, settings.config.batch_size) == (7, 10)
    assert settings.config.patterns == ("*.epub", "*.pdf")
    assert load(audiobook__chunk__max_chars="99").phase("audiobook", "chunk").max_chars == 99
    assert load(phases_to_run="2").config.phases_to_run == (2,)
    assert load(phases_to_run="[1,2, chunk]").config.phases_to_run == (1, 2, "chunk")
    assert load(patterns='["*.epub"]').config.patterns == ("*.epub",)
    assert load(patterns="[a-c]*.epub,x.txt").config.patterns == ("[a-c]*.epub", "x.txt")
    assert load(batch_size="null").config.batch_size is None
    with pytest.raises(ConfigError, match="did you mean batch_size"):
        load(batchsize="3")


def test_a_key_of_the_pipeline_is_set_for_every_phase_that_has_it(load):
    settings = load("audiobook: {timeout_s: 5, chunk: {timeout_s: 7}, engine: silent}")
    assert settings.phase("audiobook", "extract").timeout_s == 5
    assert settings.phase("audiobook", "chunk").timeout_s == 7, "the phase's own section wins"
    assert settings.phase("audiobook", "synthesize").engine == "silent"
    assert load(audiobook__engine="silent").phase("audiobook", "synthesize").engine == "silent"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("audiobook: {timeout: 5}", "audiobook.timeout: unknown key, did you mean timeout_s?"),
        ("audiobook: {timeout_s: long}", "audiobook.timeout_s: input should be a valid number"),
        ("audiobook: {chunk: {timeout_s: long}}", "audiobook.chunk.timeout_s: input should be"),
        ("audiobook: {chunk: 3}", "audiobook.chunk: input should be a valid dictionary"),
    ],
)
def test_a_wrong_key_of_the_pipeline_is_named_where_it_stands(load, text, message):
    with pytest.raises(ConfigError) as error:
        load(text)
    assert f"config.yaml: {message}" in str(error.value)


def test_home_is_resolved(load):
    assert load(input_dir="~/books").config.input_dir == Path.home() / "books"


def test_an_empty_file_and_none_are_the_defaults(load, tmp_path, monkeypatch):
    assert load("").config == Config()
    monkeypatch.chdir(tmp_path / "..")
    assert config.load({}, config.pipelines()).config == Config()
    with pytest.raises(ConfigError, match="there is no such file"):
        config.load({"config": "nowhere.yaml"}, config.pipelines())


def test_config_yaml_holds_every_default():
    data = config_file.read(ROOT / "config.yaml", {}, ())
    expected = Config().model_dump(mode="json")
    for pipeline in config.pipelines():
        section = data.pop(pipeline.name)
        assert set(section) == {*shared(pipeline), *(phase.name for phase in pipeline.declared)}
        together = {name: section[name] for name in shared(pipeline)}
        for phase in pipeline.declared:
            fields = phase.settings.model_fields
            given = {name: value for name, value in together.items() if name in fields}
            assert phase.settings.model_validate(section[phase.name] | given) == phase.settings(), (
                phase.name
            )
            assert set(section[phase.name]) == set(own(pipeline, phase)), phase.name
    assert Config.model_validate(data).model_dump(mode="json") == expected
    assert set(data) == set(expected)


def test_doit_exits_3_with_one_line_before_any_task(project):
    project.config("audiobook:\n  chunk:\n    max_char: 3\n")
    said = project.doit(code=3)
    assert said == "ERROR: config.yaml: audiobook.chunk.max_char: unknown key, did you mean max_chars?\n"
    assert not list((project.folder / "build").glob("*/*"))


def test_on_and_off_are_words_where_they_are_keys(load):
    settings = load(
        "subtitles:\n  off: [spaces]\n  correct:\n    on: [alone-i-likely]\n    off: [filler]\n"
    )
    correct = settings.phase("subtitles", "correct")
    assert (correct.off, correct.on) == (("filler",), ("alone-i-likely",))


def test_a_variable_that_is_no_yaml_is_a_word(load):
    assert load("", patterns="2026-13-45").config.patterns == ("2026-13-45",)
    assert load("", patterns="[" * 3000).config.patterns == ("[" * 3000,)


def test_a_home_of_nobody_is_one_line(load):
    with pytest.raises(ConfigError, match=r"^input_dir: nobody has the home folder ~nobody-at-all$"):
        load("input_dir: ~nobody-at-all/books")
