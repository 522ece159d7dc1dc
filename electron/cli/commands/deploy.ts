import { accepting } from '../accepting.ts';
import { carryOut } from '../act.ts';
import { allowGap, command, fromFile, onHost } from '../command.ts';
import { handOver } from '../hand-over.ts';
import { readServiceFile } from '../input.ts';

export const actJson =
  '{"n","of","do","target","state","ms"} a step; last {"deployment":{…}}, with "error" if it failed';

export const deploy = command({
  name: 'deploy',
  words: [],
  summary: 'put a service file into service, and watch that it stays',
  json: actJson,
  options: {
    file: fromFile,
    host: onHost,
    'allow-gap': allowGap,
    accept: {
      type: 'strings',
      value: 'ID=REASON',
      says: 'live with a finding that stops it, such as no-way-back, breaking-change or, in production, EVO-02; recorded with the reason',
    },
    until: { type: 'string', value: 'DATE', says: 'until when --accept holds, at most for a year: YYYY-MM-DD' },
    detach: { type: 'boolean', says: 'return once it has begun; another console has to be there, which carries it on' },
  },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const { file: written = '', host, 'allow-gap': gap, detach, accept, until } = call.values;
    const accepted = accepting(accept, until);
    const file = await readServiceFile(written, call.io);
    call.print.written.set(file.name, written);
    const act = { kind: 'deploy', file, ...accepted } as const;
    return await (detach ? handOver : carryOut)(act, { host, allowGap: gap }, call);
  },
});
