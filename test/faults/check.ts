import type { Console } from './console.ts';
import { type OnHost, onHost, sightings, strangers } from './facts.ts';
import { type Excuse, ofCallers, ofChange, ofEnded, ofHost, ofRecord, type Violation } from './invariants.ts';
import { lookAt, type World } from './world.ts';

/** How things stood before something was done. */
export type Before = { readonly host: OnHost; readonly strangers: readonly string[] };

export type Judged = {
  readonly service: string;
  readonly before: Before;
  /** Who settles once more what is settled. */
  readonly settler: Console;
  /** The fault itself was an outage, or the act may refuse requests for a while. */
  readonly excuse: Excuse;
};

export async function standing(world: World, service: string): Promise<Before> {
  return { host: await onHost(world.engine, service), strangers: await strangers(world.engine) };
}

/** Everything that must hold once a fault is lifted and what it interrupted is settled. */
export async function judge(world: World, { service, before, settler, excuse }: Judged): Promise<Violation[]> {
  const record = await lookAt(world, service, settler);
  const now = await standing(world, service);
  const during = ofCallers(await world.callers.look(), excuse);
  const seen = await sightings(world.engine, [world.ada.home, world.bob.home], world.canary);
  const others = now.strangers.join('\n') === before.strangers.join('\n');
  const found = [
    ...during,
    ...ofHost(now.host),
    ...ofChange(before.host, now.host),
    ...ofRecord(now.host, record),
    ...ofEnded(world.told, record.histories),
    ...seen.map((where) => ({ rule: 'no secret in sight', why: where })),
    ...(others ? [] : [{ rule: 'strangers untouched', why: now.strangers.join('; ') }]),
  ];
  // Whatever was excused before: now it has to serve.
  return [...found, ...(excuse === 'none' ? [] : await answersNow(world))];
}

async function answersNow({ callers }: World): Promise<Violation[]> {
  await callers.look();
  await new Promise((resume) => setTimeout(resume, 500));
  return ofCallers(await callers.look(), 'none').map(({ why }) => ({ rule: 'serving', why: `in the end ${why}` }));
}
