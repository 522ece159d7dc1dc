import type { HostDetail } from '#contract/host';
import { bytes, duration, joined } from '../ui/figures.ts';

/** Milliseconds by which two clocks always seem apart: the question takes as long. */
const same = 1_000;

/** How far the host's clock is from that of the machine on which the console runs; milliseconds that it is ahead. Pure. */
export function clockText(ahead: number): string {
  if (Math.abs(ahead) < same) return 'as on the console’s machine';
  return `${joined(duration(Math.abs(ahead)))} ${ahead > 0 ? 'ahead of' : 'behind'} the console’s machine`;
}

/** Pure. */
export function diskText(disk: HostDetail['disk']): string {
  if (disk === null) return 'not known: nothing of ours runs there that could look';
  return `${joined(bytes(disk.free))} of ${joined(bytes(disk.total))} free`;
}

/** Pure: bytes that there are, and those that new processes could have. */
export const memoryText = (total: number, available: number | null): string =>
  available === null ? joined(bytes(total)) : `${joined(bytes(available))} of ${joined(bytes(total))} available`;

/** A line for each GPU and who has it; what the engine does not list is said. Pure. */
export function gpuTexts({ by, complete, devices, anywhere }: HostDetail['gpus']): string[] {
  if (by === 'none') return ['none'];
  const each = devices.map(({ id, users }) => `${id}: ${users.length > 0 ? users.join(', ') : 'free'}`);
  const unlisted = complete
    ? []
    : [`given by ${by === 'cdi' ? 'CDI' : 'NVIDIA’s runtime'}, and not listed by the engine`];
  const any = anywhere.length > 0 ? [`any of them: ${anywhere.join(', ')}`] : [];
  return [...unlisted, ...each, ...any];
}
