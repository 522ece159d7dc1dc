import type { Act, Deployment, DeploymentEvent, Following } from '#contract/deployment';
import type { ProblemShape } from '#contract/problem';
import type { Client } from '#core/core';

export type Ended = { readonly deployment: Deployment; readonly problem: ProblemShape | null };
export type Options = {
  readonly host?: string;
  readonly allowGap?: boolean;
  readonly expect?: string;
  readonly onEvent?: OnEvent;
};
/** Told of each event as it is read, with what takes the deployment back. */
export type OnEvent = (event: DeploymentEvent, cancel: () => Promise<unknown>) => void;

/** Starts a deployment and follows it to its end, as a shell does. What is refused before it begins is thrown. */
export async function carryOut(client: Client, act: Act, options: Options = {}): Promise<Ended> {
  const { onEvent, ...asked } = options;
  const { id } = await client.deployment.start({ act, options: { allowGap: false, ...asked } });
  const cancel = () => client.deployment.cancel({ id });
  for (let after = 0; ; ) {
    const { events, ended }: Following = await client.deployment.next({ id, after, max: 200 });
    for (const event of events) {
      after = event.n;
      onEvent?.(event, cancel);
    }
    if (ended) return ended;
  }
}
