import type { Acceptance } from '#contract/deployment';
import { Problem } from '#contract/problem';

/** What `--accept ID=REASON … --until DATE` asks for; what can be accepted, and until when, is the core's to say. BAD_COMMAND. */
export function accepting(accept: readonly string[], until: string | undefined): { accept?: Acceptance[] } {
  if (accept.length === 0 && until === undefined) return {};
  if (accept.length === 0) throw wrong('--until belongs to --accept, and that is missing.');
  if (until === undefined) throw wrong('--accept needs --until: nothing is accepted for ever.');
  return {
    accept: accept.map((one) => {
      const [, id = '', reason = ''] = /^([^=]*)=?(.*)$/s.exec(one) ?? [];
      return { id: id.trim(), reason, until };
    }),
  };
}

const wrong = (message: string): Problem =>
  new Problem('BAD_COMMAND', message, { hint: 'Write: --accept no-way-back="why it is fine" --until YYYY-MM-DD' });
