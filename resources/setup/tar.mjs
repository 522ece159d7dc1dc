/**
 * An uncompressed ustar archive of `{ path, mode, uid, gid, type: 'file'|'directory'|'link', content?, target? }` each,
 * content being a string, a Buffer or a list of Buffers. The result is a list of Buffers too, since a Node binary is
 * large enough not to be copied. Times are 0, so that the same entries are the same bytes. Paths take up to 100 bytes.
 */
export function tar(entries) {
  const parts = [];
  for (const entry of entries) {
    const content =
      entry.type === 'file'
        ? [entry.content].flat().map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part)))
        : [];
    const size = total(content);
    parts.push(header(entry, size), ...content, Buffer.alloc((512 - (size % 512)) % 512));
  }
  return [...parts, Buffer.alloc(1024)];
}

/** Bytes in a list of Buffers. */
export function total(parts) {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

const TYPES = { file: '0', link: '2', directory: '5' };

function header({ path, mode, uid = 0, gid = 0, type, target = '' }, size) {
  const name = path.replace(/^\/+/, '') + (type === 'directory' ? '/' : '');
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(target) > 100) throw new Error(`path too long: ${path}`);
  const block = Buffer.alloc(512);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(uid, 8), 108);
  block.write(octal(gid, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write(TYPES[type], 156);
  block.write(target, 157);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}
