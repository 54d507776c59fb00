import { crc32 } from 'node:zlib';

const isUtf8 = 0x0800;
const version = 20;
/** 1 January 1980, where the format's dates begin: the data has the dates of files. */
const noDate = 0x0021;

const numbers = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer =>
  Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );

/**
 * A zip of files by name, put together without compression (APPNOTE 6.3, method 0), since what it
 * holds is compressed already. Up to 65,535 files and 4 GB.
 */
export const zipFile = (files: ReadonlyMap<string, Uint8Array>): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [fileName, bytes] of files) {
    const name = Buffer.from(fileName);
    const common = numbers(
      [2, version],
      [2, isUtf8],
      [2, 0],
      [2, 0],
      [2, noDate],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    );
    const local = Buffer.concat([numbers([4, 0x04034b50]), common, name, bytes]);
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(numbers([4, 0x02014b50], [2, version]), common, rest, name);
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.size],
    [2, files.size],
    [4, index.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...parts, index, end]);
};
