import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Rectangle = z.infer<typeof rectangle>;

/** Where a window was: its bounds when it is not maximised, and whether it is. */
const place = z.object({ bounds: rectangle, maximised: z.boolean() });
export type Place = z.infer<typeof place>;

export const smallest = { width: 960, height: 600 } as const;
const usual = { width: 1280, height: 800 } as const;
/** Pixels of the window's top that must be on a display, so that it can be taken hold of. */
const grip = { width: 120, height: 40 } as const;

/** Pure: where a window goes, given where it was and the displays' areas without their bars, the first being the main one. */
export function placed(was: Place | null, areas: readonly Rectangle[]): Place {
  const main = areas[0] ?? { x: 0, y: 0, ...usual };
  if (!was) return { bounds: centred(usual, main), maximised: false };
  const on = areas.find((area) => isHeld(was.bounds, area));
  if (!on) return { bounds: centred(was.bounds, main), maximised: was.maximised };
  return { bounds: { ...was.bounds, ...sized(was.bounds, on) }, maximised: was.maximised };
}

/** The place in a file; null where there is none, or nothing that makes sense. */
export function readPlace(file: string): Place | null {
  try {
    return place.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** A place that cannot be kept is no reason to fail. */
export function keepPlace(file: string, it: Place): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(it));
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`The window's place was not kept: ${String(error)}`);
  }
}

const isHeld = ({ x, y, width }: Rectangle, area: Rectangle): boolean =>
  Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= grip.width &&
  y >= area.y &&
  y + grip.height <= area.y + area.height;

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const { width, height } = sized(size, area);
  const x = Math.round(area.x + (area.width - width) / 2);
  const y = Math.round(area.y + (area.height - height) / 2);
  return { x, y, width, height };
}

const sized = ({ width, height }: { width: number; height: number }, area: Rectangle) => ({
  width: Math.round(Math.max(smallest.width, Math.min(width, area.width))),
  height: Math.round(Math.max(smallest.height, Math.min(height, area.height))),
});
