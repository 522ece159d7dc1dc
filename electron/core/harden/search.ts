import type { HardenTry } from '#contract/harden';
import type { Answered, Axis, Option } from './axes.ts';
import { readOnlyWith } from './axes.ts';
import type { Setting } from './setting.ts';

/** How one container did: it answered rightly, or why not; `refused` are folders in which it could not write. */
export type Attempted =
  | ({ readonly ok: true; readonly ms: number } & Answered)
  | { readonly ok: false; readonly ms: number; readonly why: string; readonly refused: readonly string[] };

export type Searching = {
  readonly start: Setting;
  readonly axes: readonly Axis[];
  readonly attempt: (setting: Setting) => Promise<Attempted>;
  readonly tell: (tried: HardenTry, setting: Setting) => void;
  /** Whether there is time for another container. */
  readonly hasTime: () => boolean;
};

/** How often a read-only root file system is tried again with folders that showed up as missing. */
const mostFolders = 3;

/**
 * The tightest setting that still answers, and what was seen with it (null where nothing could be made tighter): all at once
 * first; where that fails one after the other, each on top of what was kept.
 */
export async function tightest(searching: Searching): Promise<{ setting: Setting; seen: Answered | null }> {
  const { start, axes, attempt, tell, hasTime } = searching;
  const first = axes.flatMap(({ options: [option] }) => option ?? []);
  let setting = start;
  let seen: Answered | null = null;

  async function tried(of: HardenTry['of'], options: readonly Option[]): Promise<Attempted> {
    const with_ = options.reduce((on, option) => option.apply(on), setting);
    const found = await attempt(with_);
    if (found.ok) [setting, seen] = [with_, found];
    const what = options.map((option) => option.what).join(', ');
    tell({ of, what, ok: found.ok, reason: found.ok ? null : found.why, ms: found.ms }, setting);
    return found;
  }

  if (first.length > 1 && (await tried('together', first)).ok) return { setting, seen };
  for (const { name, options } of axes) {
    const left = [...options];
    let more = name === 'files' ? mostFolders : 0;
    for (let option = left.shift(); option; option = left.shift()) {
      if (!hasTime()) {
        tell({ of: name, what: option.what, ok: false, reason: 'There was no time left to try it.', ms: 0 }, setting);
        break;
      }
      const before = setting;
      const found = await tried(name, [option]);
      if (found.ok) break;
      const wider = widened(option.apply(before), found.refused);
      if (wider && more-- > 0) left.unshift(wider);
    }
  }
  await withoutSpare(() => setting, tried, hasTime);
  return { setting, seen };
}

/** The same with the folders in memory that it could not write in; nothing where there is none that is new. */
function widened({ readOnly, tmpfs }: Setting, refused: readonly string[]): Option | null {
  const missing = refused.filter((folder) => !tmpfs.some((has) => folder === has || folder.startsWith(`${has}/`)));
  return readOnly && missing.length > 0 ? readOnlyWith([...tmpfs, ...missing]) : null;
}

/** Of capabilities that were given back together each is tried without. */
async function withoutSpare(
  now: () => Setting,
  tried: (of: HardenTry['of'], options: readonly Option[]) => Promise<Attempted>,
  hasTime: () => boolean,
): Promise<void> {
  const { capAdd, capDrop } = now();
  if (!capDrop.includes('ALL') || capAdd.length < 2) return;
  for (const one of capAdd) {
    if (!hasTime()) return;
    await tried('capabilities', [
      {
        what: `without ${one} too`,
        apply: (setting) => ({ ...setting, capAdd: setting.capAdd.filter((it) => it !== one) }),
      },
    ]);
  }
}
