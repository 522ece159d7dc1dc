import { serviceName } from '#contract/service';

/** Names of servers: they say nothing of the model in them. */
const servers =
  /^(server|serving|model|model-server|inference|predictor|tritonserver|mlserver|torchserve|vllm|vllm-openai|sglang|ollama|text-generation-inference|text-embeddings-inference)$/;

/** Pure: what a service of this image could be called, different from those that are `taken`. */
export function proposedName(image: string, taken: ReadonlySet<string>): string {
  const parts = repositoryParts(image)
    .map(plain)
    .filter((part) => part.length >= 2);
  const name = parts.toReversed().find((part) => !servers.test(part)) ?? parts.at(-1) ?? 'model';
  const base = serviceName.safeParse(name).success ? name : 'model';
  for (let number = 1; ; number++) {
    const tried = number === 1 ? base : `${base.slice(0, 36).replace(/-+$/, '')}-${number}`;
    if (!taken.has(tried)) return tried;
  }
}

/** Without registry, tag and digest; an image id has no name in it. */
function repositoryParts(image: string): string[] {
  if (/^sha256:/.test(image)) return [];
  const [first = '', ...rest] = (image.split('@')[0] ?? '').replace(/:[^/:]*$/, '').split('/');
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isRegistry ? rest : [first, ...rest];
}

const plain = (part: string): string =>
  part
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^(lock-)+|^-+|-+$/g, '');
