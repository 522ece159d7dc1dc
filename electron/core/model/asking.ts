import type { Tried } from '#contract/model';
import { anyJson, question } from './ask-json.ts';
import { inWords } from './deadline.ts';
import { noAnswerCause } from './no-answer.ts';
import type { Reach, ReachAnswer } from './reach.ts';
import type { Heard } from './servers/sign.ts';

/** Milliseconds for one question, bytes that are read of its answer, and questions at once: an idle server needs a hundredth. */
const eachWithin = 2_000;
const mostBytes = 512 * 1024;
const atOnce = 4;
/** After so many answers too late or too long, or milliseconds altogether, the others are not asked: they would be no better. */
const mostBad = 3;
const allWithin = 10_000;

/** Answers by path, and all that was tried. */
export type Asked = {
  heard(path: string): Heard;
  readonly tried: readonly Tried[];
  /** False while another answer may still come: a path answered 500 or above, or not at all. */
  readonly settled: boolean;
};

/**
 * Asks a server for paths with GET, a few at once, each bounded in time and size; redirects are not followed. What is
 * asked twice is asked once. `ask` fails with NO_ANSWER where nothing was ever answered.
 */
export function asking(reach: Reach, signal: AbortSignal) {
  const began = performance.now();
  const answers = new Map<string, NonNullable<Heard>>();
  const tried = new Map<string, string>();
  let bad = 0;
  let failure: unknown = null;
  const isOver = () => bad >= mostBad || performance.now() - began > allWithin;

  const askOne = async (path: string): Promise<void> => {
    tried.set(path, 'not asked: it took too long over the others');
    if (isOver()) return;
    try {
      const answer = await question(reach, { path }, signal, { deadline: eachWithin, most: mostBytes });
      answers.set(path, { answer, json: answer.cut ? null : anyJson(answer) });
      tried.set(path, saidBy(answer));
      if (answer.cut) bad += 1;
    } catch (error) {
      const cause = noAnswerCause(error);
      // With nothing listening the other questions cannot fare better.
      if (!cause || (cause.refused && answers.size === 0)) throw error;
      failure ??= error;
      if (cause.late) bad += 1;
      tried.set(path, cause.late ? `no answer within ${inWords(eachWithin)}` : (error as Error).message);
    }
  };

  return {
    async ask(paths: readonly string[]): Promise<void> {
      const waiting = paths.filter((path) => !tried.has(path));
      const worker = async (): Promise<void> => {
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await askOne(path);
      };
      // One by itself: with nothing listening, or nobody answering, it is known by one connection.
      if (tried.size === 0) await askOne(waiting.shift() ?? '/');
      await Promise.all(Array.from({ length: atOnce }, worker));
      if (answers.size === 0 && failure) throw failure;
    },
    asked: (): Asked => ({
      heard: (path) => answers.get(path) ?? null,
      tried: [...tried].map(([path, came]) => ({ path, came })),
      settled: failure === null && !isOver() && [...answers.values()].every(({ answer }) => isFinal(answer)),
    }),
  };
}

const isFinal = ({ status }: ReachAnswer): boolean => status < 500 || status === 501;

function saidBy({ status, headers, cut }: ReachAnswer): string {
  const type = (headers['content-type'] ?? '').split(';')[0]?.slice(0, 60) ?? '';
  const to =
    status >= 300 && status <= 399 && headers.location ? ` to ${headers.location.slice(0, 80)}, not followed` : '';
  const long = cut ? `, longer than ${mostBytes / 1024} KiB` : '';
  return `${status}${type ? ` ${type}` : ''}${to}${long}`;
}
