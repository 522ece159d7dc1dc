import type { Diagnosis } from '#contract/doctor';
import { label } from '../docker/labels.ts';
import type { ContainerSummary } from '../docker/types.ts';
import { defaultGatewayImage } from '../gateway/image.ts';
import { gatewayImageThere } from '../model/beside.ts';
import { type Reading, readHosts } from '../service/reading.ts';
import { inRole } from '../service/standing.ts';
import { clockDifference } from './clock.ts';
import type { Hosts, OpenHost } from './hosts.ts';
import { localName } from './local-name.ts';

type Finding = Diagnosis['problems'][number];
type Seen = {
  readonly clock: number;
  readonly gatewayImage: boolean;
  readonly ours: readonly ContainerSummary[];
};

/** Milliseconds: more apart, and times in logs and records of two machines mislead whoever compares them. */
const clockApart = 30_000;
/** Milliseconds after which a lock that was never started is nobody's any more: its lease (deployment/lock.ts). */
const lease = 15_000;

/** What is wrong with each host, and what to do. `gatewayImage` is the setting of that name. */
export async function examineHosts(deps: {
  readonly hosts: Pick<Hosts, 'known' | 'open'>;
  readonly gatewayImage: string | null;
}): Promise<Finding[]> {
  const readings = await readHosts(deps.hosts, async ({ engine }, signal): Promise<Seen> => {
    const [clock, image, ours] = await Promise.all([
      clockDifference(engine, signal),
      gatewayImageThere(engine, deps.gatewayImage, signal),
      engine.listContainers([label.role], signal),
    ]);
    return { clock, gatewayImage: image !== null, ours };
  });
  return readings.flatMap((reading) => findingsOf(reading, deps.gatewayImage ?? defaultGatewayImage));
}

/** Pure: what one host's answers mean. */
export function findingsOf(reading: Reading<Seen>, image: string, now: number = Date.now()): Finding[] {
  const where = `host ${reading.host}`;
  if ('problem' in reading) {
    const { message, hint } = reading.problem;
    return [{ severity: reading.host === localName ? 'blocker' : 'warning', where, what: message, hint }];
  }
  const { found, open } = reading;
  return [
    ...clock(found.clock),
    ...leftovers(found.ours, now),
    ...engineAdvice(open.info),
    ...open.engine.remarks().map(remark),
    ...(found.gatewayImage ? [] : [missingImage(image)]),
  ].map((finding) => ({ where, ...finding }));
}

type Found = Omit<Finding, 'where'>;

function clock(difference: number): Found[] {
  if (Math.abs(difference) <= clockApart) return [];
  const seconds = Math.round(Math.abs(difference) / 1000);
  const what = `its clock is ${seconds} s ${difference > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [{ severity: 'warning', what, hint: 'Set both clocks by NTP, or the times in logs and history mislead.' }];
}

const remark = (what: string): Found => ({
  severity: 'warning',
  what: `the way to it: ${what}`,
  hint: 'The host is out of reach afterwards, and so is the way back of what serves there.',
});

function leftovers(ours: readonly ContainerSummary[], now: number): Found[] {
  const locks = inRole(ours, 'lock').filter((it) => it.state !== 'running' && now - it.createdAt > lease);
  const fronted = new Set(inRole(ours, 'gateway').map((it) => it.labels[label.service]));
  const locked = new Set(inRole(ours, 'lock').map((it) => it.labels[label.service]));
  const alone = inRole(ours, 'replica').filter(
    ({ labels }) => !fronted.has(labels[label.service]) && !locked.has(labels[label.service]),
  );
  return [
    ...locks.map(
      (it): Found => ({
        severity: 'warning',
        what: `${it.name} is a lock that nobody holds any more`,
        hint: `The next deployment clears it; so does: docker rm ${it.name}`,
      }),
    ),
    ...alone.map(
      (it): Found => ({
        severity: 'warning',
        what: `${it.name} is a replica without a gateway: nobody can reach it`,
        hint: `Deploy ${it.labels[label.service]} again, or: slipway retire ${it.labels[label.service]}`,
      }),
    ),
  ];
}

function engineAdvice({ liveRestore, warnings }: OpenHost['info']): Found[] {
  const restore: Found = {
    severity: 'advice',
    what: 'live-restore is off: when the engine is restarted, updated or killed, its services are away until it is back',
    hint: 'Set "live-restore": true in its daemon.json and reload the engine; not possible on a swarm.',
  };
  const hint = 'The engine says this of itself; what it names is not held for containers there.';
  return [
    ...(liveRestore ? [] : [restore]),
    ...warnings.map((warning): Found => ({ severity: 'advice', what: warning, hint })),
  ];
}

const missingImage = (image: string): Found => ({
  severity: 'advice',
  what: `there is no gateway image (${image}) yet: the first deployment pulls it`,
  hint: `Where no registry answers, load it before: docker load, or docker pull ${image} elsewhere first.`,
});
