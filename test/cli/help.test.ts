import { describe, expect, test } from 'vitest';
import { common, usageOf } from '../../electron/cli/command.ts';
import { commands } from '../../electron/cli/commands.ts';
import { shell } from './shell.ts';

describe('help', () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    'of %s says all about it',
    async (name, one) => {
      const here = shell();
      expect(await here.run('help', ...name.split(' '))).toBe(0);
      expect(here.out()).toContain(`slipway ${usageOf(one)}`);
      expect(here.out()).toContain(one.summary);
      expect(here.out()).toContain(one.json);
      for (const [option, { hidden, says }] of Object.entries({ ...common, ...one.options } as typeof one.options)) {
        if (hidden) expect(here.out()).not.toContain(`--${option}`);
        else expect(here.out()).toMatch(new RegExp(`--${option}\\b[^\\n]*${says.slice(0, 10).replace(/\W/g, '.')}`));
      }
      const again = shell();
      expect(await again.run(...name.split(' '), '--help')).toBe(0);
      expect(again.out()).toBe(here.out());
      expect(again.opened()).toBe(false);
    },
  );

  test('lists every command in one line each', async () => {
    const here = shell();
    expect(await here.run('help')).toBe(0);
    for (const { name, summary } of commands)
      expect(here.out()).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 9)}`, 'm'));
    const bare = shell();
    expect(await bare.run()).toBe(0);
    expect(bare.out()).toBe(here.out());
  });

  test('of a family shows its commands', async () => {
    const here = shell();
    await here.run('help', 'hosts');
    expect(here.out()).toContain('slipway hosts add NAME URL');
    expect(here.out()).toContain('slipway hosts check NAME');
  });

  test('is data under --json', async () => {
    const here = shell();
    expect(await here.run('help', '--json')).toBe(0);
    const [{ commands: described }] = here.json() as [{ commands: { name: string }[] }];
    expect(described.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
  });

  test('an option means the same in every command that has it', () => {
    const seen = new Map<string, string>();
    for (const { options } of [{ options: common }, ...commands]) {
      for (const [name, { type, short }] of Object.entries(options as (typeof commands)[0]['options'])) {
        const form = `${type} ${short ?? ''}`;
        expect(seen.get(name) ?? form).toBe(form);
        seen.set(name, form);
      }
    }
  });

  test('--version says the version', async () => {
    const here = shell();
    expect(await here.run('--version')).toBe(0);
    expect(here.out()).toBe('1.2.3\n');
    const asJson = shell();
    await asJson.run('--version', '--json');
    expect(asJson.json()).toEqual([{ version: '1.2.3' }]);
  });
});
