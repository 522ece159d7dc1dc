import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hostKeyProblem } from '#core/docker/ssh/accepted-keys';
import { describeKey, judgeHostKey, wantedAlgorithms } from '#core/docker/ssh/host-key';
import { fingerprintOf, isAbout, knownKeysOf, knownName } from '#core/docker/ssh/known-hosts';

const key = (type: string, text: string): Buffer => {
  const length = (size: number) => Buffer.from([0, 0, 0, size]);
  return Buffer.concat([length(type.length), Buffer.from(type), length(text.length), Buffer.from(text)]);
};
const ed = key('ssh-ed25519', 'one');
const ed2 = key('ssh-ed25519', 'two');
const rsa = key('ssh-rsa', 'three');
const line = (names: string, of: Buffer, type = 'ssh-ed25519') => `${names} ${type} ${of.toString('base64')}`;
const known = (...lines: string[]) => knownKeysOf(lines.join('\n'), 'known_hosts');

describe('known_hosts', () => {
  test('what cannot be understood is left out, and lines are counted as they stand', () => {
    const found = known(
      '# a comment',
      '',
      line('box', ed),
      'box ssh-ed25519',
      line('box', rsa),
      '@other x y z',
      line('a', ed2),
    );
    expect(found.map(({ line, names }) => [line, names])).toEqual([
      [3, ['box']],
      [7, ['a']],
    ]);
  });

  test('a name is known by pattern, exclusion, port and hash', () => {
    const salt = Buffer.from('salt');
    const hash = createHmac('sha1', salt).update('[box]:2222').digest('base64');
    const hashed = { names: [`|1|${salt.toString('base64')}|${hash}`] };
    expect(knownName('BOX', 22)).toBe('box');
    expect(isAbout(hashed, knownName('box', 2222))).toBe(true);
    expect(isAbout(hashed, knownName('box', 2223))).toBe(false);
    expect(isAbout({ names: ['*.lab', '!old.lab'] }, 'gpu.lab')).toBe(true);
    expect(isAbout({ names: ['*.lab', '!old.lab'] }, 'old.lab')).toBe(false);
    expect(isAbout({ names: ['b.x'] }, 'bax')).toBe(false);
  });
});

describe('a host key', () => {
  test('is known by any line that has it, and unknown where there is none about the host', () => {
    expect(judgeHostKey(known(line('box', ed2), line('box,other', ed)), 'box', ed)).toEqual({ is: 'known' });
    expect(judgeHostKey(known(line('else', ed)), 'box', ed)).toEqual({ is: 'unknown' });
  });

  test('that is another than the known one has changed, also when it is of another kind', () => {
    const lines = known(line('else', ed), line('box', rsa, 'ssh-rsa'), line('box', ed));
    expect(judgeHostKey(lines, 'box', ed2)).toMatchObject({ is: 'changed', line: { line: 3 } });
    expect(judgeHostKey(lines.slice(0, 2), 'box', ed2)).toMatchObject({ is: 'changed', line: { line: 2 } });
  });

  test('that was revoked is refused although another line knows it', () => {
    const lines = known(line('box', ed), `@revoked ${line('*', ed)}`);
    expect(judgeHostKey(lines, 'box', ed)).toMatchObject({ is: 'revoked', line: { line: 2 } });
  });

  test('is asked for first in the kinds that are known, and never signed with SHA-1', () => {
    const wanted = wantedAlgorithms(known(line('box', rsa, 'ssh-rsa')), 'box');
    expect(wanted.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
    expect(wanted).not.toContain('ssh-rsa');
  });

  const box = { at: 'box', name: 'box', mayAsk: true };
  test('that is unknown asks with its fingerprint, unless somebody has said that it is right', () => {
    const fingerprint = fingerprintOf(ed);
    const asks = { what: 'host-key', at: 'box', kind: 'ED25519', fingerprint };
    expect(hostKeyProblem(box, [], ed, [])).toMatchObject({ code: 'HOST_UNREACHABLE', asks });
    expect(hostKeyProblem(box, [], ed, [fingerprint])).toBeNull();
    expect(hostKeyProblem(box, [], ed, [fingerprintOf(ed2)])).toMatchObject({ asks });
  });

  test('that only an authority vouches for is asked about too, and says so', () => {
    const problem = hostKeyProblem(box, known(`@cert-authority ${line('*', ed2)}`), ed, []);
    expect(problem).toMatchObject({ asks: { what: 'host-key' } });
    expect(problem?.message).toContain('the authority in known_hosts line 1 cannot be checked here');
  });

  test('is not asked about where the configuration forbids it', () => {
    expect(hostKeyProblem({ ...box, mayAsk: false }, [], ed, [])?.asks).toBeUndefined();
  });

  test('that has changed is no question: file, line and both keys are named, and accepting it does not help', () => {
    const problem = hostKeyProblem(box, known(line('box', ed)), ed2, [fingerprintOf(ed2)]);
    expect(problem?.asks).toBeUndefined();
    expect(problem?.message).toContain('known_hosts line 1');
    for (const it of [ed, ed2]) expect(problem?.message).toContain(describeKey(it));
  });
});
