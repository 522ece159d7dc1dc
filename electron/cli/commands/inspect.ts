import type { Inspection } from '#contract/model';
import { command, onHost } from '../command.ts';
import { schemaText } from '../schema-text.ts';
import { escaped, pairs, table, wrapped } from '../text.ts';

export const inspect = command({
  name: 'inspect',
  words: ['IMAGE|CONTAINER'],
  summary: 'what an image or a container serves, and why we think so',
  json: '{"protocol","confidence","reasons":[…],"server":{…},"ports":[…],"paths":{…},"models":[…],"schema","request","tried":[…],…}',
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
  const { paths, server } = found;
  const facts = pairs([
    [found.subject, found.name],
    ['digest', found.digest],
    ['version', found.version],
    ['protocol', found.confidence === 'none' ? 'unknown' : `${found.protocol} (${found.confidence})`],
    ['server', server && `${server.title}${server.told ? ` ${server.told}` : ''}`],
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
  return [
    facts,
    reasons ? `because\n${reasons}` : '',
    found.schema ? schemaText(found.schema, width) : '',
    requestText(found, width),
    server ? serverText(server, width) : '',
    found.confidence === 'none' ? triedText(found) : '',
  ].join('');
}

const longestBody = 400;

function requestText({ request }: Inspection, width: number): string {
  if (!request) return '';
  const body = JSON.stringify(request.body) ?? '';
  const shown = body.length > longestBody ? `${body.slice(0, longestBody)}…` : body;
  const line = `${request.method} ${request.path} ${shown}`;
  return `a first request, from ${request.from}\n${wrapped(escaped(line), width, '  ')}`;
}

/** What is known of such a server: `written` facts were not tried by us, and that is said. */
function serverText(server: NonNullable<Inspection['server']>, width: number): string {
  const { runtime, metrics, sideDoors } = server;
  const names = [...metrics.names.requests, ...metrics.names.errors, ...metrics.names.duration].slice(0, 6).join(', ');
  const only = metrics.onlyWith ? ` (only with ${metrics.onlyWith})` : '';
  const where = metrics.port === null ? (metrics.path ?? '') : `:${metrics.port}${metrics.path}`;
  const lines = [
    ['stops', runtime.stop],
    ['limits', runtime.limits],
    ['user', runtime.user],
    ['watch out', runtime.watchOut],
    ['metrics', metrics.path === null ? 'none: its gateway counts' : `${where}${only}${names ? `: ${names}` : ''}`],
  ] as const;
  const told = lines.map(([name, text]) => wrapped(`${name}: ${text}`, width, '  ')).join('');
  const doors = sideDoors.map(({ method, path, port, does, onlyWith }) => [
    method,
    port === null ? path : `:${port}${path}`,
    onlyWith ? `${does} (${onlyWith})` : does,
  ]);
  const proof = runtime.told.proof === 'real' ? 'seen on a real one' : `from ${runtime.told.from}`;
  return `${wrapped(`known of ${server.title}, ${proof}`, width)}${told}${doors.length > 0 ? `close to callers\n${table(doors, '  ')}` : ''}`;
}

function triedText({ tried }: Inspection): string {
  if (tried.length === 0) return '';
  return `asked\n${table(
    tried.map(({ port, path, came }) => [String(port), path, came]),
    '  ',
  )}`;
}
