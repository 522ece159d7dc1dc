import { command, onHost } from '../command.ts';
import { keepFile } from '../keep-file.ts';
import { cell, escaped } from '../text.ts';

export const sheet = command({
  name: 'sheet',
  words: ['SERVICE'],
  summary: 'one HTML page for those who call it: address, keys, schema, examples, limits, owner, versions',
  json: '{"service","host","written"}',
  more: ['Keys are named and never shown. The page makes no request to anywhere; its examples run as they stand.'],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', required: true, says: 'where the page is written' },
    host: onHost,
  },
  record: 'reads',
  async run({ words: [service = ''], values: { output = '', host }, io, print }) {
    const client = await io.client();
    const { html, ...found } = await client.service.sheet({ service, host }, { signal: io.signal });
    const written = await keepFile(output, html, io);
    await print.result({ ...found, written }, () => `How to call ${cell(service)}: ${escaped(written)}\n`);
    return 0;
  },
});
