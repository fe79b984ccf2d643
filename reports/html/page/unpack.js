// Unpacking: a block of the page is base64 of gzip of a header (JSON) and columns (bytes); reports/html/pack.py writes it.
const TYPES = { i: Int32Array, f: Float64Array, u: Uint8Array };
const unpacking = new Map();

function unpacked(name) {
  if (!unpacking.has(name)) unpacking.set(name, unpack(document.getElementById(`packed-${name}`)));
  return unpacking.get(name);
}

// The texts of the first duties in a language: by kind, a line for each duty.
const reading = new Map();

function textsIn(name) {
  if (!reading.has(name)) reading.set(name, unpacked(`texts-${name}`).then((block) => linesOf(block.columns)));
  return reading.get(name);
}

function linesOf(columns) {
  const decoder = new TextDecoder();
  return Object.fromEntries(Object.entries(columns).map(([kind, bytes]) => [kind, bytes.length ? decoder.decode(bytes).split("\n") : []]));
}

async function unpack(element) {
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer();
  const start = 4 + new DataView(whole).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, start - 4)));
  for (const [column, [type, offset, length]] of Object.entries(header.columns)) {
    header.columns[column] = new TYPES[type](whole, start + offset, length);
  }
  element.remove(); // it is not needed twice
  return header;
}
