import type { Diagnosis, Restored } from '#contract/doctor';
import { command } from '../command.ts';
import { settleFirst } from '../settled.ts';
import { escaped, pairs, plural, wrapped } from '../text.ts';

export const doctor = command({
  name: 'doctor',
  words: [],
  summary: 'what is wrong here and on every host, and what to do',
  json: '{"ok","problems":[{"severity","where","what","hint"}],"settled"?:[…]}; with --restore {"restored":{"backup","aside"}}',
  options: {
    restore: {
      type: 'boolean',
      says: 'put the newest backup in place of a damaged or lost record, which is set aside whole; deletes nothing',
    },
  },
  record: 'settles',
  async run({ io, print, values }) {
    if (values.restore) {
      // Without a core: it would have the record open.
      const [{ restore }, { homeOf }] = await Promise.all([import('#core/core'), import('#core/paths')]);
      const restored = restore(homeOf(io.env, process.platform), `slipway ${io.version}`);
      await print.result({ restored }, () => restoredText(restored));
      return 0;
    }
    const client = await io.client();
    const settled = await settleFirst(client, undefined, { io, print });
    const found = await client.doctor(undefined, { signal: io.signal });
    await print.result({ ...found, ...(settled.length > 0 ? { settled } : {}) }, () =>
      diagnosisText(found, print.width),
    );
    return found.ok ? 0 : 1;
  },
});

function restoredText({ backup, aside }: Restored): string {
  const put = backup
    ? `Put back the backup of ${backup.at}, with ${plural(backup.finished, 'finished deployment')}: ${backup.file}\n`
    : 'There is no backup: a new record begins.\n';
  const kept = aside ? `What was there before is whole, in ${aside}\n` : '';
  return `${escaped(put)}${escaped(kept)}What was recorded after it is not in the record; what runs on the hosts is not touched.\n`;
}

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
  json: '{"home","database","key","logs","schema"}',
  options: {},
  record: 'reads',
  async run({ io, print }) {
    const client = await io.client();
    const found = await client.paths(undefined, { signal: io.signal });
    await print.result(found, () => pairs(Object.entries(found)));
    return 0;
  },
});
