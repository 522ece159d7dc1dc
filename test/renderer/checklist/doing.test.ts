import { describe, expect, test } from 'vitest';
import { commandFor, commandsFor, doingOf, doingWords, fixesIn } from '../../../renderer/src/checklist/doing.ts';
import { finding, remedy } from './made.ts';

const set = [{ path: ['security', 'readOnly'], value: true }];
const local = 'unix:///var/run/docker.sock';

describe('one press', () => {
  test('fixes what is wrong and a field mends, and shows how to do the rest', () => {
    const wrong = { verdict: 'fail', remedy: remedy({ set }) } as const;
    expect(doingOf(finding('a', wrong))).toBe('fix');
    expect(doingOf(finding('a', { verdict: 'fail', remedy: remedy() }))).toBe('show');
    expect(doingOf(finding('a', { verdict: 'fail', remedy: remedy({ command: 'docker update --cpus 1' }) }))).toBe(
      'copy',
    );
    expect(doingOf(finding('a', { ...wrong, stale: 'The image is another.' }))).toBe('show');
    expect(doingOf(finding('a', { ...wrong, verdict: 'unchecked' }))).toBe('show');
  });
  test('says what it takes, where that is known', () => {
    expect(doingWords('fix', 2)).toBe('Fix, 2 min');
    expect(doingWords('show', null)).toBe('How');
  });
  test('fixes all that a restart is not needed for, or all that needs new containers', () => {
    const findings = [
      finding('live', { verdict: 'fail', remedy: remedy({ set, change: 'live' }) }),
      finding('new', { verdict: 'warn', remedy: remedy({ set, change: 'recreate' }) }),
      finding('by-hand', { verdict: 'fail', remedy: remedy({ change: 'live' }) }),
      finding('fine'),
    ];
    const { live, recreate } = fixesIn(findings);
    expect([live, recreate].map((them) => them.map(({ id }) => id))).toEqual([['live'], ['new']]);
  });
});

describe('a command', () => {
  test('names the container, and the engine where it is not this machine’s own', () => {
    expect(commandFor('docker update --cpus 1', 'shop-1', local)).toBe('docker update --cpus 1 shop-1');
    expect(commandFor('docker update --cpus 1', 'shop-1', 'ssh://ops@edge')).toBe(
      'docker --host ssh://ops@edge update --cpus 1 shop-1',
    );
  });
  test('is none for a name that a shell would take for more', () => {
    for (const name of ['a;reboot', '$(id)', '-rm', '', 'a b', 'x\ny'])
      expect(commandFor('docker', name, local)).toBeNull();
  });
  test('is none for an address that a shell would take for more', () => {
    expect(commandFor('docker update', 'shop', 'ssh://a@b;reboot')).toBeNull();
  });
  test('is there for what it mends and nothing else', () => {
    const command = 'docker update --pids-limit 2048';
    const findings = [
      finding('open', { verdict: 'fail', remedy: remedy({ command }) }),
      finding('fine', { remedy: remedy({ command }) }),
    ];
    expect([...commandsFor(findings, 'shop', local)]).toEqual([['open', `${command} shop`]]);
  });
});
