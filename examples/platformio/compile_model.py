"""Compiles the model that platformio.ini names before the program that uses it: adds an object to what is linked,
and the folder of its header to where headers are looked for."""

import os
import shlex

Import("env")  # noqa: F821, of SCons

model = os.path.join(env.subst("$PROJECT_DIR"), env.GetProjectOption("custom_onnx_model"))
name = os.path.splitext(os.path.basename(model))[0]
build = env.subst("$BUILD_DIR")
object_file, header = (os.path.join(build, name + suffix) for suffix in (".o", ".h"))

# The CPU as gcc has it.
flags = ["-target=" + env.BoardConfig().get("build.cpu")]
flags.append("-mfloat-abi=" + env.GetProjectOption("custom_float_abi"))
flags += shlex.split(env.GetProjectOption("custom_onnxc_flags", ""))
command = [env.GetProjectOption("custom_onnxc", "onnxc"), model, *flags, "-o", object_file]
made = env.Command([object_file, header], model, [command])
env.Append(CPPPATH=[build], PIOBUILDFILES=[made[0]])
env.Depends(os.path.join(build, "src"), made)
