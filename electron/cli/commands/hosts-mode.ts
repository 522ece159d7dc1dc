import { type SafeMode, type Safety, safeModes } from '#contract/host';
import { Problem } from '#contract/problem';
import { agreeing } from '../agreeing.ts';
import { command } from '../command.ts';
import { cell } from '../text.ts';

export const hostsMode = command({
  name: 'hosts mode',
  words: ['NAME', '[MODE]'],
  summary:
    'say what is asked before a host is changed: silent, confirm, type-name or read-only; and whether it is production',
  json: '{"name","mode","production"}',
  more: [
    "silent asks nothing · confirm asks for a yes · type-name for the host's name · read-only refuses every change there.",
    'To ask less than before has to be agreed to as an act on that host. Without a terminal --yes agrees.',
  ],
  options: {
    production: { type: 'string', value: 'yes|no', says: 'show its name in the colour of production, or not any more' },
  },
  record: 'writes',
  async run(call) {
    const { words, values, io, print } = call;
    const [name = '', mode] = words;
    const wanted = { name, ...modeOf(mode), ...productionOf(values.production) };
    const client = await io.client();
    const work = (agreed: { agreed?: string }) => client.hosts.guard({ ...wanted, ...agreed }, { signal: io.signal });
    const set = await agreeing(work, call);
    await print.result(set, () => guardText(set));
    return 0;
  },
});

function modeOf(given: string | undefined): { mode?: SafeMode } {
  if (given === undefined) return {};
  const mode = safeModes.find((it) => it === given);
  if (mode) return { mode };
  throw new Problem('BAD_COMMAND', `"${given}" is no mode of a host.`, {
    hint: `It is one of ${safeModes.join(', ')}.`,
  });
}

function productionOf(given: string | undefined): { production?: boolean } {
  if (given === undefined) return {};
  if (given === 'yes' || given === 'no') return { production: given === 'yes' };
  throw new Problem('BAD_COMMAND', `--production is yes or no, not "${given}".`, { hint: 'Write --production yes.' });
}

const guardText = ({ name, mode, production }: Safety & { name: string }): string =>
  `${cell(name)}: ${mode}, ${modeWords[mode]}${production ? '; production' : ''}\n`;

const modeWords: Readonly<Record<SafeMode, string>> = {
  silent: 'changes are not asked about',
  confirm: 'a yes is asked for before a change',
  'type-name': 'its name is asked for before a change',
  'read-only': 'nothing is changed there',
};
