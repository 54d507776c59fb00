import { crc32, deflateSync } from 'node:zlib';

/** What chats ask for, and small enough for each of them. */
export const previewSize = { width: 1200, height: 630 };

const palette: readonly (readonly [number, number, number])[] = [
  [0xf4, 0xf0, 0xe6], // paper
  [0xd2, 0x3a, 0x2a], // red
  [0x1f, 0x5f, 0xa8], // blue
  [0xf2, 0xb7, 0x1f], // yellow
  [0x1d, 0x1d, 0x1b], // ink
];

/** The colour of a point, as an index of the palette: a sun, a sea, a sail and a road. */
const colourAt = (x: number, y: number): number => {
  if (y >= 560 && y < 576) return 4;
  if (y >= 576) return 2;
  if (Math.hypot(x - 330, y - 290) < 170) return Math.hypot(x - 330, y - 290) < 96 ? 0 : 1;
  if (x >= 560 && x < 600 && y >= 60) return 4;
  if (x >= 600 && y >= 60 && y < 480 && (x - 600) * 420 < (y - 60) * 320) return 3;
  if (x >= 330 && x < 560 && y >= 480) return 2;
  if (x >= 960 && y < 300 && Math.hypot(x - 960, y) < 240) return 2;
  if (x >= 920 && x < 1140 && y >= 400 && y < 560) return (x + y) % 80 < 40 ? 1 : 0;
  return 0;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

const draw = (): Buffer => {
  const { width, height } = previewSize;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = colourAt(x, y);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

let drawn: Buffer | null = null;

/**
 * The picture that chats show beside a link to a stay: a PNG of a few kilobytes, drawn at the first
 * request, without a word on it, so that it is one for all languages and names nobody.
 */
export const stayPreview = (): Buffer => {
  drawn ??= draw();
  return drawn;
};
