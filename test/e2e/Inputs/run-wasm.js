// node run-wasm.js write input.npy           makes a picture
// node run-wasm.js digits.wasm input.npy expected.npy
// runs the digits model, linked with its static arena, and compares.
const fs = require('fs');

function writeNpy(path, shape, values) {
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  header = header.padEnd(117) + '\n';
  const begin = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1');
  fs.writeFileSync(path, Buffer.concat([begin, Buffer.from(header), Buffer.from(values.buffer)]));
}

function readNpy(path) {
  const bytes = fs.readFileSync(path);
  const data = bytes.subarray(10 + bytes.readUInt16LE(8));
  return Float32Array.from({length: data.length / 4}, (_, i) => data.readFloatLE(4 * i));
}

async function run(path, input) {
  const {instance} = await WebAssembly.instantiate(fs.readFileSync(path));
  const {memory, digits_run, __heap_base} = instance.exports;
  const base = (__heap_base.value + 63) & ~63, output = base + 512, inputs = output + 64;
  const floats = new Float32Array(memory.buffer), words = new Uint32Array(memory.buffer);
  floats.set(input, base / 4);
  words[inputs / 4] = base;
  words[inputs / 4 + 1] = output;
  const times = [];
  for (let i = 0; i < 200; ++i) {
    const begin = process.hrtime.bigint();
    const status = digits_run(inputs, inputs + 4, 0);
    times.push(Number(process.hrtime.bigint() - begin) / 1e3);
    if (status !== 0) throw new Error(`status ${status}`);
  }
  if (digits_run(0, inputs + 4, 0) !== 1) throw new Error('a null pointer is not refused');
  console.log(`median ${times.sort((a, b) => a - b)[100].toFixed(1)} us`);
  return floats.slice(output / 4, output / 4 + 10);
}

async function compare(path, input, expected) {
  const actual = await run(path, readNpy(input));
  const distance = Math.max(...readNpy(expected).map((value, i) => Math.abs(value - actual[i])));
  if (!(distance < 1e-5)) throw new Error(`off by ${distance}: ${actual}`);
  console.log('agrees');
}

const [path, input, expected] = process.argv.slice(2);
if (path === 'write')
  writeNpy(input, [1, 1, 8, 8], Float32Array.from({length: 64}, (_, i) => (i * 37 % 17) / 16));
else
  compare(path, input, expected);
