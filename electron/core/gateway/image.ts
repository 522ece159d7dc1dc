import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';

/** The published image that a gateway is made from unless the setting `gateway.image` names another. */
export const defaultGatewayImage = 'haproxy:3.2-alpine';

export type GatewayImage = { readonly reference: string; readonly id: string };

/**
 * The image for a gateway: what the setting names, else the default, else one on the host that carries our label
 * (made where no registry answers). What is on the host is used without asking a registry; PULL_FAILED otherwise.
 */
export async function gatewayImage(engine: Engine, setting: string | null, signal: AbortSignal): Promise<GatewayImage> {
  const reference = setting ?? defaultGatewayImage;
  const local = await engine.inspectImage(reference, signal);
  if (local) return { reference, id: local.Id };
  if (!setting) {
    const [labelled] = await engine.listImages({ label: label.gatewayImage }, signal);
    if (labelled) return { reference: labelled.tags[0] ?? labelled.id, id: labelled.id };
  }
  await engine.pullImage(reference, () => {}, signal);
  const pulled = await engine.inspectImage(reference, signal);
  if (pulled) return { reference, id: pulled.Id };
  throw new Problem('PULL_FAILED', `${reference} was pulled and is not on the host`, {
    hint: 'Look at "docker images" there, then run the command again.',
  });
}
