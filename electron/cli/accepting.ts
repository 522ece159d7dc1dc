import type { Acceptance } from '#contract/deployment';
import { Problem, stopId, stopIds } from '#contract/problem';
import { nearest } from '#core/service/nearest';

/** What `--accept ID=REASON --until DATE` asks for; whether the stop can be accepted is the core's to say. BAD_COMMAND. */
export function accepting(accept: string | undefined, until: string | undefined): { accept?: Acceptance[] } {
  if (accept === undefined && until === undefined) return {};
  if (accept === undefined) throw wrong('--until belongs to --accept, and that is missing.', written);
  if (until === undefined) throw wrong('--accept needs --until: nothing is accepted for ever.', written);
  const [, name = '', reason = ''] = /^([^=]*)=?(.*)$/s.exec(accept) ?? [];
  const id = stopId.safeParse(name.trim());
  if (!id.success) {
    const near = nearest(name.trim(), [...stopIds]);
    throw wrong(`--accept "${name}" is no stop.`, near ? `Did you mean ${near}?` : written);
  }
  return { accept: [{ id: id.data, reason, until }] };
}

const written = 'Write: --accept no-way-back="why it is fine" --until YYYY-MM-DD';

const wrong = (message: string, hint: string): Problem => new Problem('BAD_COMMAND', message, { hint });
