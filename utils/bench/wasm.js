// Times a model as WebAssembly, compiled by onnxc with --arena=static, and ONNX Runtime's WebAssembly on the
// same input, each on one thread, and compares their outputs:
//
//   npm install onnxruntime-web
//   onnxc model.onnx --arena=static -target=wasm32 -o model.o
//   wasm-ld --no-entry --export=model_run --export=__heap_base model.o -o model.wasm
//   node utils/bench/wasm.js model.wasm model.onnx data
//
// The folder `data` has an index.json with `inputs` and `outputs`, lists of [name, file.npy], of float32.
// NODE_PATH says where onnxruntime-web is, if not beside this file.
'use strict';
const fs = require('fs');
const path = require('path');

const seconds = 2, mostRuns = 1000;

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8));
  if (!header.includes("'<f4'") || header.includes("'fortran_order': True"))
    throw new Error(`${file} is not an array of float32 in C's order`);
  const shape = header.match(/\(([^)]*)\)/)[1].split(',').filter(size => size.trim()).map(Number);
  const data = bytes.subarray(10 + bytes.readUInt16LE(8));
  return {shape, values: new Float32Array(Uint8Array.from(data).buffer)};
}

function readTensors(folder, list) {
  return list.map(([name, file]) => ({name, ...readNpy(path.join(folder, file))}));
}

// Loads a module that onnxc and wasm-ld have made: a function that runs it, and one that reads its outputs.
async function load(file, inputs, outputs) {
  const {instance} = await WebAssembly.instantiate(fs.readFileSync(file));
  const {memory, __heap_base} = instance.exports;
  const name = Object.keys(instance.exports).find(name => name.endsWith('_run'));
  let end = __heap_base.value;
  const allocate = bytes => {
    const begin = (end + 63) & ~63;
    end = begin + bytes;
    return begin;
  };
  const places = [...inputs, ...outputs].map(tensor => allocate(4 * tensor.values.length));
  const pointers = allocate(4 * places.length);
  if (end > memory.buffer.byteLength)
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536));
  new Uint32Array(memory.buffer, pointers, places.length).set(places);
  inputs.forEach((tensor, i) => new Float32Array(memory.buffer, places[i], tensor.values.length).set(tensor.values));
  const run = () => {
    const status = instance.exports[name](pointers, pointers + 4 * inputs.length, 0);
    if (status !== 0)
      throw new Error(`${name} returns ${status}`);
  };
  const read = () => outputs.map((tensor, i) =>
    new Float32Array(memory.buffer, places[inputs.length + i], tensor.values.length).slice());
  return {run, read};
}

async function measure(run) {
  await run();
  const times = [], end = performance.now() + 1000 * seconds;
  while (performance.now() < end && times.length < mostRuns) {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  return {median: times[times.length >> 1], minimum: times[0]};
}

// The largest difference, relative to the largest value.
function compare(outputs, expected) {
  let worst = 0;
  expected.forEach((tensor, k) => {
    const most = tensor.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
    tensor.values.forEach((value, i) => {
      const distance = Math.abs(outputs[k][i] - value) / most;
      worst = distance <= worst ? worst : distance;
    });
  });
  return worst;
}

async function main([module, model, folder]) {
  const index = JSON.parse(fs.readFileSync(path.join(folder, 'index.json')));
  const inputs = readTensors(folder, index.inputs), outputs = readTensors(folder, index.outputs);
  const ours = await load(module, inputs, outputs);
  const time = await measure(ours.run);
  console.log(`onnxc: median ${time.median.toFixed(2)} ms, min ${time.minimum.toFixed(2)} ms, ` +
    `off by ${compare(ours.read(), outputs).toExponential(1)}`);

  const ort = require('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(fs.readFileSync(model), {executionProviders: ['wasm']});
  const feeds = Object.fromEntries(inputs.map(({name, values, shape}) => [name, new ort.Tensor('float32', values, shape)]));
  let results;
  const theirs = await measure(async () => { results = await session.run(feeds); });
  console.log(`ONNX Runtime Web: median ${theirs.median.toFixed(2)} ms, min ${theirs.minimum.toFixed(2)} ms, ` +
    `off by ${compare(outputs.map(({name}) => results[name].data), outputs).toExponential(1)}`);
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message);
  process.exit(1);
});
