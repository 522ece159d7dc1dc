import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages can be installed here without asking anybody: root on Debian, Ubuntu or their kin. */
export function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs Debian packages from the machine's own sources. A failed update is not the end, since the lists that are
 * there may do; a failed install throws with the last lines that apt-get wrote.
 */
export function installPackages(names, { say = () => {} } = {}) {
  say(`installing ${names.join(', ')} with apt-get`);
  try {
    apt('update', '-q');
  } catch (error) {
    say(`apt-get update: ${lastLines(error)}`);
  }
  try {
    apt('install', '-y', '-q', '--no-install-recommends', ...names);
  } catch (error) {
    throw new Error(`apt-get install ${names.join(' ')} failed: ${lastLines(error)}`);
  }
  // Only the program is wanted: the package's own proxy service is not left running on this machine.
  if (names.includes('haproxy') && hasSystemd()) execFileSync('systemctl', ['disable', '--now', 'haproxy'], quiet);
}

/** Whether systemd runs this machine. */
export function hasSystemd() {
  return existsSync('/run/systemd/system');
}

const quiet = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };

function apt(...args) {
  execFileSync('apt-get', args, { ...quiet, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } });
}

function lastLines(error) {
  const lines = `${error.stderr || error.stdout || error.message}`.trim().split('\n');
  return lines.slice(-3).join(' | ');
}
