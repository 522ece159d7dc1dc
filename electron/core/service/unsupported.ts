import type { ServiceFile } from './schema.ts';

/** What the file can say and this version cannot do yet. */
export type Unsupported = { readonly path: readonly string[]; readonly what: string; readonly hint: string };

type Rule = {
  readonly path: readonly string[];
  /** What is asked for, in the file's words, or null where it can be done. */
  readonly asked: (file: ServiceFile) => string | null;
  readonly hint: string;
};

const strategies: readonly string[] = ['rolling', 'in-place'];

const rules: readonly Rule[] = [
  {
    path: ['model', 'weights'],
    asked: ({ model: { weights } }) =>
      weights === 'image' || 'volume' in weights ? null : 'model.weights from Hugging Face',
    hint: 'Put the weights into a volume and write model.weights: { volume, path }, or build them into the image.',
  },
  {
    path: ['strategy', 'kind'],
    asked: ({ strategy }) => (strategies.includes(strategy.kind) ? null : `strategy.kind: ${strategy.kind}`),
    hint: 'Use rolling or in-place, or leave strategy.kind out.',
  },
];

export function unsupportedIn(file: ServiceFile): readonly Unsupported[] {
  return rules.flatMap(({ path, asked, hint }) => {
    const what = asked(file);
    return what === null ? [] : [{ path, what: `${what} is not available in this version`, hint }];
  });
}
