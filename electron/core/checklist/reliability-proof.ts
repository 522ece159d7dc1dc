import { advise, type Check, fail, idle, ofBehaviour, pass, recreate, warn } from './check.ts';
import type { ReplicaFact } from './facts.ts';
import { Unknown } from './look.ts';

const day = 86_400_000;

const works: Check = {
  id: 'REL-04',
  name: 'Health check works',
  area: 'reliability',
  severity: 'blocker',
  since: 'trial',
  needs: ['replicas'],
  fields: ['model.ready', ...ofBehaviour],
  lasts: 1,
  source: 'CIS Docker 5.27; E6 of CHECKS.md',
  unchecked: advise('Let it run: the engine asks it then.', null),
  judge: (look) => {
    const all = look.of('replicas');
    const asked = all.filter((it) => it.health !== null && !['none', ''].includes(it.health.status));
    if (asked.length === 0) return idle('No health command to try', 'Whether it has one is REL-03.', 'none');
    const bad = asked.find(({ health }) => health?.status === 'unhealthy' || absent(health?.lastExit));
    const value = asked
      .map(({ name, health }) => `${name} ${health?.status}, exit ${health?.lastExit ?? '-'}`)
      .join('; ');
    const measured = { value, wanted: 'healthy' };
    if (bad && absent(bad.health?.lastExit))
      return fail(
        [
          'Its health command does not exist in it',
          `The engine cannot run it: ${bad.health?.said || 'no such command'}.`,
        ],
        measured,
        recreate('Use a command that the image has, or let a gateway ask the model.', 10),
      );
    if (bad)
      return fail(
        ['Its health check fails', 'Docker does nothing about it: it is not started again.'],
        measured,
        advise('Read what the check said with "docker inspect", and mend the server or the check.', 20),
      );
    return asked.every(({ health }) => health?.status === 'healthy')
      ? pass(['Its health check succeeds', 'The engine asked, and it answered.'], measured)
      : warn(['Its health check has not succeeded yet', 'It is starting.'], measured);
  },
};

/** No such command, not to be run, or the engine's own failure to start one. */
const absent = (exit: number | null | undefined): boolean => exit === 126 || exit === 127 || exit === -1;

const crash: Check = {
  id: 'REL-09',
  name: 'Recovers from a crash',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  needs: ['drills'],
  fields: [...ofBehaviour, 'reliability.restart', 'scale.replicas'],
  lasts: 90,
  source: 'Mercari production readiness; E1 to E4 of CHECKS.md',
  unchecked: advise('Carry out a crash drill while requests come.', 10),
  judge: (look) => {
    const drill = look.of('drills').find(({ kind }) => kind === 'crash');
    if (!drill) throw new Unknown('No crash drill was carried out on this release.');
    const most = look.limits.recoverMs;
    const measured = {
      value: drill.recoveredMs === null ? 'not recovered' : `${drill.recoveredMs} ms, ${drill.failed} failed`,
      wanted: `${most} ms`,
    };
    return drill.recoveredMs !== null && drill.recoveredMs <= most
      ? pass(['It recovers from a crash', 'It was killed on purpose, and callers were served again.'], measured)
      : fail(
          ['It does not recover from a crash in time', 'Callers were left alone.'],
          measured,
          advise('Run two replicas, and let them always start again.', 10),
        );
  },
};

const loop: Check = {
  id: 'REL-10',
  name: 'No crash loop',
  area: 'reliability',
  severity: 'blocker',
  since: 'trial',
  needs: ['replicas'],
  fields: [...ofBehaviour],
  lasts: 1,
  source: "Docker's documentation on restart policies; E9 of CHECKS.md",
  judge: (look) => {
    const all = look.of('replicas');
    const worst = all.reduce((most, it) => Math.max(most, it.restarts), 0);
    const turning = all.filter(({ restarting }) => restarting);
    const measured = {
      value: all.map(({ name, restarts, status }) => `${name} ${status}, ${restarts} restarts`).join('; '),
      wanted: `fewer than ${look.limits.restarts}`,
    };
    const read = advise('Read its log and its last exit code.', 15);
    // A count is of its whole life: what has run for a day since then is no loop.
    const isLong = ({ startedAt = '' }: ReplicaFact): boolean => look.now - Date.parse(startedAt) > day;
    const again = all.some((it) => it.restarts >= look.limits.restarts && !isLong(it));
    if (turning.length > 0 || again)
      return fail(['It starts again and again', 'It ends soon after each start.'], measured, read);
    const ended = all.find(({ status }) => status === 'exited' || status === 'dead');
    if (ended) return fail([`It has ended, exit ${ended.exitCode}`, `${ended.name} does not run.`], measured, read);
    const idling = all.find(({ status }) => status !== 'running');
    if (idling) throw new Unknown(`${idling.name} does not run: it is ${idling.status}.`);
    return worst > 0
      ? warn(['It was started again', 'It ended by itself at least once since it was created.'], measured, read)
      : pass(['It was never started again', 'It has not ended since it was created.'], measured);
  },
};

