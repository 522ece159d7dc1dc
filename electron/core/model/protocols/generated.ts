import type { Golden } from '../../service/schema.ts';

/** What a golden request sends. */
export type GoldenBody = NonNullable<Golden['request']['body']>;

type Made = { readonly path: string; readonly body: GoldenBody; readonly answers: object };

/** A golden request that Slipway made: it asks for a 2xx answer of the right form, since nobody said what is right. */
export function generatedGolden({ path, body, answers }: Made): Golden {
  return {
    name: 'made from the schema',
    request: { method: 'POST', path, headers: {}, body },
    expect: { validJson: true, schema: JSON.stringify(answers), tolerance: 0 },
  };
}
