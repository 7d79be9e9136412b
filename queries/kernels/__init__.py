"""Kernels over transfers: compiled, deterministic, exact in money and time.

Importing this package imports numba; import it where it is used.
"""

from queries.kernels.chains import Chains, chains
from queries.kernels.cycles import Cycles, temporal_cycles
from queries.kernels.fans import Fans, fan_in, fan_out
from queries.kernels.gather_scatter import GatherScatters, gather_scatter
from queries.kernels.graph import TransferGraph
from queries.kernels.layers import Layered, bipartite, stacks
from queries.kernels.pass_through import PassThrough, pass_through
from queries.kernels.repeats import Repeats, repeated_payments
from queries.kernels.scatter_gather import ScatterGathers, scatter_gather
from queries.kernels.structuring import Structurings, structuring

__all__ = [
    "Chains",
    "Cycles",
    "Fans",
    "GatherScatters",
    "Layered",
    "PassThrough",
    "Repeats",
    "ScatterGathers",
    "Structurings",
    "TransferGraph",
    "bipartite",
    "chains",
    "fan_in",
    "fan_out",
    "gather_scatter",
    "pass_through",
    "repeated_payments",
    "scatter_gather",
    "stacks",
    "structuring",
    "temporal_cycles",
]
