import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { StringDecoder } from 'node:string_decoder';
import { Problem } from '#contract/problem';
import type { Wire } from './engine.ts';
import { calling, problemOf } from './failure.ts';
import { ended } from './streams.ts';
import type { Endings, Engine, EngineEvent } from './types.ts';

type Verbs = Pick<Engine, 'endingsOf' | 'followEvents'>;

/** What changes a list. Commands that run in a container are events too, and a health check makes three of them each time. */
const changes = [
  'create',
  'start',
  'die',
  'destroy',
  'rename',
  'update',
  'pause',
  'unpause',
  'restart',
  'health_status',
];

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
    followEvents: async ({ since, onOpen }, onEvent, signal) => {
      const options = {
        since: since / 1000,
        filters: JSON.stringify({ type: ['container', 'volume'], event: changes }),
      };
      const stream = await calling('events', { url, deadline: deadlines.read, signal }, () =>
        driver.getEvents({ ...options, abortSignal: signal }),
      );
      onOpen();
      stream.on('data', byLine(onEvent));
      await ended(stream as Duplex, signal).catch((error: Error) => {
        if (!signal.aborted) throw problemOf('events', url, error);
      });
      if (!signal.aborted) throw endedByEngine(url);
    },
  };
}

const endedByEngine = (url: string): Problem =>
  new Problem('HOST_UNREACHABLE', `The engine at ${url} ended the connection`, {
    hint: 'It is restarted or stopped. Look at that host.',
  });

type Told = { Type: string; Action: string; Actor: { ID: string } };

function byLine(onEvent: (event: EngineEvent) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    // A line without an end is nothing that an engine says.
    rest = (lines.pop() ?? '').slice(0, longestEvent);
    for (const line of lines) {
      const told = toldBy(line);
      if (told) onEvent(told);
    }
  };
}

const longestEvent = 1_000_000;

function toldBy(line: string): EngineEvent | null {
  try {
    const { Type, Action, Actor } = JSON.parse(line) as Told;
    return { of: Type === 'volume' ? 'volume' : 'container', id: Actor.ID, action: Action };
  } catch {
    return null;
  }
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
