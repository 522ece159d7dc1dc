import type { Evidence } from '#contract/deployment';
import { readTraffic } from '../gateway/switch.ts';
import { hiddenEvidence } from '../secrets/outgoing.ts';
import { acceptedBy } from './acceptance.ts';
import { gapMs } from './gap.ts';
import type { CarryingOut } from './job.ts';
import { visibleSecrets } from './secrets.ts';
import { readSeries } from './series.ts';
import type { Site } from './site.ts';

export async function evidenceOf(site: Site, { work, vault, operator }: CarryingOut): Promise<Evidence> {
  const { found } = site;
  const switched = work.planned.steps.some((step) => step.do === 'switch') && found.gateway;
  const traffic = switched && found.gateway ? await trafficOf(site, found.gateway).catch(() => []) : [];
  const series = switched && found.gateway ? await seriesOf(site, found.gateway) : [];
  const created = work.planned.steps.some((step) => step.do === 'create');
  const verified = work.planned.steps.some((step) => step.do === 'verify');
  const unknown = verified && found.golden.every((result) => result.generated);
  const evidence = {
    golden: found.golden,
    traffic,
    switchedMs: found.switchedMs,
    gapMs: gapMs(found.gap),
    findings: [
      ...(unknown ? ['answers; whether rightly is unknown'] : []),
      ...(created ? visibleSecrets(work.wanted.release.run) : []),
      ...found.findings,
    ],
    logs: found.logs,
    containers: found.containers,
    watch: found.watch,
    wayBack: found.wayBack,
    ...acceptedBy(operator, work.wanted, found.breaking),
    ...(found.compared ? { compared: found.compared } : {}),
    ...(series.length > 0 ? { series } : {}),
  };
  return hiddenEvidence(evidence, vault.hiding());
}

/** From the first switch of this deployment on, exactly: the gateway's counters are kept by epoch. */
const trafficOf = ({ engine, found }: Site, gateway: string): Promise<Evidence['traffic']> =>
  readTraffic(engine, gateway, { epoch: found.firstEpoch });

/** Milliseconds that the end of a deployment may wait for what is only shown. */
const patience = 5_000;

const seriesOf = (site: Site, gateway: string) =>
  readSeries(site, gateway, AbortSignal.timeout(patience)).catch(() => []);

/** Also after a restart of the console: the release as the host has it. */
export function remember({ store, host, work }: CarryingOut, { found }: Site): void {
  const { wanted } = work;
  if (wanted.kind === 'retire') return;
  const served = found.served ?? wanted.release.served;
  store.releases.save(host.info.id, wanted.service, { ...wanted.release, image: found.image, served });
}
