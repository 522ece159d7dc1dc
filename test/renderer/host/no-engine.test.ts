import { expect, test } from 'vitest';
import { remediesFor } from '../../../renderer/src/host/no-engine.ts';

const commands = (platform: string, refused: boolean) => remediesFor(platform, refused).map(({ command }) => command);

test('without an engine Linux is told to install it, to start it and to let the user in', () => {
  expect(commands('Linux x86_64', false)).toEqual([
    'sudo apt-get install docker.io',
    'sudo systemctl enable --now docker',
    'sudo usermod -aG docker "$USER"',
  ]);
});

test('an engine that is there and refuses needs nothing but the group', () => {
  expect(commands('Linux x86_64', true)).toEqual(['sudo usermod -aG docker "$USER"']);
});

test('a Mac and a Windows machine are told of programs that they have', () => {
  expect(commands('MacIntel', false).join()).toContain('brew install');
  expect(commands('Win32', false).join()).toContain('winget install');
});
