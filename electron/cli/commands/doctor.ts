import { command } from '../command.ts';
import { escaped, pairs } from '../text.ts';

export const doctor = command({
  name: 'doctor',
  words: [],
  summary: 'machine, data folder and every host: what is wrong and what to do; exit 1 if not ok',
  json: '{"ok","problems":[{"severity","where","what","hint"}]}',
  options: {},
  async run({ io, print }) {
    const client = await io.client();
    const found = await client.doctor(undefined, { signal: io.signal });
    await print.result(found, () => {
      const lines = found.problems.map(
        ({ severity, where, what, hint }) => `${severity}: ${escaped(where)}: ${escaped(what)}\n  ${escaped(hint)}\n`,
      );
      return found.ok ? `${lines.join('')}All is well.\n` : lines.join('');
    });
    return found.ok ? 0 : 1;
  },
});

export const paths = command({
  name: 'paths',
  words: [],
  summary: 'where things are kept',
  json: '{"home","database","logs","schema"}',
  options: {},
  async run({ io, print }) {
    const client = await io.client();
    const found = await client.paths(undefined, { signal: io.signal });
    await print.result(found, () => pairs(Object.entries(found)));
    return 0;
  },
});
