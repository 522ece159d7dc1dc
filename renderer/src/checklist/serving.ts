import type { Exchange, Serving } from '#contract/checklist';
import type { ProtocolName } from '#contract/model';

/** Protocols as a person calls them. */
const protocols: Readonly<Record<ProtocolName, string>> = {
  'oip-v2': 'the Open Inference Protocol, version 2',
  openai: 'the OpenAI API',
  ollama: 'Ollama’s API',
  tgi: 'Text Generation Inference',
  tei: 'Text Embeddings Inference',
  triton: 'Triton',
  'tf-serving': 'TensorFlow Serving',
  torchserve: 'TorchServe',
  mlflow: 'MLflow',
  sagemaker: 'the SageMaker interface',
  bentoml: 'BentoML',
  http: 'plain HTTP',
};

/** "digits over the Open Inference Protocol, version 2". */
export function servesWords({ models, protocol }: Pick<Serving, 'models' | 'protocol'>): string {
  const [first, ...others] = models;
  const what = first === undefined ? 'A server' : others.length > 0 ? `${first} and ${others.length} more` : first;
  return `${what} over ${protocols[protocol]}`;
}

/** The exchange that says most of what is served: a right answer in JSON, the longest; else the first of all. Pure. */
export function telling(asked: readonly Exchange[]): Exchange | null {
  const said = asked
    .filter(({ status, body }) => status >= 200 && status < 300 && /^\s*[{[]/.test(body))
    .toSorted((a, b) => b.body.length - a.body.length);
  return said[0] ?? asked[0] ?? null;
}

/** An answer as it is read: JSON spread out where all of it is there. */
export function spread(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
