/** What a call to an engine's API asks for. `what` reads as "create slipway-x-r2-1"; a call that only reads has none. */
export type Call = {
  readonly method: string;
  /** Without the version and what is asked beside it. */
  readonly path: string;
  readonly what: string | null;
};

type Asked = {
  readonly method: string;
  readonly url: string;
  /** The name of a container, by its id or name as the path has it. */
  readonly nameOf: (container: string) => string;
  /** The command of an exec, by its id. */
  readonly commandOf: (exec: string) => readonly string[];
};

/** Pure: an unknown call that is no GET counts as one that changes something, so that a new verb is not overlooked. */
export function callOf({ method, url, nameOf, commandOf }: Asked): Call {
  const { pathname, searchParams } = new URL(url, 'http://engine');
  const path = pathname.replace(/^\/v1\.\d+/, '');
  const call = (what: string | null): Call => ({ method, path, what });
  if (method === 'GET' || method === 'HEAD') return call(null);
  const [, kind = '', id = '', verb = ''] = path.split('/').map(decodeURIComponent);
  if (kind === 'exec') return call(verb === 'start' ? commandOfGateway(commandOf(id)) : null);
  if (kind === 'containers' && id === 'create') return call(`create ${searchParams.get('name') ?? 'unnamed'}`);
  if (kind === 'containers' && ['attach', 'exec', 'wait', 'resize'].includes(verb)) return call(null);
  if (kind === 'containers') return call(`${method === 'DELETE' ? 'remove' : verb} ${nameOf(id)}`);
  if (kind === 'auth' || kind === 'session') return call(null);
  return call(`${method.toLowerCase()} ${path.slice(1)}`);
}

/** Only four commands of ours change what a gateway keeps; the others look or carry bytes. */
function commandOfGateway(command: readonly string[]): string | null {
  const [shell, script = '', verb = '', ...rest] = command;
  if (shell !== 'sh' || !script.endsWith('/switch.sh')) return null;
  return ['switch', 'keep', 'append', 'drop'].includes(verb) ? [verb, ...rest.slice(0, 2)].join(' ') : null;
}

/** Where in a deployment a call belongs, by what it asks for. */
export const phases = [
  'lock',
  'prepare',
  'create',
  'start',
  'keep',
  'switch',
  'stop',
  'remove',
  'note',
  'unlock',
] as const;
export type Phase = (typeof phases)[number];

export function phaseOf(what: string): Phase {
  const [verb = '', target = ''] = what.split(' ');
  if (target.startsWith('slipway-lock-')) return verb === 'remove' ? 'unlock' : 'lock';
  if (verb === 'keep' || verb === 'switch') return verb;
  if (verb === 'append' || verb === 'drop') return 'note';
  if (/-r\d+-\d+$/.test(target)) {
    if (verb === 'create' || verb === 'start' || verb === 'stop') return verb;
    return 'remove';
  }
  return 'prepare';
}
