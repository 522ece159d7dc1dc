import { replicaParts } from '../../ui/words.ts';
import type { HeldLine } from './ring.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** "14:02:07.311"; with its day, "22 Nov 14:02:07.311". In the time of whoever reads. */
export function clock(time: number, withDay: boolean): string {
  const at = new Date(time);
  const hours = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
  return withDay ? `${pad(at.getDate())} ${months[at.getMonth()]} ${hours}` : hours;
}

/** "slipway-digits-r7-1" to "digits-r7-1": all of a service's containers begin alike. */
export const shortName = (replica: string): string => replica.replace(/^slipway-/, '');

/** A line as it is copied and saved: its time in UTC, who wrote it and where, and the line. */
export function plain({ time, replica, stream, text }: HeldLine): string {
  return `${new Date(time).toISOString()} ${replica} ${stream} ${text}`;
}

/** What stands before a line, in columns of one face: as text, since elements for each of them would cost most of a frame. */
export function margin(
  { time, replica }: HeldLine,
  shows: { readonly times: boolean; readonly names: boolean },
  withDay: boolean,
  nameWidth: number,
): string {
  return `${shows.times ? `${clock(time, withDay)} ` : ''}${shows.names ? `${fitted(replica, nameWidth)} ` : ''}`;
}

/** A replica's end tells it from the others, and is cut last. */
function fitted(replica: string, width: number): string {
  const [service, which] = replicaParts(replica);
  const name = `${service}${which}`;
  if (name.length <= width) return name.padEnd(width);
  const room = width - which.length - 1;
  return room > 0 ? `${service.slice(0, room)}…${which}` : `${name.slice(0, width - 1)}…`;
}
