import type { HostDetail } from '#contract/host';
import { command } from '../command.ts';
import { escaped, table } from '../text.ts';

export const hostsShow = command({
  name: 'hosts show',
  words: ['NAME'],
  summary: 'a close look at a host: engine, room, GPUs, clock, and what the engine warns of',
  json: '{"name","at","engine":{…},"clock","disk":{"free","total"},"available","gpus":{…}}, bytes and milliseconds',
  options: {},
  record: 'reads',
  async run({ words: [name = ''], io, print }) {
    const client = await io.client();
    const host = await client.hosts.show({ name }, { signal: io.signal });
    await print.result(host, () => hostText(host));
    return 0;
  },
});

function hostText({ engine, clock, disk, available, gpus }: HostDetail): string {
  const rows = [
    ['engine', `${engine.version}, API ${engine.api}`],
    ['system', `${engine.system}, kernel ${engine.kernel}`],
    ['processors', `${engine.architecture}, ${engine.cpus} CPUs`],
    ['memory', `${available === null ? '' : `${size(available)} available of `}${size(engine.memory)}`],
    ['disk', disk ? `${size(disk.free)} of ${size(disk.total)} free` : 'not known: nothing of ours runs there'],
    ['data', `${engine.root} (${engine.storage})`],
    ['gpus', gpusText(gpus)],
    ['runtimes', engine.runtimes.join(', ')],
    ['cgroups', `version ${engine.cgroup || '1'}`],
    ['security', engine.security.join(', ') || 'none'],
    ['clock', clockText(clock)],
    ['live-restore', engine.liveRestore ? 'on' : 'off'],
  ];
  const warnings = engine.warnings.map((it) => `  ${escaped(it)}\n`).join('');
  return table(rows) + (warnings ? `The engine warns:\n${warnings}` : '');
}

function gpusText({ by, complete, devices, anywhere }: HostDetail['gpus']): string {
  if (by === 'none') return 'none';
  const each = devices.map(({ id, users }) => (users.length > 0 ? `${id} (${users.join(', ')})` : `${id} (free)`));
  const listed = complete ? each.join(', ') : ['not listed by the engine', ...each].join('; ');
  return anywhere.length > 0 ? `${listed}; any of them: ${anywhere.join(', ')}` : listed;
}

function clockText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 1) return 'as this machine';
  return `${seconds.toFixed(1)} s ${ms > 0 ? 'ahead of' : 'behind'} this machine`;
}

const size = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
