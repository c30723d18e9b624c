# %% [markdown]
# The digits model as a Python function, beside ONNX Runtime where that is installed.
# Run it as a script, or cell by cell in an editor that knows `# %%`:
#
#     ONNXC=path/to/onnxc PYTHONPATH=python python3 examples/python/digits.py

# %%
from pathlib import Path

import numpy as np

import onnxc

folder = Path(__file__).resolve().parent.parent / "digits"
path = folder / "digits.onnx"

# %% Whether it compiles at all; what stops a model is an exception.
onnxc.check(path)
model = onnxc.compile(path)
print(model)
print(f"weights: {model.weights_size} bytes, arena: {model.arena_size} bytes")


# %% The pictures, as the model was trained on them: from 0 to 1.
def read_picture(file):
    """A .pgm file with numbers as text."""
    words = file.read_text().split()
    assert words[:3] == ["P2", "8", "8"], file
    return np.array(words[4:], np.float32).reshape(1, 1, 8, 8) / np.float32(words[3])


pictures = [(file, read_picture(file)) for file in sorted((folder / "pictures").glob("*.pgm"))]
answers = [model.run({"image": picture})["probabilities"].argmax() for _, picture in pictures]
right = sum(file.name.startswith(f"{answer}-") for (file, _), answer in zip(pictures, answers))
print(f"{right} of {len(pictures)} right")

# %% How long it takes, and how ONNX Runtime does.
time = model.bench({"image": pictures[0][1]}, seconds=0.2)
print(f"onnxc: {time.median_us:.1f} us, called from Python")
try:
    import onnxruntime
except ImportError:
    print("onnxruntime is not installed: no comparison")
else:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = max(
        np.abs(session.run(None, {"image": picture})[0] - model.run({"image": picture})["probabilities"]).max()
        for _, picture in pictures
    )
    print(f"largest difference from ONNX Runtime: {worst:.1e}")
    assert worst < 1e-5

# %% What it would take on a microcontroller.
report = onnxc.build(path, "digits.o", target="cortex-m4", options=["-O2", "-q"])
print(f"on a Cortex-M4: {report['code_bytes']} bytes of code, {report['arena']['bytes']} bytes of arena")
