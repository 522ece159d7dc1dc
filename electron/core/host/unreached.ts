import { Problem } from '#contract/problem';
import { localName } from './local-name.ts';

/**
 * Why a host could not be opened. Nothing was asked of it that could still be carried out, so one that took too long is
 * away like any other; and where a person has to accept its key, the hint is the whole command.
 */
export function unreached(problem: Problem, { name, url }: { name: string; url: string }): Problem {
  if (problem.code === 'TIMED_OUT') {
    return new Problem('HOST_UNREACHABLE', problem.message, {
      hint: 'Look at the load of that host and at the network to it, then run the command again.',
      cause: problem.cause,
    });
  }
  if (problem.asks?.what !== 'host-key') return problem;
  const { code, message, asks, cause } = problem;
  const added = name === localName ? 'NAME' : name;
  const command = `slipway hosts add ${added} ${url} --accept-key ${problem.asks.fingerprint}`;
  const hint = `Compare it with what "ssh-keygen -lf" shows of /etc/ssh/ssh_host_*_key.pub there. Only if it is the same: ${command}`;
  return new Problem(code, message, { hint, asks: problem.asks ?? asks, cause });
}
