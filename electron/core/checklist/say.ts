import type { AcceptedFinding, Answered } from '#contract/checklist';
import type { Said } from '#contract/history';
import { Problem } from '#contract/problem';
import { serviceName } from '#contract/service';
import {
  findingId,
  readAcceptances,
  readId,
  readText,
  readUntil,
  refuseSecret,
  refuseTelling,
  standing,
} from '../deployment/acceptance.ts';
import { fieldsOf } from '../draft/read.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import { nearestServiceName } from '../service/nearest.ts';
import { type Stage, stageRecorded } from '../service/stage.ts';
import type { Store } from '../store/store.ts';
import { allChecks } from './all.ts';
import { knownChecks } from './known.ts';

export type SayingDeps = {
  readonly hosts: Pick<Hosts, 'named'>;
  readonly store: Pick<Store, 'said' | 'deployments' | 'drafts'>;
  readonly vault: Pick<Vault, 'hiding'>;
};
/** On whose behalf, and with what. */
type Acting = { readonly operator: string; readonly console: string };
type About = { readonly service: string; readonly host?: string | undefined; readonly id: string };

/** Records that somebody lives with a finding. BAD_COMMAND, UNKNOWN_HOST; RECORD_FAILED where it cannot be written. */
export function acceptFinding(
  deps: SayingDeps,
  { service, host, ...asked }: About & { readonly reason: string; readonly until: string },
  acting: Acting,
): AcceptedFinding {
  const accepted = readAcceptances([asked], knownChecks, new Date());
  refuseTelling(accepted, deps.vault.hiding());
  const [{ id, reason, until } = { ...asked }] = accepted;
  const about = { ...placeOf(deps, service, host), id };
  const said = deps.store.said.add({ ...about, kind: 'accepted', text: reason, until, ...byOf(acting) });
  return acceptedOf(said, null);
}

/** Takes an acceptance back. BAD_COMMAND where nothing is accepted by that id. */
export function withdrawAcceptance(
  deps: SayingDeps,
  { service, host, id: given }: About,
  acting: Acting,
): { withdrawn: string } {
  const id = readId(given, [...knownChecks.ids, ...knownChecks.stops]);
  const place = placeOf(deps, service, host);
  const { now } = standing(deps.store.said.list(place), Date.now());
  const found = now.find((it) => findingId(it.id) === findingId(id));
  if (!found) {
    const others = now.map((it) => it.id).join(', ');
    throw wrong(
      `Nothing is accepted as ${id} of ${place.service} on ${place.host}.`,
      others ? `Accepted are: ${others}.` : 'Nothing is accepted of it, or it is over already.',
    );
  }
  deps.store.said.add({ ...place, id: found.id, kind: 'withdrawn', text: null, until: null, ...byOf(acting) });
  return { withdrawn: found.id };
}

const longestAnswer = 2_000;
const day = 86_400_000;
/** Days that an answer holds by itself (CHECKS.md 0.2). */
const answerLasts: Readonly<Record<Stage, number>> = { production: 90, internal: 180, trial: 365 };

/** Records a person's answer to what a check asks. BAD_COMMAND, also for a check that asks nothing; UNKNOWN_HOST. */
export function answerQuestion(
  deps: SayingDeps,
  { service, host, id: given, text, until }: About & { readonly text: string; readonly until?: string | undefined },
  acting: Acting,
): Answered {
  const id = readId(given, [...knownChecks.ids, ...knownChecks.stops]);
  const asking = allChecks.filter(({ asks }) => asks !== undefined);
  if (!asking.some((check) => check.id === id))
    throw wrong(
      `${id} asks nothing: what it wants is measured, and no answer changes that.`,
      `Mend it, or accept it. Those that ask are ${asking.map((check) => check.id).join(', ')}.`,
    );
  const answer = readText(text, `The answer to ${id}`, longestAnswer);
  refuseSecret(`The answer to ${id}`, answer, deps.vault.hiding());
  const now = new Date();
  const place = placeOf(deps, service, host);
  const over = readUntil(until ?? dayIn(answerLasts[stageOf(deps, place)], now), now);
  const said = deps.store.said.add({ ...place, id, kind: 'answered', text: answer, until: over, ...byOf(acting) });
  return answeredOf(said);
}

