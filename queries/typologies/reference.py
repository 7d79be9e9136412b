"""The kernels' parameters and features as text for the documentation."""

from __future__ import annotations

from queries.typologies.kernel_specs import KERNELS
from queries.typologies.typology import FeatureSpec, Kind, ParameterSpec, shown_parameter

_WRITTEN = {
    Kind.DURATION: "hours, days or weeks",
    Kind.SHARE: "percent",
    Kind.TIMES: "times",
    Kind.FLAG: "true or false",
    Kind.AMOUNTS: "list of amounts with currency",
}


def kernels_markdown() -> str:
    """One section for each kernel: what it finds, takes and measures."""
    parts: list[str] = []
    for kernel in KERNELS.values():
        parts.append(f"### {kernel.name}\n\n{kernel.finds} A finding is about {kernel.subject}.\n")
        parts.append("| parameter | written in | default | meaning |\n| --- | --- | --- | --- |")
        parts.extend(
            f"| `{name}` | {_written(spec)} | {_default(spec)} | {spec.meaning} |"
            for name, spec in kernel.parameters.items()
        )
        parts.append("\n| feature | written in | meaning |\n| --- | --- | --- |")
        parts.extend(
            f"| `{name}` | {_written(spec)} | {spec.meaning} |"
            for name, spec in kernel.features.items()
        )
        if kernel.others:
            parts.append("\n| account | to name in `summary` and `says` |\n| --- | --- |")
            parts.extend(f"| `{name}` | {meaning} |" for name, meaning in kernel.others.items())
        parts.append("")
    return "\n".join(parts)


def _written(spec: ParameterSpec | FeatureSpec) -> str:
    return _WRITTEN.get(spec.kind, spec.unit)


def _default(spec: ParameterSpec) -> str:
    return "none: set it" if spec.default is None else shown_parameter(spec.default, spec)
