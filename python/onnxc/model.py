"""A compiled model in this process: the descriptor of runtime/onnxc.h by ctypes."""

import ctypes
import statistics
import time
from dataclasses import dataclass

import numpy as np

_STATUS = {
    1: "a pointer that the model needs is null",
    2: "memory is not aligned",
    3: "a tensor has another element type than the model's",
    4: "a tensor has more or fewer dimensions than the model's",
    5: "a dimension is not the model's",
    6: "an output shares memory with another tensor",
    7: "a size that the run settles, or text that it makes, does not fit; --dim, --shape or "
    "--max-text makes room for more",
    8: "a string that is to be a number is none",
}

# ONNX's numbers of element types. What numpy lacks is passed as bits.
_TYPES = {
    1: ("float32", np.float32),
    2: ("uint8", np.uint8),
    3: ("int8", np.int8),
    4: ("uint16", np.uint16),
    5: ("int16", np.int16),
    6: ("int32", np.int32),
    7: ("int64", np.int64),
    8: ("string", np.object_),
    9: ("bool", np.bool_),
    10: ("float16", np.float16),
    11: ("float64", np.float64),
    12: ("uint32", np.uint32),
    13: ("uint64", np.uint64),
    16: ("bfloat16", np.uint16),
    17: ("float8e4m3fn", np.uint8),
    18: ("float8e4m3fnuz", np.uint8),
    19: ("float8e5m2", np.uint8),
    20: ("float8e5m2fnuz", np.uint8),
    21: ("uint4", np.uint8),
    22: ("int4", np.int8),
    23: ("float4e2m1", np.uint8),
    24: ("float8e8m0", np.uint8),
    25: ("uint2", np.uint8),
    26: ("int2", np.int8),
}


class RunError(Exception):
    """A run that the model refused, or an argument that it would refuse."""


class _TensorInfo(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("element_type", ctypes.c_int32),
        ("rank", ctypes.c_int32),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("max_shape", ctypes.POINTER(ctypes.c_int64)),
        ("max_bytes", ctypes.c_uint64),
        ("scale", ctypes.c_float),
        ("zero_point", ctypes.c_int32),
    ]


class _String(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]


class _Tensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("rank", ctypes.c_int32),
        ("element_type", ctypes.c_int32),
    ]


_Run = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(_Tensor), ctypes.POINTER(_Tensor), ctypes.c_void_p
)


class _Descriptor(ctypes.Structure):
    _fields_ = [
        ("abi_version", ctypes.c_uint32),
        ("has_static_arena", ctypes.c_uint32),
        ("name", ctypes.c_char_p),
        ("input_count", ctypes.c_uint32),
        ("output_count", ctypes.c_uint32),
        ("inputs", ctypes.POINTER(_TensorInfo)),
        ("outputs", ctypes.POINTER(_TensorInfo)),
        ("arena_size", ctypes.c_uint64),
        ("arena_align", ctypes.c_uint64),
        ("weights_size", ctypes.c_uint64),
        ("run", _Run),
    ]


@dataclass(frozen=True)
class Tensor:
    """An input or output as the model declares it; -1 for a dimension that a run settles."""

    name: str
    type: str
    dtype: np.dtype
    shape: tuple
    max_shape: tuple
    scale: float
    zero_point: int


@dataclass(frozen=True)
class Benchmark:
    """Times of runs in microseconds."""

    median_us: float
    min_us: float
    runs: int


def _describe(info):
    name, dtype = _TYPES[info.element_type]
    return Tensor(
        info.name.decode(),
        name,
        np.dtype(dtype),
        tuple(info.shape[: info.rank]),
        tuple(info.max_shape[: info.rank]),
        info.scale,
        info.zero_point,
    )


def _allocate(size, align):
    memory = np.empty(size + align, np.uint8)
    begin = -memory.ctypes.data % align
    return memory[begin : begin + size]


