// Writes the screens of streams as libvterm shows them: node vterm.js PROGRAM OUT FILE...
// PROGRAM is vterm.c, built. A stream that it does not get through in two seconds is left out.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { readStream, samplePoints } from './streams.js';

function input({ cols, rows, ops }) {
  const wanted = samplePoints(ops.length);
  const parts = [Buffer.from(`${cols} ${rows}\n`)];
  for (const [op, [kind, a, b]] of ops.entries()) {
    if (kind === 'r') {
      parts.push(Buffer.from(`r${a} ${b}\n`));
    } else {
      parts.push(Buffer.from(`o${a.length}\n`), a);
    }
    if (wanted.has(op)) parts.push(Buffer.from(`s${op}\n`));
  }
  return Buffer.concat(parts);
}

const [program, out, ...files] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });
for (const file of files) {
  const stream = readStream(file);
  if (!stream) continue;
  const run = spawnSync(program, { input: input(stream), maxBuffer: 1 << 28, timeout: 2000 });
  if (run.status !== 0) {
    console.error(`libvterm: ${stream.name}: ${run.signal ?? run.status}`);
    continue;
  }
  const result = { name: stream.name, voice: 'libvterm', screens: JSON.parse(run.stdout) };
  fs.writeFileSync(path.join(out, stream.name + '.json'), JSON.stringify(result) + '\n');
}