/** All of it, the newest first, what is over too. Without a host of all hosts. */
export function saidOf(
  { store }: Pick<SayingDeps, 'store'>,
  { service, host }: Omit<About, 'id'>,
): { accepted: AcceptedFinding[]; answers: Answered[] } {
  const accepted: AcceptedFinding[] = [];
  const answers: Answered[] = [];
  const taken = new Map<string, Said>();
  for (const said of store.said.list({ service, host })) {
    const key = `${said.host} ${findingId(said.id)}`;
    if (said.kind === 'answered') answers.push(answeredOf(said));
    else if (said.kind === 'withdrawn') taken.set(key, said);
    else {
      accepted.push(acceptedOf(said, taken.get(key) ?? null));
      // What was taken back is the newest one before it, and no other.
      taken.delete(key);
    }
  }
  return { accepted, answers };
}

const acceptedOf = ({ service, host, id, text, by, at, until }: Said, withdrawn: Said | null): AcceptedFinding => ({
  ...{ service, host, id, by, at },
  reason: text ?? '',
  until: until ?? at,
  withdrawn: withdrawn && { by: withdrawn.by, at: withdrawn.at },
});

const answeredOf = ({ service, host, id, text, by, at, until }: Said): Answered => ({
  ...{ service, host, id, by, at },
  text: text ?? '',
  until: until ?? at,
});

const byOf = ({ operator, console }: Acting) => ({ by: operator, console });
const dayIn = (days: number, now: Date): string => new Date(now.getTime() + days * day).toISOString().slice(0, 10);

type Place = { readonly service: string; readonly host: string };

/**
 * Which service is meant: on the host that is named, else on the only one of which the record knows it, else where a draft
 * is to bring it, else on the only or local one.
 */
function placeOf({ hosts, store }: SayingDeps, service: string, host: string | undefined): Place {
  if (!serviceName.safeParse(service).success) {
    const near = nearestServiceName(service);
    throw wrong(`"${service}" is no name of a service.`, near ? `Did you mean ${near}?` : 'Names are like my-digits.');
  }
  if (host !== undefined) return { service, host: hosts.named(host) };
  const known = hostsOf(store, service);
  if (known.length > 1)
    throw wrong(
      `${service} is known on more than one host: ${known.join(', ')}.`,
      'Say which one is meant with --host.',
    );
  return { service, host: known[0] ?? hosts.named(undefined) };
}

const looked = 100;

function hostsOf({ deployments, said, drafts }: SayingDeps['store'], service: string): string[] {
  const seen = new Map<string, boolean>();
  for (const { host, kind, state } of deployments.list({ service, limit: looked }))
    if (!seen.has(host)) seen.set(host, !(kind === 'retire' && state === 'succeeded'));
  const there = [...seen].flatMap(([host, isThere]) => (isThere ? [host] : []));
  if (there.length > 0) return there;
  const spoken = [...new Set(said.list({ service, limit: looked }).map(({ host }) => host))];
  if (spoken.length > 0) return spoken;
  return [...new Set(draftsOf(drafts, service).map(({ host }) => host))];
}

/** The stage in force, or the one that a draft or a try is to bring: the one after which an answer is over sooner. */
function stageOf({ store }: SayingDeps, place: Place): Stage {
  const all = [
    stageRecorded(store, place),
    stageTried(store, place),
    ...draftsOf(store.drafts, place.service).map(({ stage }) => stage),
  ];
  return (['production', 'internal'] as const).find((stage) => all.includes(stage)) ?? 'trial';
}

/** Of the newest deployment where that was stopped: before a first one nothing else tells. */
function stageTried({ deployments }: SayingDeps['store'], place: Place): Stage | null {
  const [newest] = deployments.list({ ...place, limit: 1 });
  const file = newest?.state === 'stopped' && (deployments.record(newest.id).file as { stage?: unknown } | null);
  return file ? stageNamed(file.stage) : null;
}

const stageNamed = (name: unknown): Stage | null =>
  (['trial', 'internal', 'production'] as const).find((it) => it === name) ?? null;

function draftsOf(drafts: Store['drafts'], service: string): { host: string; stage: Stage | null }[] {
  return drafts.list().flatMap(({ host, text }) => {
    const fields = fieldsOf({ name: 'draft', text }) as { service?: unknown; stage?: unknown } | null;
    if (fields?.service !== service) return [];
    return [{ host, stage: stageNamed(fields.stage) }];
  });
}

const wrong = (message: string, hint: string): Problem => new Problem('BAD_COMMAND', message, { hint });
