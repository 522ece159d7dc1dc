import type { ModelSchema, Tensor } from '#contract/schema';
import type { Golden } from '../../service/schema.ts';
import { askJson, listOf, member, textOf } from '../ask-json.ts';
import { schemaOfOip } from '../schema/tensors.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';
import { largestSample, scalarOf } from './zeros.ts';

/** The Open Inference Protocol v2 over HTTP, as Triton, MLServer and KServe's runtimes speak it. */
export const oipV2: Protocol = {
  name: 'oip-v2',
  ports: [8080, 8000],
  metricsPath: '/metrics',
  named: true,

  ready: (model) => ({
    path: model ? `${pathOf(model)}/ready` : '/v2/health/ready',
    least: 200,
    most: 299,
    contains: null,
  }),
  metadataPath: (model) => (model ? pathOf(model) : '/v2'),
  predictPath: (model) => (model ? `${pathOf(model)}/infer` : null),

  async models(reach, signal) {
    // KServe's own server has the list, Triton and MLServer have the index, others have neither.
    const list = await askJson(reach, { path: '/v2/models' }, signal);
    const listed = names(listOf(member(list, 'models')).map((entry) => textOf(entry) ?? member(entry, 'name')));
    if (listed.length > 0) return listed;
    const index = await askJson(reach, { method: 'POST', path: '/v2/repository/index', body: {} }, signal);
    return names(listOf(index).map((entry) => member(entry, 'name')));
  },

  async schema(reach, model, signal) {
    if (!model) return null;
    const metadata = await askJson(reach, { path: pathOf(model) }, signal);
    return schemaOfOip(metadata, pathOf(model), `GET ${pathOf(model)}`);
  },

  async version(reach, model, signal) {
    const metadata = model ? await askJson(reach, { path: pathOf(model) }, signal) : null;
    const version = textOf(listOf(member(metadata, 'versions')).at(-1));
    if (version) return { of: 'model', version };
    const server = textOf(member(await askJson(reach, { path: '/v2' }, signal), 'version'));
    return server ? { of: 'server', version: server } : null;
  },

  sample: (model, schema) => (model ? tensorSample(`${pathOf(model)}/infer`, schema) : null),
};

const pathOf = (model: string) => `/v2/models/${encodeURIComponent(model)}`;
const names = (values: readonly unknown[]) => [...new Set(values.map(textOf).filter((name) => name !== null))];

function tensorSample(path: string, schema: ModelSchema | null): Golden | null {
  const wanted = schema?.kind === 'tensors' ? (schema.inputs ?? []) : [];
  const inputs = wanted.map(zeros).filter((input) => input !== null);
  if (inputs.length === 0 || inputs.length < wanted.length) return null;
  const answers = { type: 'object', required: ['outputs'], properties: { outputs: { type: 'array', minItems: 1 } } };
  return generatedGolden({ path, body: { id: 'slipway', inputs }, answers });
}

function zeros(input: Tensor) {
  const shape = input.shape.map((size) => (size < 0 ? 1 : size));
  const count = shape.reduce((product, size) => product * size, 1);
  const zero = scalarOf(input.datatype);
  if (zero === null || count > largestSample) return null;
  return { name: input.name, shape, datatype: input.datatype, data: new Array<typeof zero>(count).fill(zero) };
}
