import { names } from '../docker/labels.ts';
import { keptName } from '../gateway/state.ts';
import { appendLine, dropFile, readState } from '../gateway/switch.ts';
import { releaseRef } from '../release/release.ts';
import { acceptedBy } from './acceptance.ts';
import { gapLine } from './gap.ts';
import { outdated } from './kept.ts';
import { gatewayOf, type Site } from './site.ts';
import { settledIds } from './takeover.ts';

/** One line a deployment stays on the host, once, so that a colleague's console sees who did what. */
export async function noteOutcome(state: string, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, observed, found, id, operator } = site;
  if (found.noted && (await isNoted(state, site, signal))) return;
  found.noted = true;
  const from = observed.serving?.release ? observed.releases.get(observed.serving.release) : undefined;
  const line = {
    id,
    at: new Date().toISOString(),
    kind: wanted.kind,
    state,
    operator,
    from: from ? releaseRef(from) : null,
    to: wanted.kind === 'retire' ? null : releaseRef(wanted.release),
    note: wanted.policy.note,
    ...acceptedBy(operator, wanted, found.breaking),
    ...(state === 'succeeded' ? settledIds(observed) : {}),
    ...(found.switchMs === null ? {} : { switchMs: found.switchMs }),
    ...gapLine(found.gap, found.served),
  };
  const kept = { epoch: found.epoch, name: keptName.deployments, content: `${JSON.stringify(line)}\n` };
  await appendLine(engine, gatewayOf(site), kept, signal);
}

async function isNoted(state: string, site: Site, signal: AbortSignal): Promise<boolean> {
  const lines = (await readState(site.engine, gatewayOf(site), signal))?.deployments ?? [];
  return lines.some((line) => {
    const { id, state: ended } = line as { id?: unknown; state?: unknown };
    return id === site.id && ended === state;
  });
}

/** Lets go of releases that are too old to be a way back: their files and the tags that pin their images. */
export async function forgetOld(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, observed, found } = site;
  const numbers = [...observed.releases.keys(), wanted.release.number];
  for (const number of outdated(new Set(numbers), wanted.release.number)) {
    await engine.untagImage(`${names.pinRepository(wanted.service)}:${names.pinTag(number)}`, signal);
    await dropFile(engine, gatewayOf(site), { epoch: found.epoch, name: keptName.release(number) }, signal);
  }
}
