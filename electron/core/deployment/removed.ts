import type { ContainerDetails } from '../docker/types.ts';

/** An engine removes what runs by killing it first: the exit code that is seen then is nobody's fault. */
export const isRemoved = (details: ContainerDetails | null): boolean =>
  details === null || details.State.Dead || details.State.Status === 'removing';
