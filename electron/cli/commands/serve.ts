import { once } from 'node:events';
import { Problem } from '#contract/problem';
import { type Call, command } from '../command.ts';
import { escaped } from '../text.ts';

export const serve = command({
  name: 'serve',
  words: [],
  summary: 'the console in a browser on this machine; once more, a fresh link to it',
  json: '{"url","address","pid"}: a link that opens it once, within two minutes, and then where it is; {"forgotten"} with --forget',
  options: {
    port: { type: 'string', value: 'N', says: 'listen there and nowhere else; otherwise 7811 or the next free one' },
    idle: {
      type: 'string',
      value: 'HOURS',
      says: 'a browser is forgotten when nobody touched a key or a pointer in it for so long; 12 otherwise',
    },
    forget: { type: 'boolean', says: 'serve nothing: sign every browser out, also where the console runs' },
  },
  record: 'writes',
  hearsInterrupts: true,
  async run({ values, io, print }) {
    if (values.forget) return await forget({ io, print });
    const port = values.port === undefined ? undefined : portOf(values.port);
    const idle = idleOf(values.idle ?? '12');
    const [{ linkToRunning }, { serveWeb }, { rendererFolder }, { keepSettled }, { homeOf }] = await Promise.all([
      import('#web/running'),
      import('#web/serve'),
      import('#wire/page'),
      import('#wire/settling'),
      import('#core/paths'),
    ]);
    const home = homeOf(io.env, process.platform);
    const running = await linkToRunning(home);
    if (running) {
      const { url, address, pid } = running;
      await print.result({ url, address, pid }, () => linkText(url));
      await print.note(`It is served by process ${pid} already, at ${address}\n`);
      return 0;
    }
    const pages = rendererFolder();
    const client = await io.client();
    const log = (text: string) => void io.stderr.write(`${escaped(text)}\n`);
    const served = await serveWeb({ client, home, pages, port, idle, log });
    io.hold(served);
    const url = served.link();
    await print.result({ url, address: served.address, pid: process.pid }, () => linkText(url));
    await print.note(
      'It opens once, within two minutes; "slipway serve" in another terminal prints a fresh one. Ctrl-C ends the console.\n',
    );
    void keepSettled(client, io.signal, log);
    if (!io.signal.aborted) await once(io.signal, 'abort');
    return 0;
  },
});

async function forget({ io, print }: Pick<Call, 'io' | 'print'>): Promise<number> {
  const [{ signOutAll }, { homeOf }] = await Promise.all([import('#web/running'), import('#core/paths')]);
  const forgotten = signOutAll(homeOf(io.env, process.platform));
  const text = `${forgotten === 1 ? '1 browser was' : `${forgotten} browsers were`} signed out; each needs a new link.\n`;
  await print.result({ forgotten }, () => (forgotten === 0 ? 'No browser was signed in.\n' : text));
  return 0;
}

const linkText = (url: string): string => `Open ${url}\n`;

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Problem('BAD_COMMAND', `--port ${text} is no port.`, { hint: 'A port is a number from 1 to 65535.' });
}

function idleOf(text: string): number {
  const hours = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && hours >= 0.1 && hours <= 720) return hours * 3_600_000;
  throw new Problem('BAD_COMMAND', `--idle ${text} is no number of hours.`, { hint: 'Write 0.1 to 720: --idle 12' });
}
