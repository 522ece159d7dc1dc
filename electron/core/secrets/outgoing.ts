import type { Evidence } from '#contract/deployment';
import type { Answer, GoldenResult, Question } from '#contract/model';
import type { LogLine } from '#contract/service';
import type { Hiding } from './hiding.ts';

// Only what a model or an engine said is cleaned: a short secret must not change the names that Slipway itself gives.

/** What is recorded of a deployment, without secret values. */
export function hiddenEvidence({ golden, traffic, containers, ...rest }: Evidence, hiding: Hiding): Evidence {
  return {
    ...hiding.deep(rest),
    traffic,
    golden: golden.map((result) => hiddenGolden(result, hiding)),
    containers: containers.map((it) => ({ ...it, error: hiding.text(it.error) })),
  };
}

export function hiddenAnswer(answer: Answer, hiding: Hiding): Answer {
  const golden = answer.golden.map((result) => hiddenGolden(result, hiding));
  return { ...answer, body: hiddenBody(answer.body, hiding), golden };
}

export function hiddenQuestion(question: Question, hiding: Hiding): Question {
  return { ...question, body: question.body === null ? null : hiding.text(question.body) };
}

export function hiddenLines<T extends LogLine>(lines: readonly T[], hiding: Hiding): T[] {
  return lines.map((one) => ({ ...one, line: hiding.text(one.line) }));
}

export function hiddenGolden<T extends GoldenResult>(result: T, hiding: Hiding): T {
  return { ...result, body: hiding.text(result.body), wrong: result.wrong.map(hiding.text) };
}

/** As text, since a value may also be a number or a key. */
function hiddenBody(body: unknown, hiding: Hiding): unknown {
  if (typeof body === 'string') return hiding.text(body);
  const text = JSON.stringify(body);
  const clean = hiding.text(text);
  if (clean === text) return body;
  try {
    return JSON.parse(clean);
  } catch {
    return clean;
  }
}
