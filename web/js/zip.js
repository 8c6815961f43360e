// A zip of texts, stored as they are: a dozen manifests need no compression, and this needs no library.
//
// The format is PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. Bit 11 of the flags says that names are UTF-8.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** The CRC-32 of bytes. */
export function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** Numbers in little-endian order: pairs of a value and how many bytes it takes. */
function record(...fields) {
  const bytes = [];
  for (const [value, size] of fields) for (let at = 0; at < size; at += 1) bytes.push((value >>> (8 * at)) & 0xff);
  return new Uint8Array(bytes);
}

/** The first of January 1980, which is the oldest a zip knows: the same texts give the same bytes. */
const DATE = 0x21;

/**
 * The parts of a zip.
 *
 * @param {[string, string][]} files - names and texts
 * @returns {Uint8Array[]}
 */
export function zip(files) {
  const encoder = new TextEncoder();
  const [local, central] = [[], []];
  let offset = 0;
  let size = 0;
  for (const [name, text] of files) {
    const [title, body] = [encoder.encode(name), encoder.encode(text)];
    const facts = [[20, 2], [1 << 11, 2], [0, 2], [0, 2], [DATE, 2], [crc32(body), 4], [body.length, 4], [body.length, 4], [title.length, 2], [0, 2]];
    const head = record([0x04034b50, 4], ...facts);
    const entry = record([0x02014b50, 4], [20, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    local.push(head, title, body);
    central.push(entry, title);
    offset += head.length + title.length + body.length;
    size += entry.length + title.length;
  }
  return [...local, ...central, record([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2])];
}

/** A zip of names and texts, in turns. */
export function zipOf(turns) {
  const files = [];
  for (let at = 0; at + 1 < turns.length; at += 2) files.push([turns[at], turns[at + 1]]);
  return zip(files);
}
