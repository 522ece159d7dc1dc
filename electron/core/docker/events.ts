import { text } from 'node:stream/consumers';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Endings, Engine } from './types.ts';

type Verbs = Pick<Engine, 'endingsOf'>;

export function eventVerbs({ driver, url, deadlines }: Wire): Verbs {
  return {
    endingsOf: (id, since, signal) =>
      calling(`events of ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, async (abortSignal) => {
        // Only up to a time that is past by the host's own clock does the engine answer and not go on listening.
        const { SystemTime } = (await driver.info()) as { SystemTime: string };
        const stream = await driver.getEvents({
          since: seconds(since),
          until: seconds(SystemTime),
          filters: { type: ['container'], event: ['oom', 'die'], container: [id] },
          abortSignal,
        });
        return endings((await text(stream)).split('\n').filter((line) => line.trim() !== ''));
      }),
  };
}

const seconds = (iso: string): number => Date.parse(iso) / 1000;

type Event = { Action: string; Actor: { Attributes: Record<string, string> } };

function endings(lines: readonly string[]): Endings {
  const events = lines.map((line) => JSON.parse(line) as Event);
  return {
    memoryKills: events.filter(({ Action }) => Action === 'oom').length,
    exitCodes: events
      .filter(({ Action }) => Action === 'die')
      .map(({ Actor }) => Number(Actor.Attributes.exitCode ?? -1)),
  };
}
