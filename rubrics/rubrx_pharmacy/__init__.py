"""The bundled rubrics, with example answers to grade them on and minimal pairs to probe reward models with."""

from importlib.resources import files

from rubrx.contracts import RubricPack, hookimpl


@hookimpl
def rubrx_rubric_packs() -> list[RubricPack]:
    """The pack `pharmacy`: every YAML file beside this one, every JSONL file in `examples/` and `probes/`."""
    here = files(__name__)
    rubrics = sorted((f for f in here.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    examples = {f.name: f for f in here.joinpath("examples").iterdir() if f.name.endswith(".jsonl")}
    probes = {f.name: f for f in here.joinpath("probes").iterdir() if f.name.endswith(".jsonl")}
    return [RubricPack("pharmacy", "questions a hospital pharmacist is asked", tuple(rubrics), examples, probes)]