const oom: Check = {
  id: 'REL-11',
  name: 'Never out of memory',
  area: 'reliability',
  severity: 'blocker',
  since: 'internal',
  needs: ['replicas'],
  fields: ['scale.memory', ...ofBehaviour],
  lasts: 1,
  source: 'E13 of CHECKS.md',
  judge: (look) => {
    const all = look.of('replicas');
    const killed = all.filter(({ oomKilled }) => oomKilled);
    const measured = { value: killed.map(({ name }) => name).join(', ') || 'none', wanted: 'none' };
    return killed.length > 0
      ? fail(['It was killed for memory', 'The kernel ended it at its limit.'], measured, {
          ...advise(
            'Look at what it takes at its busiest ("docker stats", with a higher limit), and set scale.memory to a quarter more.',
            10,
          ),
          change: 'recreate',
        })
      : pass(['It was not killed for memory', 'The kernel ended none of its first processes for it.'], measured);
  },
};

const graceful: Check = {
  id: 'REL-12',
  name: 'Stops gracefully',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  needs: ['drills'],
  fields: [...ofBehaviour, 'reliability.stopGrace'],
  lasts: 90,
  source: 'Mercari graceful shutdown; E8 of CHECKS.md',
  unchecked: advise('Stop one replica while requests come, and read its exit code.', 10),
  judge: (look) => {
    const drill = look.of('drills').find(({ kind }) => kind === 'stop');
    if (!drill) throw new Unknown('No replica was stopped under load.');
    const measured = { value: `exit ${drill.exitCode}, ${drill.failed} failed`, wanted: 'exit 0 or 143, none failed' };
    const ended = drill.exitCode === 0 || drill.exitCode === 143;
    if (ended && drill.failed === 0) return pass(['It stops gracefully', 'What was under way was answered.'], measured);
    const heed = advise('Let the server heed SIGTERM, and give it reliability.stopGrace to end.', 20);
    return ended
      ? warn(['Some requests are lost when it stops', 'It ends before it has answered.'], measured, heed)
      : fail(['It is killed when it should stop', 'It does not heed SIGTERM.'], measured, heed);
  },
};

const rehearsed: Check = {
  id: 'REL-16',
  name: 'Rollback rehearsed',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  needs: ['record'],
  fields: [],
  lasts: 90,
  source: 'ML Test Score, Infra 7; AWS MLOps checklist 7.3',
  unchecked: advise('Roll back once while requests come, and forward again.', 5),
  judge: (look) => {
    const { rollback } = look.of('record');
    if (!rollback) throw new Unknown('This console has no record of a rollback of it.');
    const days = Math.floor((look.now - Date.parse(rollback.at)) / 86_400_000);
    const measured = {
      value: `${rollback.ms} ms, ${days} days ago`,
      wanted: `within ${look.limits.rollbackMs} ms, in the last ${look.limits.rollbackAge} days`,
    };
    const again = advise('Roll back once while requests come, and forward again.', 5);
    if (rollback.ms > look.limits.rollbackMs)
      return fail(['The last rollback took long', 'Longer than an outage may.'], measured, again);
    return days > look.limits.rollbackAge
      ? warn(['The last rollback is long ago', 'Much may have changed since.'], measured, again)
      : pass(['A rollback was carried out', 'The way back was gone, not only planned.'], measured);
  },
};

export const proofs: readonly Check[] = [works, loop, oom, crash, graceful, rehearsed];
