import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import { label, names } from '../docker/labels.ts';
import { type Neighbour, neighbourOn } from '../model/neighbour.ts';
import type { Reach } from '../model/reach.ts';
import type { Redacted } from '../secrets/redacted.ts';
import { elsewhere } from './plan-callers.ts';
import { closeReach, type Site } from './site.ts';

/** Milliseconds for the first answer: a network's names and routes take a moment to be known. */
const patience = 10_000;
const every = 250;
/** A key that nobody has. */
const wrongKey = 'nobody-has-this-key';

/**
 * Calls the service as its callers do, from a container of ours on `network`: without a key, with a wrong one, and with a
 * right one where this console knows it. NOT_READY where there is no answer, or another than the front promises; what was
 * answered stays with the deployment. From another address of this host it is only said that it could not be tried.
 */
export async function callFrom(network: string, to: string, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, found } = site;
  // An idle connection of ours would keep an old worker from ending.
  await closeReach(site);
  const helper = { image: wanted.gateway.id, of: { service: wanted.service, name: names.caller(wanted.service) } };
  let neighbour: Neighbour;
  try {
    await removeCaller(site, signal);
    neighbour = await neighbourOn(engine, network, helper, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Problem)) throw error;
    found.findings.push(`It was not called from ${network}: ${error.message}`);
    return;
  }
  await using caller = neighbour;
  const [host = '', port = ''] = to.split(':');
  const address = host || (await caller.wayOut(signal));
  const scheme = wanted.front.tls ? 'https' : 'http';
  if (address === null) {
    found.findings.push(`It was not called from another address: the network ${network} has no way to the host.`);
    return;
  }
  await using reach = caller.reach(address, Number(port), { tls: wanted.front.tls !== undefined });
  const answered = await asked(reach, site, signal);
  const place = network === elsewhere ? 'another address of this host' : `the network ${network}`;
  const url = `${scheme}://${address}:${port}`;
  if (answered.wrong === null) found.findings.push(`Called from ${place}, ${url} answered ${answered.said}.`);
  else if (answered.silent && network === elsewhere)
    found.findings.push(`Called from ${place}, ${url} did not answer: whether other machines reach it was not seen.`);
  else {
    throw new Problem('NOT_READY', `Called from ${place}, ${url} ${answered.wrong}`, {
      hint: answered.silent
        ? `Look whether containers on ${network} may reach one another, and whether ${host} is another's name there too.`
        : 'Look at the log of its gateway; nothing of this deployment stays.',
    });
  }
}

type Answered = { readonly said: string; readonly wrong: string | null; readonly silent: boolean };

async function asked(reach: Reach, site: Site, signal: AbortSignal): Promise<Answered> {
  const { wanted, found, vault } = site;
  const ready = (found.served ?? wanted.release.served)?.ready ?? { path: '/', least: 200, most: 499 };
  const isRight = (status: number) => status >= ready.least && status <= ready.most;
  const status = async (key?: string) => {
    const headers = key === undefined ? {} : { 'X-Api-Key': key };
    return (await reach({ method: 'GET', path: ready.path, headers, deadline: 5_000 }, signal)).status;
  };
  const first = await patiently(() => status(), signal);
  if (first instanceof Problem) return { said: '', wrong: `gave no answer: ${first.message}`, silent: true };
  if (wanted.front.keys.length === 0) {
    const wrong = isRight(first) ? null : `answered ${first}`;
    return { said: `${first}`, wrong, silent: false };
  }
  const second = await status(wrongKey);
  if (first !== 401 || second !== 401)
    return { said: '', wrong: `answered ${first} without a key and ${second} with a wrong one`, silent: false };
  const [name, value] = known(wanted.front.keys, vault);
  if (!name || !value) return { said: '401 without a key and with a wrong one', wrong: null, silent: false };
  const third = await status(value.reveal().toString('latin1').trim());
  const wrong = isRight(third) ? null : `answered ${third} with the key ${name}`;
  return { said: `401 without a key and with a wrong one, ${third} with ${name}`, wrong, silent: false };
}

/** Also an answer of the gateway that the engine has just moved is none yet. */
async function patiently(ask: () => Promise<number>, signal: AbortSignal): Promise<number | Problem> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      const status = await ask();
      if (status < 500 || performance.now() > until) return status;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Problem)) throw error;
      if (performance.now() > until) return error;
    }
    await pause(every, undefined, { signal });
  }
}

function known(keys: readonly string[], vault: Site['vault']): [string?, Redacted?] {
  for (const name of keys) {
    const value = vault.open(name);
    if (value) return [name, value];
  }
  return [];
}

/** One that a killed console left has the name still. */
async function removeCaller({ engine, wanted }: Site, signal: AbortSignal): Promise<void> {
  const left = await engine.inspectContainer(names.caller(wanted.service), signal);
  if (left?.Config.Labels?.[label.service] === wanted.service) await engine.removeContainer(left.Id, signal);
}
