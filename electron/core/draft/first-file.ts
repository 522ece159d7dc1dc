import type { Inspection } from '#contract/model';

/** What is known of an image when a file for it is begun; `found` is null while it is not on the host. */
export type Beginning = {
  readonly service: string;
  readonly image: string;
  readonly found:
    | (Pick<Inspection, 'protocol' | 'confidence' | 'port' | 'version' | 'user'> & {
        readonly reasons: readonly string[];
        readonly ports: readonly number[];
      })
    | null;
};

/** Pure: a first service file, filled in with what the image says, with a comment where somebody may want to decide. */
export function firstFile({ service, image, found }: Beginning): string {
  return [
    `service: ${service}`,
    '# trial: it has to answer. internal and production ask for more, and say what.',
    'stage: trial',
    '',
    'model:',
    `  image: ${scalar(image)}`,
    ...(found
      ? [...version(found), ...protocol(found), ...port(found)]
      : ['  # The image is not on the host yet: what it says is found out once it is pulled.']),
    '  # How long a replica may take until it answers.',
    '  ready: { within: 120s }',
    '',
    '# Requests with what must come back: each new replica is asked before callers reach it. "Try it" makes one.',
    'golden: []',
    '',
    '# machine: this host only. network: containers on front.networks too.',
    'front: { callers: machine }',
    '',
    '# Two replicas let one fail. A memory limit, such as memory: 512m, keeps a model from taking what others need.',
    'scale: { replicas: 1 }',
    '',
    ...security(found),
    '',
  ].join('\n');
}

type Found = NonNullable<Beginning['found']>;

const version = ({ version }: Found): string[] =>
  version
    ? [`  version: ${JSON.stringify(version)} # as the image says`]
    : ['  # version: "1.0.0" # the image says none'];

function protocol({ protocol, confidence, reasons }: Found): string[] {
  const why = oneLine(reasons[0] ?? 'nothing in the image says');
  if (protocol !== 'unknown' && confidence === 'certain') return [`  protocol: ${protocol} # ${why}`];
  const guess = protocol === 'unknown' ? why : `${confidence === 'none' ? 'perhaps' : confidence} ${protocol}: ${why}`;
  return [`  protocol: auto # found out from the running model (${guess})`];
}

function port({ port, ports }: Found): string[] {
  if (port !== null && ports.length === 1) return [`  port: ${port} # the only one that the image exposes`];
  if (port !== null && ports.includes(port))
    return [`  port: ${port} # of ${ports.join(', ')}, which the image exposes`];
  return port === null ? ['  # port: 8080 # which one the model listens on is not known'] : [`  # port: ${port}`];
}

function security(found: Found | null): string[] {
  const user = found?.user ?? '';
  const isRoot = found !== null && /^(|0|root)(:.*)?$/.test(user);
  if (found === null) return ['# security: { capDrop: [ALL], readOnly: true, tmpfs: [/tmp] }'];
  return isRoot
    ? ['# The image runs as root. Where it can do without:', '# security: { user: "1000:1000", capDrop: [ALL] }']
    : [
        `# It runs as ${oneLine(user)}, as the image says. readOnly: true goes further.`,
        'security: { capDrop: [ALL] }',
      ];
}

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 120);
const scalar = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text));
