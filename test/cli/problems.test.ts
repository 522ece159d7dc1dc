import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { Problem, problemCodes } from '#contract/problem';
import { exitOfProblem } from '../../electron/cli/exit.ts';
import { problemOf } from '../../electron/cli/problems.ts';
import { shell } from './shell.ts';

describe('a problem', () => {
  test.each(problemCodes)('%s is printed and has its exit status', async (code) => {
    const thrown = new Problem(code, 'What happened.', { hint: 'What to do.' });
    const here = shell({ replies: { doctor: () => Promise.reject(thrown) } });
    expect(await here.run('doctor', '--json')).toBe(exitOfProblem[code]);
    expect(here.json()).toEqual([{ error: { code, message: 'What happened.', hint: 'What to do.' } }]);
  });

  test('never exits 0, and only with the statuses of the contract', () => {
    for (const status of Object.values(exitOfProblem)) expect([1, 2, 3, 4, 5, 6, 130]).toContain(status);
    expect(exitOfProblem.STOPPED).toBe(3);
    expect(exitOfProblem.HOST_UNREACHABLE).toBe(4);
    expect(exitOfProblem.BUSY).toBe(5);
    expect(exitOfProblem.NEEDS_PERSON).toBe(6);
    expect(exitOfProblem.INTERRUPTED).toBe(130);
  });

  test('that came over a wire is the same', () => {
    const shape = new Problem('BUSY', 'ann deploys digits.', { hint: 'Wait.' }).toJSON();
    expect(problemOf(new ORPCError('CONFLICT', { data: shape }))).toEqual(shape);
  });

  test('input that the contract refuses is a bad command', () => {
    const issues = [{ message: 'letters, digits', path: ['name'] }];
    const refused = new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: { issues } });
    expect(problemOf(refused)).toMatchObject({
      code: 'BAD_COMMAND',
      message: expect.stringContaining('letters, digits'),
    });
  });

  test('anything else is a bug', () => {
    expect(problemOf(new Error('x'))).toBeUndefined();
    expect(problemOf(new ORPCError('INTERNAL_SERVER_ERROR'))).toBeUndefined();
  });
});
