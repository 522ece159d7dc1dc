import { askJson, isFine, listOf, member, question, textOf } from '../ask-json.ts';
import { schemaOfSignature } from '../schema/tf-signature.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';
import { zeroOf } from './zeros.ts';

/** Names that its image gives a model by itself: it lists none. */
const usualNames = ['model', 'default'];

/** TensorFlow Serving's REST interface. */
export const tfServing: Protocol = {
  name: 'tf-serving',
  ports: [8501],
  metricsPath: '/monitoring/prometheus/metrics',
  named: true,

  ready: (model) => ({ path: pathOf(model ?? 'model'), least: 200, most: 299, contains: 'AVAILABLE' }),
  metadataPath: (model) => (model ? `${pathOf(model)}/metadata` : null),
  predictPath: (model) => (model ? `${pathOf(model)}:predict` : null),

  async models(reach, signal) {
    const asked = usualNames.map(async (name) =>
      isFine((await question(reach, { path: pathOf(name) }, signal)).status),
    );
    const there = await Promise.all(asked);
    return usualNames.filter((_name, index) => there[index]);
  },

  async schema(reach, model, signal) {
    if (!model) return null;
    return schemaOfSignature(await askJson(reach, { path: `${pathOf(model)}/metadata` }, signal), pathOf(model));
  },

  async version(reach, model, signal) {
    if (!model) return null;
    const states = listOf(member(await askJson(reach, { path: pathOf(model) }, signal), 'model_version_status'));
    const served = states.filter((state) => member(state, 'state') === 'AVAILABLE');
    const version = textOf(member(served[0], 'version'));
    return version ? { of: 'model', version } : null;
  },

  sample(model, schema) {
    const inputs = schema?.kind === 'tensors' ? (schema.inputs ?? []) : [];
    const [first] = inputs;
    if (!model || !first) return null;
    // "instances" adds the batch: each tensor without its first dimension.
    const row = inputs.map(({ name, datatype, shape }) => [name, zeroOf(datatype, shape.slice(1))] as const);
    if (row.some(([, value]) => value === null)) return null;
    const body = { instances: [Object.fromEntries(row)] };
    const answers = {
      type: 'object',
      required: ['predictions'],
      properties: { predictions: { type: 'array', minItems: 1 } },
    };
    return generatedGolden({ path: `${pathOf(model)}:predict`, body, answers });
  },
};

const pathOf = (model: string) => `/v1/models/${encodeURIComponent(model)}`;