class Model:
    """A model of a shared library that onnxc has written."""

    def __init__(self, path, name, report=None):
        self._library = ctypes.CDLL(str(path))
        self._descriptor = _Descriptor.in_dll(self._library, f"{name}_model")
        if self._descriptor.abi_version != 1:
            raise RunError(f"{path} has version {self._descriptor.abi_version} of the interface")
        self.name = name
        #: What --report=file.json writes, if the model was compiled here.
        self.report = report
        infos = self._descriptor
        self.inputs = [_describe(info) for info in infos.inputs[: infos.input_count]]
        self.outputs = [_describe(info) for info in infos.outputs[: infos.output_count]]
        self._types = [info.element_type for info in infos.inputs[: infos.input_count]]
        self._types += [info.element_type for info in infos.outputs[: infos.output_count]]

    @property
    def arena_size(self):
        return self._descriptor.arena_size

    @property
    def weights_size(self):
        return self._descriptor.weights_size

    def run(self, inputs):
        """The outputs by name, for a dictionary of arrays. Runs may go on at the same time."""
        call = _Call(self, inputs)
        call.run()
        return call.results()

    def bench(self, inputs=None, seconds=1.0):
        """Times runs, as Python calls them; inputs are zeros unless they are given."""
        if inputs is None:
            inputs = {tensor.name: np.zeros(tensor.max_shape, tensor.dtype) for tensor in self.inputs}
        call = _Call(self, inputs)
        call.run()
        times = []
        end = time.perf_counter() + seconds
        while not times or time.perf_counter() < end:
            begin = time.perf_counter_ns()
            call.run()
            times.append((time.perf_counter_ns() - begin) / 1e3)
        return Benchmark(statistics.median(times), min(times), len(times))

    def __repr__(self):
        def list_tensors(tensors):
            return ", ".join(f"{t.name}: {t.type}{list(t.shape)}" for t in tensors)

        return f"<onnxc model {self.name}({list_tensors(self.inputs)}) -> {list_tensors(self.outputs)}>"


class _Call:
    """The arguments of a run."""

    def __init__(self, model, inputs):
        self._model = model
        descriptor = model._descriptor
        arrays = self._take(model.inputs, inputs)
        self._outputs = [np.empty(tensor.max_shape, tensor.dtype) for tensor in model.outputs]
        self._arena = _allocate(descriptor.arena_size, descriptor.arena_align)
        count = len(arrays)
        #: What the tensors of strings point to.
        self._texts = []
        self._inputs, self._shapes = self._pass(arrays, model._types[:count])
        self._arrays = arrays
        self._results, self._result_shapes = self._pass(self._outputs, model._types[count:])

    @staticmethod
    def _take(tensors, inputs):
        unknown = set(inputs) - {tensor.name for tensor in tensors}
        if unknown:
            names = ", ".join(tensor.name for tensor in tensors)
            raise RunError(f"there is no input '{sorted(unknown)[0]}'; the model has: {names}")
        arrays = []
        for tensor in tensors:
            if tensor.name not in inputs:
                raise RunError(f"input '{tensor.name}' is missing")
            array = np.asarray(inputs[tensor.name])
            if tensor.type == "string" and array.dtype.kind in "OUST":
                array = array.astype(object)
            if array.dtype != tensor.dtype:
                raise RunError(f"input '{tensor.name}' is {tensor.dtype}, not {array.dtype}")
            if array.shape != tensor.shape:
                raise RunError(
                    f"input '{tensor.name}' has shape {tensor.shape}, not {array.shape}"
                )
            arrays.append(np.require(array, requirements=["C", "A"]))
        return arrays

    def _pass(self, arrays, types):
        """The tensors of C, and the shapes that they point to."""
        shapes = [(ctypes.c_int64 * max(array.ndim, 1))(*array.shape) for array in arrays]
        tensors = (_Tensor * max(len(arrays), 1))()
        for tensor, array, shape, element_type in zip(tensors, arrays, shapes, types):
            tensor.data = self._view(array) if array.dtype == object else array.ctypes.data
            tensor.shape = shape
            tensor.rank = array.ndim
            tensor.element_type = element_type
        return tensors, shapes

    def _view(self, array):
        """The address of views of an array's strings, in UTF-8."""
        views = (_String * max(array.size, 1))()
        for view, text in zip(views, array.flat):
            data = text if isinstance(text, bytes) else str("" if text is None else text).encode()
            memory = ctypes.create_string_buffer(data, len(data) or 1)
            view.data, view.size = ctypes.addressof(memory), len(data)
            self._texts.append(memory)
        self._texts.append(views)
        return ctypes.addressof(views)

    @staticmethod
    def _read(tensor, array):
        """Fills an array with the strings that a run has left."""
        views = (_String * array.size).from_address(tensor.data)
        for i, view in enumerate(views):
            array.flat[i] = ctypes.string_at(view.data, view.size).decode(errors="replace")

    def run(self):
        status = self._model._descriptor.run(self._inputs, self._results, self._arena.ctypes.data)
        if status != 0:
            raise RunError(_STATUS.get(status, f"status {status}"))

    def results(self):
        """Outputs in the sizes of the run."""
        for tensor, array in zip(self._results, self._outputs):
            if array.dtype == object:
                self._read(tensor, array)
        return {
            tensor.name: array[tuple(slice(size) for size in shape[: array.ndim])]
            for tensor, array, shape in zip(
                self._model.outputs, self._outputs, self._result_shapes
            )
        }
