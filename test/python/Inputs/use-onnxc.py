"""Asserts what the package onnxc does with the digits model, small models in folder argv[2] and a
folder argv[3] to write to."""
import os
import sys

import numpy as np

import onnxc

digits, models, work = sys.argv[1:]
os.makedirs(work, exist_ok=True)
relu = os.path.join(models, "relu.pbtxt")


def message_of(error, function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except error as raised:
        return str(raised)
    raise AssertionError(f"no {error.__name__}")


model = onnxc.compile(digits)
picture = model.inputs[0]
assert (picture.name, picture.type, picture.dtype) == ("image", "float32", np.float32), picture
assert model.arena_size == model.report["arena"]["bytes"] > 0
assert model.weights_size == model.report["weights_bytes"] > 0
image = np.random.default_rng(1).random(picture.shape, np.float32)
first = model.run({"image": image})
(name,) = first
assert name == model.outputs[0].name and first[name].shape == model.outputs[0].shape
assert abs(first[name].sum() - 1) < 1e-5
# An array with other strides holds the same numbers.
turned = np.asfortranarray(image)
assert np.array_equal(model.run({"image": turned})[name], first[name])
times = model.bench({"image": image}, seconds=0.01)
assert 0 < times.min_us <= times.median_us and times.runs > 0

assert message_of(onnxc.RunError, model.run, {}) == "input 'image' is missing"
assert "there is no input 'x'" in message_of(onnxc.RunError, model.run, {"x": image})
assert "not float64" in message_of(onnxc.RunError, model.run, {"image": image.astype(float)})
assert "has shape" in message_of(onnxc.RunError, model.run, {"image": image[..., 1:]})

# Exact results, with a dimension that is given, and two models at a time.
small = onnxc.compile(relu, dims={"n": 2})
x = np.array([[1, -2, 3], [-4, 5, -6]], np.float32)
(y,) = small.run({"x": x}).values()
assert np.array_equal(y, np.maximum(x, 0)), y
assert np.array_equal(model.run({"image": image})[name], first[name])

text = message_of(onnxc.Error, onnxc.check, relu)
assert text.startswith("relu.pbtxt: ") and "--dim n=<size>" in text, text
onnxc.check(relu, dims={"n": 2}, target="cortex-m4")
assert "unknown target" in message_of(onnxc.Error, onnxc.compile, relu, target="z81")

path = os.path.join(work, "relu.o")
report = onnxc.build(relu, path, target="aarch64", dims={"n": 2})
assert report["target"]["cpu"] == "generic" and os.path.exists(path)

data = os.path.join(work, "data")
os.makedirs(data, exist_ok=True)
np.save(os.path.join(data, "x.npy"), x)
with open(os.path.join(data, "index.json"), "w") as file:
    file.write('{"inputs": [["x", "x.npy"]], "outputs": [["y", "y.npy"]]}')
np.save(os.path.join(data, "y.npy"), y)
assert onnxc.verify(relu, data)[-1] == "ok"
np.save(os.path.join(data, "y.npy"), y + 1)
assert "mismatch: " in message_of(onnxc.Mismatch, onnxc.verify, relu, data)

# Strings, of any kind of array.
join = os.path.join(work, "join.pbtxt")
with open(join, "w") as file:
    file.write(
        """
        opset_import { version: 20 }
        graph {
          node { op_type: "StringConcat" input: "x" input: "bang" output: "z" }
          initializer { name: "bang" data_type: 8 string_data: "!" }
          input { name: "x" type { tensor_type { elem_type: 8 shape { dim { dim_value: 2 } } } } }
          output { name: "z" type { tensor_type { elem_type: 8 shape { dim { dim_value: 2 } } } } }
        }
        """
    )
join = onnxc.compile(join)
assert join.inputs[0].type == "string"
for texts in (["ä", ""], np.array(["ä", ""], object), np.array(["ä".encode(), b""])):
    assert list(join.run({"x": np.asarray(texts)})["z"]) == ["ä!", "!"], texts
assert "max-text" in message_of(onnxc.RunError, join.run, {"x": ["a" * 100000, ""]})
