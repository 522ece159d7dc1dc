import type { ProtocolName } from '#contract/model';

/** What in an image points to a server. `ports` are only those that hardly anything else uses. */
export type ImageSignals = {
  readonly protocol: ProtocolName;
  readonly repository: RegExp;
  readonly command: RegExp;
  readonly env: RegExp;
  readonly ports: readonly number[];
};

const none = /(?!)/;

export const imageSignals: readonly ImageSignals[] = [
  {
    protocol: 'triton',
    repository: /(^|\/)tritonserver$/,
    command: /\btritonserver\b/,
    env: /^(TRITON_|NVIDIA_TRITON_)/,
    ports: [],
  },
  {
    protocol: 'oip-v2',
    repository: /(^|\/)(mlserver|(hugging|lgb|paddle|pmml|sklearn|xgb)?server)$/,
    command: /\b(mlserver start|kserve|sklearnserver|xgbserver|lgbserver)\b/,
    env: /^(MLSERVER_|KSERVE_)/,
    ports: [],
  },
  {
    protocol: 'tgi',
    repository: /(^|\/)text-generation-inference$/,
    command: /\btext-generation-(launcher|router)\b/,
    env: none,
    ports: [],
  },
  {
    protocol: 'tei',
    repository: /(^|\/)text-embeddings-inference$/,
    command: /\btext-embeddings-router\b/,
    env: none,
    ports: [],
  },
  { protocol: 'ollama', repository: /(^|\/)ollama$/, command: /\bollama\b/, env: /^OLLAMA_/, ports: [11434] },
  {
    protocol: 'openai',
    repository: /(^|\/)(vllm(-openai)?|sglang|llama\.cpp|localai|lmdeploy)$/,
    command: /\b(vllm|sglang|llama-server|llama_cpp\.server|local-ai|lmdeploy)\b/,
    env: /^(VLLM_|SGLANG_|LLAMA_ARG_|LOCALAI_)/,
    ports: [30000],
  },
  {
    protocol: 'tf-serving',
    repository: /(^|\/)tensorflow\/serving$/,
    command: /\b(tensorflow_model_server|tf_serving_entrypoint)/,
    env: none,
    ports: [8501],
  },
  {
    protocol: 'torchserve',
    repository: /(^|\/)torchserve$/,
    command: /\btorchserve\b/,
    env: /^TS_/,
    ports: [7070, 7071],
  },
  {
    protocol: 'bentoml',
    repository: /(^|\/)bentoml$/,
    command: /\bbentoml serve\b/,
    env: /^(BENTO_PATH$|BENTOML_)/,
    ports: [],
  },
  {
    protocol: 'mlflow',
    repository: /(^|\/)mlflow$/,
    command: /\bmlflow( models serve|\.pyfunc\.scoring_server|\.models\.container)/,
    env: /^MLFLOW_/,
    ports: [],
  },
  { protocol: 'sagemaker', repository: /(^|\/)sagemaker-[\w-]+$/, command: none, env: /^SAGEMAKER_/, ports: [] },
];
