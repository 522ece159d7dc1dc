import type { Container, ContainerAct, Handled } from '#contract/inventory';
import { duration, joined } from '../ui/figures.ts';
import { commandFor } from './doing.ts';

/** Pure: what can be done to a container as it is; nothing to one that is on its way out. */
export function actsOn(state: Container['state']): readonly ContainerAct[] {
  switch (state) {
    case 'running':
    case 'paused':
    case 'restarting':
      return ['restart', 'stop'];
    case 'created':
    case 'exited':
      return ['start'];
    default:
      return [];
  }
}

export const actWords: Readonly<Record<ContainerAct, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };

/** Pure: what became of it, and whether that is not what was wanted. */
export function handledWords({ state, exitCode, tookMs }: Handled, act: ContainerAct) {
  const done = { start: 'Started', stop: 'Stopped', restart: 'Restarted' }[act];
  const took = `${done} in ${joined(duration(tookMs))}`;
  if (act === 'stop') {
    if (state === 'removed') return { text: `${took}, and removed with it`, bad: false };
    const end = exitCode === null ? state : exitCode === 137 ? 'killed after its grace' : `exit code ${exitCode}`;
    return { text: `${took}, ${end}`, bad: false };
  }
  if (state === 'running') return { text: `${took}, and it runs`, bad: false };
  if (exitCode === 0) return { text: `${took}, and ended at once with exit code 0`, bad: false };
  const end = state === 'removed' ? 'gone since' : `ended at once with exit code ${exitCode}. Its log says why`;
  return { text: `${took}, and ${end}`, bad: true };
}

/** Pure: commands of Docker's own about a container, as they are typed on a machine that reaches its host. */
export function dockerCommands(name: string, url: string): readonly (readonly [label: string, command: string])[] {
  const of = (command: string) => commandFor(command, name, url);
  const shell = of('docker exec --interactive --tty');
  return [
    ['docker logs', of('docker logs --follow --tail 100')] as const,
    ['docker exec', shell && `${shell} sh`] as const,
    ['docker inspect', of('docker inspect')] as const,
    ['docker restart', of('docker restart')] as const,
  ].flatMap(([label, command]) => (command === null ? [] : [[label, command] as const]));
}
