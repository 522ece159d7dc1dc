import { Problem } from '#contract/problem';
import { accepting } from '../accepting.ts';
import { carryOut } from '../act.ts';
import { allowGap, command, fromFile, onHost } from '../command.ts';
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
      type: 'string',
      value: 'ID=REASON',
      says: 'live with a stop, which is recorded with the reason: no-way-back; the others cannot be accepted',
    },
    until: { type: 'string', value: 'DATE', says: 'until when --accept holds, as 2031-01-31' },
    detach: { type: 'boolean', hidden: true, says: 'return once it is started' },
  },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const { file: written = '', host, 'allow-gap': gap, detach, accept, until } = call.values;
    if (detach) {
      throw new Problem('NOT_SUPPORTED', '--detach needs a running console to carry the deployment on.', {
        hint: 'Leave it out: the command stays until the deployment has ended.',
      });
    }
    const accepted = accepting(accept, until);
    const file = await readServiceFile(written, call.io);
    call.print.written.set(file.name, written);
    return await carryOut({ kind: 'deploy', file, ...accepted }, { host, allowGap: gap }, call);
  },
});
