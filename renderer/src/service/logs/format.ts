import type { HeldLine } from './ring.ts';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** "14:02:07.311"; with its day, "22 Nov 14:02:07.311". In the time of whoever reads. */
export function clock(time: number, withDay: boolean): string {
  const at = new Date(time);
  const hours = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
  return withDay ? `${at.toLocaleDateString('en-GB', { day: '2-digit', month: 'short' })} ${hours}` : hours;
}

/** "slipway-digits-r7-1" to "digits-r7-1": all of a service's containers begin alike. */
export const shortName = (replica: string): string => replica.replace(/^slipway-/, '');

/** A line as it is copied and saved: its time in UTC, who wrote it and where, and the line. */
export function plain({ time, replica, stream, text }: HeldLine): string {
  return `${new Date(time).toISOString()} ${replica} ${stream} ${text}`;
}
