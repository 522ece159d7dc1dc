import { once } from 'node:events';
import { Problem } from '#contract/problem';
import { command } from '../command.ts';
import { escaped } from '../text.ts';

export const serve = command({
  name: 'serve',
  words: [],
  summary: 'the console in a browser on this machine, until Ctrl-C',
  json: '{"url"} once it listens',
  options: {
    port: { type: 'string', value: 'N', says: 'listen there and nowhere else; else 7811 or the next free one' },
  },
  record: 'writes',
  hearsInterrupts: true,
  async run({ values, io, print }) {
    const port = values.port === undefined ? undefined : portOf(values.port);
    const [{ serveWeb }, { rendererFolder }] = await Promise.all([import('#web/serve'), import('#wire/page')]);
    const pages = rendererFolder();
    const client = await io.client();
    const log = (text: string) => void io.stderr.write(`${escaped(text)}\n`);
    await using served = await serveWeb({ client, pages, port, log });
    const { url } = served;
    await print.result({ url }, () => `Slipway is open at ${url}\nCtrl-C ends it.\n`);
    if (!io.signal.aborted) await once(io.signal, 'abort');
    return 0;
  },
});

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Problem('BAD_COMMAND', `--port ${text} is no port.`, { hint: 'A port is a number from 1 to 65535.' });
}
