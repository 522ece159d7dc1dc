import type { Answer, GoldenResult, Question } from '#contract/model';
import { Problem } from '#contract/problem';
import { label, ofService } from '../docker/labels.ts';
import type { ContainerDetails, ContainerSummary } from '../docker/types.ts';
import { gatewayImage } from '../gateway/image.ts';
import { dialOwn, dialPublic } from '../gateway/places.ts';
import { readState } from '../gateway/switch.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { besideContainer, notRunning } from '../model/beside.ts';
import { askGolden } from '../model/golden.ts';
import { containerNamed, discoverBeside, type Seen } from '../model/inspect.ts';
import { type Reach, reachThrough } from '../model/reach.ts';
import type { Release } from '../release/release.ts';
import { type Hiding, hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import { hiddenAnswer, hiddenQuestion } from '../secrets/outgoing.ts';
import type { Golden } from '../service/schema.ts';
import type { Front as ServiceFront } from './parts.ts';
import { type Questions, questionOf, refuseElsewhere, requestFor } from './question.ts';
import { readHosts } from './reading.ts';
import { unanswered } from './status.ts';

/** `gatewayImage` is the setting of that name; null for the default. */
export type AskDeps = { readonly hosts: Pick<Hosts, 'known' | 'open'>; readonly gatewayImage: string | null };

export type Asked = {
  readonly subject: string;
  readonly host?: string | undefined;
  readonly method?: 'GET' | 'POST' | undefined;
  /** Of the service itself: it begins with "/". */
  readonly path?: string | undefined;
  readonly body?: string | undefined;
  readonly golden: boolean;
};

/** Milliseconds for an answer where no front sets a limit. */
const patience = 60_000;

/**
 * One request to a service through its front, or to anybody's container through a helper of ours in its network. Without
 * a body it is the first golden request; `golden` asks all of them, and the answer is then that of the first wrong one,
 * or of the first, with status 0 where none came. UNKNOWN_SERVICE, NO_ANSWER, or BAD_COMMAND when hosts share the name.
 */
export async function ask(
  deps: AskDeps,
  asked: Asked,
  signal: AbortSignal = new AbortController().signal,
): Promise<Answer> {
  refuseElsewhere(asked.path);
  return reaching(
    deps,
    asked,
    async (reach, questions, hide) => hiddenAnswer(await answer(reach, asked, questions, signal), await hide()),
    signal,
  );
}

/** A request to try: that of the first golden request, else one made from the schema, else the bare route of the protocol. */
export async function questionFor(
  deps: AskDeps,
  asked: Pick<Asked, 'subject' | 'host'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Question> {
  return reaching(
    deps,
    { ...asked, golden: false },
    async (_, questions, hide) => hiddenQuestion(questionOf(questions), await hide()),
    signal,
  );
}

/** Another console may have set the secrets that run: what an answer quotes of them is taken out all the same. */
type Work<T> = (reach: Reach, questions: Questions, hide: () => Promise<Hiding>) => Promise<T>;

async function reaching<T>(deps: AskDeps, asked: Asked, work: Work<T>, signal: AbortSignal): Promise<T> {
  const { fronts, silent } = await findFronts(deps, asked);
  const [front, another] = fronts;
  if (front && another) throw ambiguous(asked.subject, fronts);
  if (front) return throughFront(front, asked, work, signal);
  const open = await deps.hosts.open(asked.host, signal);
  const container = await containerNamed(open.engine, asked.subject, signal);
  if (container) return besideOne(deps, { open, container }, asked, work, signal);
  throw silent ? unanswered(asked.subject, silent) : unknownSubject(asked.subject, open.name);
}

type Front = { readonly open: OpenHost; readonly gateway: ContainerSummary };

async function findFronts(deps: AskDeps, { subject, host }: Asked) {
  const known = () => deps.hosts.known().filter(({ name }) => host === undefined || name === host);
  const readings = await readHosts({ known, open: deps.hosts.open }, ({ engine }, signal) =>
    engine.listContainers([...ofService(subject), `${label.role}=gateway`], signal),
  );
  return {
    fronts: readings.flatMap((it): Front[] =>
      'problem' in it ? [] : it.found.map((gateway) => ({ open: it.open, gateway })),
    ),
    silent: readings.find((it) => 'problem' in it),
  };
}

async function throughFront<T>({ open, gateway }: Front, asked: Asked, work: Work<T>, signal: AbortSignal): Promise<T> {
  const { engine } = open;
  if (gateway.state !== 'running') {
    throw new Problem('NO_ANSWER', `The gateway of ${asked.subject} does not run (${gateway.state})`, {
      hint: `Look at it with "slipway status ${asked.subject}"; deploying again starts it.`,
    });
  }
  const state = await readState(engine, gateway.id, signal);
  const release = state?.serving?.release ? (state.releases.get(state.serving.release) as KeptHere | undefined) : null;
  // What callers need a key or a certificate for is asked where ours go past both.
  const way = state?.serving?.access ? dialOwn : dialPublic;
  const dial = (ending: AbortSignal) => engine.dial(gateway.id, way, ending);
  await using reach = reachThrough(dial);
  const hide = async () => hiding(await valuesOnHost(engine, asked.subject, signal));
  return await work(reach, questionsOf(release ?? null), hide);
}

/** What a kept release tells that a question needs; how long its front waits is among it. */
type KeptHere = Release & { readonly present?: { readonly front: ServiceFront } };

function questionsOf(release: KeptHere | null): Questions {
  const served = release?.served ?? null;
  const own = release?.golden ?? [];
  const generated = own.length === 0;
  const timeout = release?.present?.front.limit.timeout;
  return { served, golden: generated ? (served?.generated ?? []) : own, generated, ...(timeout ? { timeout } : {}) };
}

async function besideOne<T>(
  deps: AskDeps,
  { open, container }: { open: OpenHost; container: ContainerDetails },
  asked: Asked,
  work: Work<T>,
  signal: AbortSignal,
): Promise<T> {
  if (!container.State.Running) throw notRunning(container);
  const image = await gatewayImage(open.engine, deps.gatewayImage, signal);
  await using beside = await besideContainer(open.engine, container, image.id, signal);
  const seen: Seen = { said: [], tried: [] };
  const found = await discoverBeside(beside, container, seen, signal);
  if (!found) {
    throw new Problem('NO_ANSWER', `The container ${asked.subject} gave no answer: ${seen.said.join('; ')}`, {
      hint: `Read its log: docker logs ${asked.subject}`,
    });
  }
  const sample = found.protocol.sample(found.model, found.schema);
  const served = { protocol: found.protocol.name, model: found.model };
  // A candidate, or a replica asked by itself, has its service's secrets.
  const service = container.Config.Labels?.[label.service];
  const hide = async () => hiding(service ? await valuesOnHost(open.engine, service, signal) : []);
  return await work(found.reach, { served, golden: sample ? [sample] : [], generated: true }, hide);
}

async function answer(reach: Reach, asked: Asked, questions: Questions, signal: AbortSignal): Promise<Answer> {
  if (asked.golden && questions.golden.length > 0) {
    const golden = await askAll(reach, questions.golden, questions.generated, signal);
    const shown = golden.find(({ ok }) => !ok) ?? golden[0];
    return { status: shown?.status ?? 0, ms: shown?.ms ?? 0, body: parsed(shown?.body ?? ''), golden };
  }
  const got = await reach({ ...requestFor(asked, questions), deadline: questions.timeout ?? patience }, signal);
  return { status: got.status, ms: Math.round(got.ms * 1000) / 1000, body: parsed(got.body), golden: [] };
}

/** One after the other, so that their times are the model's. */
async function askAll(reach: Reach, golden: readonly Golden[], generated: boolean, signal: AbortSignal) {
  const results: GoldenResult[] = [];
  for (const one of golden) results.push(await askGolden(reach, one, generated, signal));
  return results;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function ambiguous(subject: string, fronts: readonly Front[]): Problem {
  const hosts = fronts.map(({ open }) => open.name).join(', ');
  return new Problem('BAD_COMMAND', `There is a service ${subject} on more than one host: ${hosts}`, {
    hint: 'Say which one with --host.',
  });
}

function unknownSubject(subject: string, host: string): Problem {
  return new Problem('UNKNOWN_SERVICE', `There is no service ${subject}, and no container of that name on ${host}`, {
    hint: '"slipway status" lists the services; --host names the host of a container.',
  });
}
