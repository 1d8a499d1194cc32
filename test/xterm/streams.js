// Reads the streams that the voices show.
import fs from 'node:fs';
import path from 'node:path';

// samplePoints returns the ops after which the screen is taken: all of a short stream, 24 of a longer one.
export function samplePoints(count) {
  const most = 24;
  const points = new Set();
  for (let i = 1; i <= most; i++) {
    points.add(Math.ceil(count * i / most) - 1);
  }
  points.delete(-1);
  return points;
}

// readStream returns {name, cols, rows, ops}, or nothing for a file that is no stream.
export function readStream(file) {
  const name = path.basename(file).replace(/\.(cast|json)$/, '');
  const text = fs.readFileSync(file, 'utf8');
  const stream = file.endsWith('.json') ? readOps(text) : readCast(text);
  return stream && stream.ops.length > 0 ? { name, ...stream } : undefined;
}

function readOps(text) {
  const { cols, rows, ops } = JSON.parse(text);
  return { cols, rows, ops: ops.map(op => (op[0] === 'o' ? ['o', Buffer.from(op[1], 'base64')] : op)) };
}

// readCast reads an asciicast of version 2 or 3; lines that are malformed are left out.
function readCast(text) {
  const [first, ...lines] = text.split('\n');
  const head = parse(first);
  if (!head || !(head.version >= 2)) return undefined;
  const ops = [];
  for (const line of lines) {
    const event = parse(line);
    if (!Array.isArray(event) || typeof event[2] !== 'string') continue;
    const [, kind, value] = event;
    const size = /^(\d+)x(\d+)$/.exec(value);
    if (kind === 'o') ops.push(['o', Buffer.from(value)]);
    if (kind === 'r' && size) ops.push(['r', Number(size[1]), Number(size[2])]);
  }
  const { width = 0, height = 0, term = {} } = head;
  return { cols: Math.max(width, term.cols ?? 0) || 80, rows: Math.max(height, term.rows ?? 0) || 24, ops };
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
