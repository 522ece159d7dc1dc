import type { Inspection } from '#contract/model';
import { command, onHost } from '../command.ts';
import { escaped, jsonText, pairs, wrapped } from '../text.ts';

export const inspect = command({
  name: 'inspect',
  words: ['IMAGE|CONTAINER'],
  summary: 'what an image or a container serves, and why we think so',
  json: '{"protocol","confidence","reasons":[…],"ports":[…],"paths":{…},"models":[…],"schema",…}',
  options: { host: onHost },
  record: 'reads',
  async run({ words: [subject = ''], values, io, print }) {
    const client = await io.client();
    const found = await client.model.inspect({ subject, host: values.host }, { signal: io.signal });
    await print.result(found, () => inspectionText(found, print.width));
    return 0;
  },
});

function inspectionText(found: Inspection, width: number): string {
  const { paths } = found;
  const facts = pairs([
    [found.subject, found.name],
    ['digest', found.digest],
    ['version', found.version],
    ['protocol', found.confidence === 'none' ? 'unknown' : `${found.protocol} (${found.confidence})`],
    ['models', found.models.join(', ')],
    ['port', found.port === null ? 'unknown' : String(found.port)],
    ['exposes', found.ports.join(', ')],
    ['ready', paths.ready],
    ['predict', paths.predict],
    ['metadata', paths.metadata],
    ['metrics', paths.metrics],
    ['user', found.user || 'root'],
    ['architecture', found.architecture],
  ]);
  const reasons = found.reasons.map((reason) => wrapped(escaped(reason), width, '  ')).join('');
  const schema = found.schema ? `schema\n  ${escaped(jsonText(found.schema, Math.min(width, 120), '  '))}\n` : '';
  return `${facts}${reasons ? `because\n${reasons}` : ''}${schema}`;
}
