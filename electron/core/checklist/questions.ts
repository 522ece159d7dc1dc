import type { Area, Severity } from '#contract/checklist';
import type { ProtocolName } from '#contract/model';
import { advise, type Check, fail, idle, type Judged, pass } from './check.ts';
import { type Look, Unknown } from './look.ts';

type Asked = {
  readonly id: string;
  readonly name: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly asks: string;
  /** What is said while nobody has answered. */
  readonly open: readonly [title: string, detail: string];
  readonly minutes: number;
  readonly source: string;
};

/**
 * What a person's answer makes of a check that asks: it passes while the answer holds, and is stale once that is over.
 * Only for what no program can decide: what is measured goes first, and no answer mends it.
 */
export function byAnswer(look: Look, { id, open, minutes }: Pick<Asked, 'id' | 'open' | 'minutes'>): Judged {
  const answer = look.of('said')[id];
  if (!answer)
    return fail(
      open,
      { value: 'no answer', wanted: 'an answer' },
      advise(`Answer it: slipway answer ${look.subject.name} ${id} "…"`, minutes),
    );
  const { text, by, until } = answer;
  const day = until.slice(0, 10);
  const found = pass(['Somebody has answered for it', `${by} did, and it holds until ${day}.`], {
    value: `${text} (${by}, until ${day})`,
    wanted: 'an answer',
  });
  return Date.parse(until) > look.now
    ? found
    : { ...found, stale: `What ${by} answered held until ${day}. Ask again.` };
}

/** Asked of a service from production on; of a stranger's container nobody can be asked. */
const asking = (asked: Asked): Check => ({
  ...asked,
  since: 'production',
  needs: ['said'],
  fields: [],
  lasts: 365,
  judge: (look) => (look.subject.kind === 'container' ? ofNobody : byAnswer(look, asked)),
});

const ofNobody = idle('It is asked of services', 'Who runs this container is not known here.');

/** Servers that write what they are asked to. */
const writing: readonly ProtocolName[] = ['openai', 'ollama', 'tgi'];

function protocolOf(look: Look): ProtocolName {
  const { protocol } = look.of('file').model;
  if (protocol !== 'auto') return protocol;
  if (!look.has('answers')) throw new Unknown('What it speaks is not known yet: model.protocol is auto.');
  return look.of('answers').protocol;
}

const abuse: Asked = {
  id: 'SEC-39',
  name: 'Tried by somebody who means ill',
  area: 'security',
  severity: 'warning',
  asks: 'Who tried to make it say what it must not (prompt injection, unsafe output), when, and what came of it?',
  open: ['Nobody said that it was tried by who means ill', 'What callers write to it is part of what it obeys.'],
  minutes: 120,
  source: 'OWASP LLM01, LLM10',
};

/** What only a person knows, area by area. */
export const questions: readonly Check[] = [
  asking({
    id: 'MON-22',
    name: 'Who is called, and what they read',
    area: 'monitoring',
    severity: 'warning',
    asks: 'Who is called when it fails at night, and where does that person read what to do?',
    open: ['Nobody said who is called at night', 'An alert that nobody answers is a line in a log.'],
    minutes: 15,
    source: 'Mercari production readiness',
  }),
  asking({
    id: 'MON-24',
    name: 'Changes of what it stands on',
    area: 'monitoring',
    severity: 'advice',
    asks: 'Who reads the notices of its server, its base image and its sources of data?',
    open: ['Nobody said who reads the notices', 'What it stands on changes without asking it.'],
    minutes: 10,
    source: 'ML Test Score, Monitor 1',
  }),
  asking({
    id: 'VER-15',
    name: 'Training can be repeated',
    area: 'versioning',
    severity: 'warning',
    asks: 'From which code, data, seed and environment can this version be trained again?',
    open: ['Nobody said how it is trained again', 'A fault in it can only be mended by who can make it.'],
    minutes: 15,
    source: 'ML Test Score, Infra 1, Model 1',
  }),
  {
    ...asking(abuse),
    needs: ['said', 'file', 'answers'],
    fields: ['model.protocol'],
    judge: (look) => {
      if (look.subject.kind === 'container') return ofNobody;
      return writing.includes(protocolOf(look))
        ? byAnswer(look, abuse)
        : idle('It is asked of models that write', 'This one answers with figures.');
    },
  },
  asking({
    id: 'INT-17',
    name: 'Role and risk before the law',
    area: 'integration',
    severity: 'warning',
    asks: 'Are you provider or deployer of it, which risk class is it, and who oversees what it decides?',
    open: ['Nobody said which law it is under', 'What has to be kept and shown of it follows from its risk class.'],
    minutes: 30,
    source: 'EU AI Act, Art. 12, 15, 26, 50',
  }),
  asking({
    id: 'EVO-06',
    name: 'When it is trained again',
    area: 'evolution',
    severity: 'warning',
    asks: 'Which figure, beyond which threshold, makes whom train it again?',
    open: ['Nobody said when it is trained again', 'A model gets worse without a line of code changing.'],
    minutes: 20,
    source: 'ML Test Score, Monitor 4',
  }),
  asking({
    id: 'EVO-12',
    name: 'How it ends',
    area: 'evolution',
    severity: 'advice',
    asks: 'On which day or condition is it retired, what is deleted then, and who is told?',
    open: ['Nobody said how it ends', 'What nobody retires runs on without anybody who knows it.'],
    minutes: 10,
    source: 'NIST AI RMF, GOVERN 1.7',
  }),
];
