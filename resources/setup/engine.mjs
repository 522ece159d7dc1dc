// Finds a Docker engine, or starts or installs one where that can be done without asking anybody.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canInstall, hasSystemd, installPackages } from './apt.mjs';
import { engineTrouble, engineUrl } from './docker.mjs';

// A first start on a slow disk prepares its storage; 60 s is also what the engine's own service unit leaves it.
const START_WITHIN = 60_000;

/**
 * Resolves with `{ url, started }` once an engine answers. One that answers already is never touched. As root on Debian
 * or Ubuntu docker.io is installed if need be, and the engine started. Everywhere else, and when DOCKER_HOST points to
 * an engine that is silent, it rejects with what a person has to do.
 */
export async function ensureEngine({ say = () => {} } = {}) {
  const url = engineUrl();
  const trouble = await engineTrouble();
  if (trouble === null) return { url, started: false };
  if (process.env.DOCKER_HOST)
    throw new Error(`No engine answers at DOCKER_HOST=${url} (${trouble.message}): start it, or unset DOCKER_HOST.`);
  if (trouble.code === 'EACCES')
    throw new Error(`This user may not use ${url}: add the user to the group "docker" and log in again, or use root.`);
  if (!canInstall()) throw new Error(advice(url));
  // Installing a package may start its service: then there is nothing left to start.
  if (!hasDaemon()) {
    installPackages(['docker.io', 'iptables'], { say });
    await answers(5000);
  }
  if ((await engineTrouble()) !== null) await start(say);
  return { url, started: true };
}

async function start(say) {
  if (hasSystemd()) {
    say('starting Docker (systemctl start docker)');
    execFileSync('systemctl', ['start', 'docker'], { stdio: ['ignore', 'pipe', 'pipe'] });
    if (!(await answers(START_WITHIN))) throw new Error('Docker was started and does not answer: journalctl -u docker');
    return;
  }
  if (daemonAlive()) {
    say('waiting for the Docker engine that is starting');
    if (await answers(START_WITHIN)) return;
    throw new Error(`A dockerd runs (process ${daemonPid()}) and does not answer at ${engineUrl()}.`);
  }
  // In a new folder of our own: a name that others can foresee could be a link of theirs.
  const file = join(mkdtempSync(join(tmpdir(), 'slipway-')), 'dockerd.log');
  say(`starting dockerd (its log: ${file})`);
  const log = openSync(file, 'wx', 0o600);
  const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
  let ended = false;
  for (const event of ['exit', 'error'])
    daemon.once(event, () => {
      ended = true;
    });
  daemon.unref();
  if (await answers(START_WITHIN, () => ended)) return;
  throw new Error(`dockerd does not answer. The end of ${file}:\n${tail(file)}`);
}

async function answers(within, givenUp = () => false) {
  for (const end = Date.now() + within; Date.now() < end && !givenUp(); await sleep(200))
    if ((await engineTrouble()) === null) return true;
  return false;
}

function hasDaemon() {
  return ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'].some(existsSync);
}

function daemonAlive() {
  const pid = daemonPid();
  return pid !== null && existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('dockerd');
}

function daemonPid() {
  const file = '/var/run/docker.pid';
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null;
}

function tail(file) {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n');
}

function advice(url) {
  const none = `No Docker engine answers at ${url}.`;
  if (process.platform !== 'linux') return `${none} Install and start Docker Desktop (or set DOCKER_HOST), then again.`;
  if (hasDaemon()) return `${none} Start it: sudo systemctl start docker (or set DOCKER_HOST), then again.`;
  if (existsSync('/usr/bin/apt-get'))
    return `${none} Install it: sudo apt-get install docker.io (or set DOCKER_HOST), then again.`;
  return `${none} Install Docker Engine 20.10 or newer with this system's packages (or set DOCKER_HOST), then again.`;
}
