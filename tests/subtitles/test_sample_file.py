"""The bundled lecture holds the kinds of mistakes that the pipeline mends, and is written without them."""

from conftest import ROOT

from phases.subtitles import cues, parse, write

SAMPLE = ROOT / "phases" / "subtitles" / "sample"


def test_its_defects_are_mended(tmp_path):
    [source] = SAMPLE.glob("*.srt")
    kept, target = tmp_path / "cues.json", tmp_path / source.name
    metrics = parse.run(source, kept, parse.Settings())
    assert metrics["title"] == source.name and metrics["cues"] == 11
    defects = [(one.line, one.code) for one in cues.read(kept).defects]
    assert defects == [(15, "no-number"), (19, "short-ms"), (24, "separator"), (24, "separator")]
    assert write.run(source, kept, target, write.Settings()) == {"cues": 11, "changed": 3}
    assert parse.run(target, kept, parse.Settings())["defects"] == 0


def test_it_is_small_and_has_a_lexicon():
    assert sum(file.stat().st_size for file in SAMPLE.iterdir()) < 5000
    assert (SAMPLE / "lexicon.yaml").is_file()
