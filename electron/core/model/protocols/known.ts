import type { ProtocolName } from '#contract/model';
import { Problem } from '#contract/problem';
import { http } from './http.ts';
import { oipV2 } from './oip-v2.ts';
import { openai } from './openai.ts';
import type { Protocol } from './protocol.ts';

/** Every protocol that is spoken, the most telling first. */
export const knownProtocols: readonly Protocol[] = [oipV2, openai, http];

/** The protocol of that name. NOT_SUPPORTED for one that is not spoken yet. */
export function protocolNamed(name: ProtocolName): Protocol {
  const protocol = knownProtocols.find((known) => known.name === name);
  if (protocol) return protocol;
  const spoken = knownProtocols.map((known) => known.name).join(', ');
  throw new Problem('NOT_SUPPORTED', `The protocol ${name} is not spoken by this console.`, {
    hint: `Write model.protocol: auto, or one of ${spoken}; with http, model.ready.path says where the model tells that it is ready.`,
  });
}
