import type { Diagnosis } from '#contract/doctor';
import { command } from '../command.ts';
import { settleFirst } from '../settled.ts';
import { escaped, pairs, plural, wrapped } from '../text.ts';

export const doctor = command({
  name: 'doctor',
  words: [],
  summary: 'what is wrong here and on every host, and what to do',
  json: '{"ok","problems":[{"severity","where","what","hint"}],"settled"?:[…]}',
  options: {},
  record: 'settles',
  async run({ io, print }) {
    const client = await io.client();
    const settled = await settleFirst(client, undefined, { io, print });
    const found = await client.doctor(undefined, { signal: io.signal });
    await print.result({ ...found, ...(settled.length > 0 ? { settled } : {}) }, () =>
      diagnosisText(found, print.width),
    );
    return found.ok ? 0 : 1;
  },
});

function diagnosisText({ problems }: Diagnosis, width: number): string {
  const found = problems.map(
    ({ severity, where, what, hint }) =>
      `${severity}: ${escaped(where)}\n${wrapped(escaped(what), width, '  ')}${wrapped(`→ ${escaped(hint)}`, width, '  ')}`,
  );
  const blockers = problems.filter(({ severity }) => severity === 'blocker').length;
  if (blockers > 0) return `${found.join('')}${plural(blockers, 'blocker')}: mend what is marked so first.\n`;
  return `${found.join('')}${problems.length === 0 ? 'All is well.' : 'Nothing keeps Slipway from working.'}\n`;
}

export const paths = command({
  name: 'paths',
  words: [],
  summary: 'where things are kept',
  json: '{"home","database","logs","schema"}',
  options: {},
  record: 'reads',
  async run({ io, print }) {
    const client = await io.client();
    const found = await client.paths(undefined, { signal: io.signal });
    await print.result(found, () => pairs(Object.entries(found)));
    return 0;
  },
});
