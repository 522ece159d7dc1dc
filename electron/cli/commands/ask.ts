import type { Answer, GoldenResult } from '#contract/model';
import { Problem } from '#contract/problem';
import { command, onHost } from '../command.ts';
import { readBody } from '../input.ts';
import { duration, escaped, jsonText, plural, table } from '../text.ts';

export const ask = command({
  name: 'ask',
  words: ['SERVICE|CONTAINER'],
  summary: 'one request, or the golden ones, with the answer and its time',
  json: '{"status","ms","body","golden":[{"name","ok","wrong":[…],…}]}',
  options: {
    data: { type: 'string', short: 'd', value: 'BODY', says: 'the body; "@file" reads one, "-" standard input' },
    golden: { type: 'boolean', says: 'ask the golden requests; exit 1 when an answer is wrong' },
    host: onHost,
  },
  record: 'reads',
  async run({ words: [subject = ''], values: { data, golden, host }, io, print }) {
    if (golden && data !== undefined) {
      throw new Problem('BAD_COMMAND', '-d and --golden do not go together.', {
        hint: 'A golden request brings its own body: leave one of them out.',
      });
    }
    const body = data === undefined ? undefined : await readBody(data, io);
    const client = await io.client();
    const answer = await client.model.ask({ subject, body, golden, host }, { signal: io.signal });
    const wrong = answer.golden.filter(({ ok }) => !ok);
    const text = () => (golden ? goldenText(answer.golden) : answerText(answer, io.stdout.tty, print.width));
    if (!golden || wrong.length === 0) {
      await print.result(answer, text);
      return 0;
    }
    if (!print.json) await print.result(answer, text);
    const message = `${wrong.length} of ${plural(answer.golden.length, 'golden request')} got a wrong answer.`;
    const hint = 'What was wrong stands with each request.';
    return await print.failed({ code: 'WRONG_ANSWER', message, hint }, answer);
  },
});

/** A pipe gets the answer as it came; a terminal gets nothing that it would act on. */
function answerText({ status, ms, body }: Answer, tty: boolean, width: number): string {
  const text = typeof body === 'string' ? body : jsonText(body, Math.min(width, 120));
  return `${status} in ${duration(ms)}\n${tty ? escaped(text) : text}${text.endsWith('\n') ? '' : '\n'}`;
}

function goldenText(golden: readonly GoldenResult[]): string {
  if (golden.length === 0) return 'No golden requests.\n';
  const rows = golden.map(({ name, ok, generated, status, ms, wrong }) => [
    name,
    ok ? (generated ? 'answers' : 'right') : 'wrong',
    status === null ? '-' : String(status),
    duration(ms),
    ok && generated ? 'whether rightly is unknown' : wrong.join('; '),
  ]);
  return table([['GOLDEN', 'ANSWER', 'STATUS', 'TIME', ''], ...rows]);
}
