import type { Hardening, HardenTry } from '#contract/harden';
import { Problem } from '#contract/problem';
import { editText } from '../draft/edit.ts';
import type { Told } from '../told.ts';
import { type Attempting, attempting, usersOf } from './attempt.ts';
import { type Answered, axesOf, isRoot } from './axes.ts';
import { type Attempted, tightest } from './search.ts';
import { editsOf, type Setting, securityOf, settingOf } from './setting.ts';

/** Milliseconds after which nothing more is begun: a minute is what somebody watches it for, or as many starts as it may take. */
const longest = (firstMs: number): number => Math.max(50_000, firstMs * mostStarts);
const mostStarts = 15;

/**
 * Finds the tightest settings under which the file's golden requests still pass, and tells them as they are known. NOT_READY,
 * NO_ANSWER or WRONG_ANSWER where the file's own settings do not do; what was made is gone at the end.
 */
export async function harden(
  making: Attempting,
  text: string,
  state: Told<Hardening>,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const start = settingOf(making.work.wanted.release.run);
  const attempt = attempting(making, signal);
  const image = await usersOf(making, signal);
  const base = await attempt(start);
  const say = (tried: HardenTry, setting: Setting) =>
    state.tell({ phase: 'trying', tried: [...state.now().tried, tried], security: securityOf(setting) });
  const as = `as it is, ${isRoot(start.user ?? image.user) ? 'as root' : `as user ${start.user ?? image.user}`}`;
  say({ of: 'as it is', what: as, ok: base.ok, reason: base.ok ? null : base.why, ms: base.ms }, start);
  if (!base.ok) throw unfit(making.work.wanted.service, base);
  const { setting, seen } = await tightest({
    start,
    axes: axesOf(start, base, image),
    attempt,
    tell: say,
    hasTime: () => performance.now() - began < longest(base.ms) && !signal.aborted,
  });
  signal.throwIfAborted();
  const set = editsOf(start, setting);
  state.tell({
    phase: 'done',
    security: securityOf(setting),
    measured: measured(seen ?? base, setting, state.now().tried),
    set,
    text: editText(text, set),
  });
}

function measured({ memory, processes }: Answered, { closed }: Setting, tried: readonly HardenTry[]) {
  const wasTried = tried.some(({ of, reason }) => of === 'network' && !reason?.startsWith('There was no time'));
  return { memory, processes, outgoing: closed ? ('not needed' as const) : wasTried ? ('needed' as const) : null };
}

const unfit = (service: string, { why }: Attempted & { ok: false }): Problem =>
  new Problem('NOT_READY', `${service} does not answer rightly with the settings that it has: ${why}`, {
    hint: 'Mend that first: "slipway deploy" says more about it. Settings are only made tighter for what answers.',
  });
