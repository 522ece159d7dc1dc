import { serverOf } from './models.ts';
import type { Counter, GatewayLook, GatewayServer } from './types.ts';

/** Reads what `switch.sh show` printed. A gateway that does not answer leaves its parts empty. */
export function lookOf(printed: string): GatewayLook {
  const [head = '', ...parts] = printed.split(/^--- /m);
  const part = (name: string) => parts.find((text) => text.startsWith(`${name}\n`))?.slice(name.length + 1) ?? '';
  const number = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(head)?.[1] ?? 0);
  const rows = csv(part('stat')).filter((row) => row.get('pxname') === 'models');
  return {
    epoch: number('epoch'),
    workers: number('workers'),
    running: runningOf(part('info')),
    servers: rows.flatMap(serverRow),
    counters: rows.flatMap(counterRow),
    carried: part('counters').split('\n').flatMap(carriedLine),
  };
}

function runningOf(info: string): GatewayLook['running'] {
  const [, epoch, hash] = /slipway epoch=(\d+) hash=([0-9a-f]+)/.exec(info) ?? [];
  const since = /^Start_time_sec: (\d+)$/m.exec(info)?.[1];
  return epoch && hash ? { epoch: Number(epoch), hash, since: Number(since ?? 0) } : null;
}

/** HAProxy's "show stat": a header behind "# ", then a line for each proxy and server. */
function csv(text: string): ReadonlyMap<string, string>[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const names = header.replace(/^# /, '').split(',');
  return lines.map((line) => new Map(line.split(',').map((value, index) => [names[index] ?? '', value])));
}

function serverRow(row: ReadonlyMap<string, string>): GatewayServer[] {
  const server = serverOf(row.get('svname') ?? '');
  if (!server) return [];
  const status = row.get('status') ?? '';
  const weight = count(row, 'weight');
  return [
    {
      replica: server.replica,
      release: Number(server.release.slice(1)),
      up: /^(UP|DRAIN|NOLB|no check)/.test(status),
      draining: status.startsWith('DRAIN') || weight === 0,
      weight,
      address: row.get('addr') || null,
      current: count(row, 'scur'),
      queued: count(row, 'qcur'),
    },
  ];
}

function counterRow(row: ReadonlyMap<string, string>): Counter[] {
  const server = row.get('svname') ?? '';
  if (!serverOf(server)) return [];
  const broken = count(row, 'eresp');
  const answers = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'].map((kind) => count(row, `hrsp_${kind}`));
  return [
    {
      server,
      requests: answers.reduce((sum, value) => sum + value, broken),
      errors: count(row, 'hrsp_5xx') + broken,
    },
  ];
}

/** "EPOCH SERVER REQUESTS ERRORS", written by the script before each switch. */
function carriedLine(line: string): GatewayLook['carried'][number][] {
  const [epoch, server, requests, errors] = line.split(' ');
  if (!server || !errors) return [];
  return [{ epoch: Number(epoch), server, requests: Number(requests), errors: Number(errors) }];
}

const count = (row: ReadonlyMap<string, string>, name: string): number => Number(row.get(name) || 0);
