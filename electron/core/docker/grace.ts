import type { ContainerDetails } from './types.ts';

/** Seconds that a container has to end by itself before it is killed: its own, which the driver's types lack, or the usual ones. */
export const graceIn = ({ Config }: ContainerDetails): number => (Config as { StopTimeout?: number }).StopTimeout ?? 10;
