import { work } from './app.ts';
import type { Absent } from './contender.ts';
import type { Far } from './far.ts';
import type { Seen } from './figures.ts';
import type { Looking } from './looking.ts';
import type { Overhead } from './overhead.ts';
import type { Profile } from './profile.ts';
import type { Replaced } from './replacing.ts';
import type { Scrolling } from './scrolling.ts';
import type { Seeing } from './seeing.ts';
import type { UnderLoad } from './under-load.ts';

export type Report = {
  readonly machine: {
    readonly cpus: number;
    /** Null where none was needed. */
    readonly engine: { readonly version: string; readonly own: boolean } | null;
    readonly loadBefore: number;
    readonly loadAfter: number;
  };
  readonly replacing?: { readonly results: readonly Replaced[]; readonly absent: readonly Absent[] };
  readonly profile?: Profile;
  readonly underLoad?: UnderLoad;
  readonly overhead?: Overhead;
  readonly seeing?: Seeing;
  readonly scrolling?: Scrolling;
  readonly far?: Far;
  readonly looking?: Looking;
};

/** Above this the machine was busy before anything began. */
const quietLoad = 0.5;
/** What is aimed at; the bench tells how far off it is and fails nothing. */
const target = { allOnNew: 500, ratio: 1.5 };

export function printed(report: Report, calls: boolean): string {
  const { machine, replacing, profile, underLoad, overhead, seeing, scrolling, far, looking } = report;
  const engine = machine.engine
    ? `engine ${machine.engine.version} ${machine.engine.own ? 'of its own' : "(the machine's)"}`
    : 'no engine';
  return [
    `${machine.cpus} CPUs, ${engine}, load average ${machine.loadBefore} before and ${machine.loadAfter} after`,
    ...(machine.loadBefore > quietLoad ? ['Something else was running: compare within this run only.'] : []),
    ...(replacing ? replacingText(replacing) : []),
    ...(profile ? profileText(profile, calls) : []),
    ...(underLoad ? underLoadText(underLoad) : []),
    ...(overhead ? overheadText(overhead) : []),
    ...(seeing ? seeingText(seeing) : []),
    ...(scrolling ? scrollingText(scrolling) : []),
    ...(far ? farText(far) : []),
    ...(looking ? lookingText(looking) : []),
  ].join('\n');
}

function replacingText({ results, absent }: NonNullable<Report['replacing']>): string[] {
  const rows = results.map(({ name, allOnNew, firstOnNew, returned, requests, failed, rounds }) => [
    name,
    spread(firstOnNew),
    spread(allOnNew),
    spread(returned),
    `${failed} of ${requests}`,
    `${rounds.length}`,
  ]);
  const head = ['ms: median (p95)', 'first on new', 'all on new', 'returned', 'failed', 'rounds'];
  return [
    '',
    `Replacing two replicas: image there, ready after 50 ms, watch 0, drain 10 s. Target: all on new in ${target.allOnNew} ms`,
    ...table([head, ...rows]),
    ...results.map(({ name, reached }) => `  ${name}: asked ${reached}`),
    ...absent.map(({ name, why }) => `  ${name}: not measured, ${why}`),
  ];
}

function profileText({ parts, switched, total, calls }: Profile, all: boolean): string[] {
  return [
    '',
    `Where an act's ${ms(total)} ms go (medians, no load); switched at ${ms(switched)} ms`,
    ...table(parts.map(({ part, ms: time }) => [part, ms(time)])),
    ...(all ? table(calls.map(({ from, to, what }) => [ms(from), ms(to - from), what])) : []),
  ];
}

