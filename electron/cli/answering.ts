import type { Asked } from '#contract/problem';
import type { Client } from './io.ts';
import { problemOf } from './problems.ts';
import type { Prompt } from './prompt.ts';

/** Questions at one call: a key file for each machine on the way, with a slip or two. */
const most = 8;

/**
 * Makes a call, and again with every answer that somebody at a terminal gives to what it asks; without one it fails as it
 * is. `accepts` are the fingerprints that are right so far.
 */
export async function answering<T>(
  client: Client,
  prompt: Prompt | null,
  call: (accepts: readonly string[]) => Promise<T>,
  given: readonly string[] = [],
): Promise<T> {
  const accepts = [...given];
  for (let asked = 0; ; asked++) {
    try {
      return await call(accepts);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem?.asks || !prompt || asked >= most) throw error;
      if (!(await answer(problem.asks, { client, prompt, accepts }))) throw error;
    }
  }
}

type With = { readonly client: Client; readonly prompt: Prompt; readonly accepts: string[] };

/** False where the answer is no, or where who acts is asked elsewhere (agreeing.ts). */
async function answer(asks: Asked, { client, prompt, accepts }: With): Promise<boolean> {
  switch (asks.what) {
    case 'host-key': {
      const { at, kind, fingerprint } = asks;
      const said = await prompt(
        `${at} is not known. It shows the ${kind} key ${fingerprint}.\nIs that the right one? [y/N] `,
      );
      if (!/^y(es)?$/i.test(said)) return false;
      accepts.push(fingerprint);
      return true;
    }
    case 'passphrase': {
      const passphrase = await prompt(`Passphrase of ${asks.file}: `, 'hidden');
      if (passphrase === '') return false;
      await client.hosts.unlock({ file: asks.file, passphrase });
      return true;
    }
    case 'agreement':
      return false;
  }
}
