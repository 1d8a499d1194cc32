// Writes the screens of streams as avt shows them: node avt.js OUT FILE...
// avt is asciinema's emulator; the player on npm has it as WebAssembly, but does not export it. This takes
// the part of the player's module that has it.
import fs from 'node:fs';
import path from 'node:path';
import os from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import headless from '@xterm/headless';
import unicode11 from '@xterm/addon-unicode11';
import { readStream, samplePoints } from './streams.js';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function loadVt() {
  const dist = fileURLToPath(new URL('node_modules/asciinema-player/dist/', import.meta.url));
  const name = fs.readdirSync(dist).find(f => /^opts-.*\.js$/.test(f));
  const source = fs.readFileSync(path.join(dist, name), 'utf8');
  const end = source.indexOf('\nvar _tmpl$');
  const body = source.slice(0, end).split('\n').filter(line => !/^import /.test(line)).join('\n');
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'avt-')), 'avt.mjs');
  fs.writeFileSync(file, body + '\nexport { Vt };\n');
  return (await import(pathToFileURL(file).href)).Vt;
}

// The player draws text, block characters and line drawing apart from each other.
function rowText(vt, y, cols, width) {
  const cells = Array(cols).fill(' ');
  const put = (x, code) => {
    cells[x] = String.fromCodePoint(code);
    const w = width(code);
    if (w === 2 && x + 1 < cols) cells[x + 1] = '';
    return Math.max(w, 1);
  };
  const line = vt.getLine(y, false);
  const spans = vt.getDataView(line.text, 12);
  const codes = vt.getUint32Array(line.codepoints);
  for (let i = 0; i < spans.byteLength; i += 12) {
    let x = spans.getUint16(i, true);
    const start = spans.getUint16(i + 2, true);
    for (const code of codes.subarray(start, start + spans.getUint16(i + 4, true))) x += put(x, code);
  }
  for (const [symbols, size] of [[line.raster_symbols, 12], [line.vector_symbols, 16]]) {
    const view = vt.getDataView(symbols, size);
    for (let i = 0; i < view.byteLength; i += size) put(view.getUint16(i, true), view.getUint32(i + 4, true));
  }
  return cells.join('').replace(/ +$/, '');
}

async function screens(Vt, stream, width) {
  let { cols, rows } = stream;
  const vt = await Vt.build(cols, rows, false, quiet);
  const decoder = new TextDecoder('utf-8');
  const wanted = samplePoints(stream.ops.length);
  const out = [];
  for (const [op, [kind, a, b]] of stream.ops.entries()) {
    if (kind === 'r') {
      [cols, rows] = [a, b];
      vt.resize(cols, rows);
    } else {
      vt.feed(decoder.decode(a, { stream: true }));
    }
    if (!wanted.has(op)) continue;
    const cursor = vt.getCursor();
    const text = Array.from({ length: rows }, (_, y) => rowText(vt, y, cols, width));
    out.push({ op, x: Math.min(cursor.col, cols - 1), y: cursor.row, noCursor: !cursor.visible, noMarks: true, text });
  }
  return out;
}

const [out, ...files] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
const Vt = await loadVt();
const ruler = new headless.Terminal({ allowProposedApi: true });
ruler.loadAddon(new unicode11.Unicode11Addon());
ruler.unicode.activeVersion = '11';
const width = code => ruler._core.unicodeService.wcwidth(code);
for (const file of files) {
  const stream = readStream(file);
  if (!stream) continue;
  try {
    const result = { name: stream.name, voice: 'avt', screens: await screens(Vt, stream, width) };
    fs.writeFileSync(path.join(out, stream.name + '.json'), JSON.stringify(result) + '\n');
  } catch (error) {
    console.error(`avt: ${stream.name}: ${String(error).slice(0, 200)}`);
  }
}
process.exit(0);
