import { bentoml } from './bentoml.ts';
import { fastapi } from './fastapi.ts';
import { kserve } from './kserve.ts';
import { llamaCpp } from './llama-cpp.ts';
import { localai } from './localai.ts';
import { mlflow } from './mlflow.ts';
import { mlserver } from './mlserver.ts';
import { ollama } from './ollama.ts';
import { rayServe } from './ray-serve.ts';
import { sagemaker } from './sagemaker.ts';
import type { ModelServer } from './server.ts';
import { sglang } from './sglang.ts';
import { tei } from './tei.ts';
import { tfServing } from './tf-serving.ts';
import { tgi } from './tgi.ts';
import { torchserve } from './torchserve.ts';
import { triton } from './triton.ts';
import { vllm } from './vllm.ts';

/** Every server that is known. Of two that fit equally well the earlier one is meant. */
export const knownServers: readonly ModelServer[] = [
  vllm,
  sglang,
  tgi,
  tei,
  ollama,
  llamaCpp,
  localai,
  triton,
  mlserver,
  kserve,
  tfServing,
  torchserve,
  bentoml,
  rayServe,
  mlflow,
  sagemaker,
  fastapi,
];

export const serverNamed = (id: string): ModelServer | null => knownServers.find((known) => known.id === id) ?? null;
