import { type Phase, phases } from '#support/calls';
import type { Fate, Verdict } from '#support/wire';
import type { Command, Console } from './console.ts';
import * as engine from './engine-faults.ts';
import { lockGone } from './settle.ts';
import type { World } from './world.ts';

/** Where a fault strikes: at a call of ada's `command`, which acts on `service`. */
export type Scene = {
  readonly world: World;
  readonly service: string;
  readonly ada: Console;
  readonly command: Command;
};

/** A fault is a value. `strike` is told of one call before it is carried out and says what becomes of that. */
export type Fault = {
  readonly name: string;
  /** Where in a deployment it can be put in. */
  readonly phases: readonly Phase[];
  /** The fault itself is an outage: from its begin until all is settled requests may fail. */
  readonly outage: boolean;
  /** What somebody destroyed may need a person, and all that they need to do is to deploy. */
  readonly mendedByDeploying?: boolean;
  strike(scene: Scene): Promise<Verdict>;
  /** Runs once the command has ended; there is no fault any more when it returns. */
  lift(scene: Scene): Promise<void>;
};

const pass: Verdict = { fate: 'pass' };
const nothing = async (): Promise<void> => {};
const beside = { phases, outage: false, lift: nothing } as const;

const killed = (when: 'before' | 'after'): Fault => ({
  ...beside,
  name: `console killed ${when} a call`,
  async strike({ command }) {
    const kill = () => void command.child.kill('SIGKILL');
    if (when === 'after') return { fate: 'lose', answered: kill };
    kill();
    return { fate: 'refuse' };
  },
});

const interrupted: Fault = {
  ...beside,
  name: 'Ctrl-C',
  async strike({ command }) {
    command.child.kill('SIGINT');
    return pass;
  },
};

const call = (name: string, fate: Fate): Fault => ({ ...beside, name, strike: async () => ({ fate }) });

const network = (name: string, how: 'cut' | 'mute', seconds: number): Fault => ({
  ...beside,
  name: `${name} for ${seconds} s`,
  async strike({ ada }) {
    ada.wire[how]();
    setTimeout(() => ada.wire.mend(), seconds * 1000);
    return { fate: how === 'cut' ? 'refuse' : 'pass' };
  },
  lift: async ({ ada }) => ada.wire.mend(),
});

/** The holder stops in mid-call until the host lets go of its lock, somebody else deploys, then it wakes. */
const frozen = (name: string, fate: Fate): Fault => ({
  ...beside,
  name: `console frozen, woken after a takeover, its call ${name}`,
  phases: phases.filter((phase) => phase !== 'lock' && phase !== 'unlock'),
  async strike({ world, service, command }) {
    command.child.kill('SIGSTOP');
    await lockGone(world, service);
    await world.bob.run('deploy', '-f', world.bob.write(world.nextFile({ service })));
    command.child.kill('SIGCONT');
    return { fate };
  },
});

/** Over within seconds; `npm run test:faults` picks from all, the fixed set in `npm test` from these. */
export const quickFaults: readonly Fault[] = [
  killed('before'),
  killed('after'),
  interrupted,
  call('an answer is lost', 'lose'),
  call('an answer is lost on the way and is 502', 'gateway'),
  call('a call is lost', 'refuse'),
  call('a call is answered 503', 'unavailable'),
  network('the network is cut', 'cut', 2),
  network('the network is silent', 'mute', 4),
  engine.frozen(4),
  engine.gone('killed', 'kill'),
  engine.gone('stopped', 'stop'),
  engine.newReplicaRemoved,
  engine.oldReplicaRemoved,
  engine.gatewayRemoved,
  engine.lockRemoved,
  engine.nameTaken,
  engine.imagesGone,
  engine.portsTaken,
  engine.diskFull,
];
export const slowFaults: readonly Fault[] = [
  frozen('refused', 'refuse'),
  frozen('carried out late', 'pass'),
  network('the network is cut', 'cut', 20),
  network('the network is silent', 'mute', 20),
  call('an answer never comes', 'silent'),
  engine.frozen(20),
];

export function faultNamed(name: string): Fault {
  const found = [...quickFaults, ...slowFaults].find((it) => it.name === name);
  if (!found) throw new Error(`no fault is called "${name}"`);
  return found;
}
