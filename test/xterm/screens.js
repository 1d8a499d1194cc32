// Writes the screens of streams as xterm.js shows them.
//
//   node screens.js OUT FILE...
//
// Each FILE is an asciicast (v2 or v3) or a stream {cols, rows, ops: [["o", base64] | ["r", cols, rows]]}.
// OUT/NAME.json gets {name, voice, screens: [{op, x, y, text: [row], style: [row]}]}: the screen after
// the op of that number (output and resizes are counted). A row's style is runs of "columns:look".
import fs from 'node:fs';
import path from 'node:path';
import headless from '@xterm/headless';
import unicode11 from '@xterm/addon-unicode11';
import { readStream, samplePoints } from './streams.js';

const scrollback = 1000;

function write(term, data) {
  return new Promise(resolve => term.write(data, resolve));
}

function color(cell, which) {
  if (cell[`is${which}Default`]()) return '-';
  const n = cell[`get${which}Color`]();
  return cell[`is${which}RGB`]() ? '#' + n.toString(16).padStart(6, '0') : String(n);
}

const flags = [['Bold', 'b'], ['Dim', 'f'], ['Italic', 'i'], ['Underline', 'u'], ['Blink', 'k'],
  ['Inverse', 'v'], ['Invisible', 'h'], ['Strikethrough', 's'], ['Overline', 'o']];

function look(cell) {
  const set = flags.filter(([name]) => cell[`is${name}`]()).map(([, letter]) => letter).join('');
  return `${color(cell, 'Fg')},${color(cell, 'Bg')},${set}`;
}

// rows returns text and style of the visible screen. A blank cell is a space; trailing blanks are cut.
function rows(term) {
  const buffer = term.buffer.active;
  const text = [], style = [];
  for (let y = 0; y < term.rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    let row = '', runs = '', last = '', count = 0;
    for (let x = 0; x < term.cols; x++) {
      const cell = line.getCell(x);
      if (cell.getWidth() > 0) row += cell.getChars() || ' ';
      const now = look(cell);
      if (now !== last && count > 0) {
        runs += `${count}:${last} `;
        count = 0;
      }
      last = now;
      count++;
    }
    text.push(row.replace(/ +$/, ''));
    style.push(runs + `${count}:${last}`);
  }
  return { x: Math.min(buffer.cursorX, term.cols - 1), y: buffer.cursorY, text, style };
}

async function screens(stream) {
  const term = new headless.Terminal({ cols: stream.cols, rows: stream.rows, scrollback, allowProposedApi: true });
  term.loadAddon(new unicode11.Unicode11Addon());
  term.unicode.activeVersion = '11';
  const out = [];
  const wanted = samplePoints(stream.ops.length);
  for (const [op, [kind, a, b]] of stream.ops.entries()) {
    if (kind === 'r') {
      term.resize(Math.max(a, 2), b);
    } else {
      await write(term, a);
    }
    if (wanted.has(op)) {
      await write(term, '');
      out.push({ op, ...rows(term) });
    }
  }
  term.dispose();
  return out;
}

const [out, ...files] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
for (const file of files) {
  const stream = readStream(file);
  if (!stream) continue;
  const result = { name: stream.name, voice: 'xterm.js', screens: await screens(stream) };
  fs.writeFileSync(path.join(out, stream.name + '.json'), JSON.stringify(result, null, 1) + '\n');
}