function underLoadText({ knee, rate, deployments, steady, during, ratio, act }: UnderLoad): string[] {
  const row = (name: string, { requests, failed, kinds, latency }: Seen) => [
    name,
    `${requests}`,
    failed === 0
      ? '0'
      : `${failed}: ${Object.entries(kinds)
          .map(([kind, count]) => `${kind} ${count}`)
          .join(', ')}`,
    ...[latency.p50, latency.p99, latency.p999, latency.max].map((value) => value.toFixed(1)),
  ];
  return [
    '',
    `${deployments} deployments at ${rate}/s, 80 % of the knee (${knee}/s; a replica works ${work.atOnce} at once, ${work.ms} ms each)`,
    ...table([
      ['', 'requests', 'failed', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms'],
      row('steady', steady),
      row('during', during),
    ]),
    `  p99.9 during / steady: ${ratio.toFixed(2)} (target ${target.ratio})`,
    `  the act: median ${ms(act.median)} ms, p95 ${ms(act.p95)}, first ten ${ms(act.firstTen)}, last ten ${ms(act.lastTen)}`,
  ];
}

function overheadText({ direct, gateway, rounds }: Overhead): string[] {
  const row = (name: string, { low, most }: Overhead['direct']) => [
    name,
    low.p50.toFixed(2),
    low.p99.toFixed(2),
    most === null ? 'wrk is not installed' : `${Math.round(most)}`,
  ];
  return [
    '',
    `The gateway's share, medians of ${rounds}: two replicas asked directly and through it`,
    ...table([['', 'p50 ms at 200/s', 'p99 ms', 'most/s'], row('direct', direct), row('gateway', gateway)]),
  ];
}

function seeingText({ seen, engine, times }: Seeing): string[] {
  const row = (name: string, { p50, p95 }: Seeing['seen']) => [name, p50.toFixed(1), p95.toFixed(1)];
  return [
    '',
    `A change on the engine until the console's inventory shows it, ${times} times`,
    ...table([['', 'p50 ms', 'p95 ms'], row('asked to seen', seen), row('of that, the engine', engine)]),
  ];
}

/** What an empty page shows in the same time is what the machine gives; a page is measured against that. */
function scrollingText(scrolling: Scrolling): string[] {
  const rateOf = ({ shown, dropped }: Scrolling[number]) => shown / Math.max(1, shown + dropped);
  const rows = scrolling.map((it) => {
    const empty = scrolling.find(({ page, way }) => page === 'an empty page' && way === it.way);
    const { page, way, shown, dropped, longest, blank } = it;
    const share = `${(100 * (1 - rateOf(it))).toFixed(1)} %`;
    return [
      page,
      way,
      `${dropped} of ${shown + dropped}`,
      share,
      empty ? (rateOf(it) / rateOf(empty)).toFixed(3) : '–',
      ms(longest),
      `${blank}`,
    ];
  });
  return [
    '',
    'Scrolling: frames that were dropped, of 60 a second; with the wheel 4,000 px/s there and back, by the bar all of it in 5 s',
    ...table([['', '', 'dropped', 'share', "of the empty page's", 'longest ms', 'blank'], ...rows]),
  ];
}

function farText(far: Far): string[] {
  const ours = far[0]?.p50 ?? 0;
  const rows = far.map(({ name, calls, p50, p95, together }) => [
    name,
    p50.toFixed(2),
    p95.toFixed(2),
    (p50 / ours).toFixed(1),
    together ? ms(together.ms) : '–',
    together ? `${together.failed}` : '–',
    `${calls}`,
  ]);
  return [
    '',
    'One call to an engine over SSH on the loopback, connections warm where they are kept',
    ...table([['', 'p50 ms', 'p95 ms', 'of ours', '100 at once ms', 'failed', 'calls'], ...rows]),
  ];
}

function lookingText(looking: Looking): string[] {
  const ours = looking[0]?.p50 ?? 0;
  const rows = looking.map(({ name, found, rounds, p50, p95 }) => [
    name,
    ms(p50),
    ms(p95),
    (p50 / ours).toFixed(1),
    `${found}`,
    `${rounds}`,
  ]);
  return [
    '',
    'A whole look at how good something is; nothing else asks the engine',
    ...table([['', 'p50 ms', 'p95 ms', 'of ours', 'findings or rules', 'rounds'], ...rows]),
  ];
}

const ms = (value: number): string => `${Math.round(value)}`;
const spread = ({ median, p95 }: { median: number; p95: number }): string => `${ms(median)} (${ms(p95)})`;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
