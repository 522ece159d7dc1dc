import type { ProtocolName } from '#contract/model';
import { bentoml } from './bentoml.ts';
import { http } from './http.ts';
import { tei, tgi } from './hugging-face.ts';
import { mlflow } from './mlflow.ts';
import { oipV2 } from './oip-v2.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import type { Protocol } from './protocol.ts';
import { sagemaker } from './sagemaker.ts';
import { tfServing } from './tf-serving.ts';
import { torchserve } from './torchserve.ts';
import { triton } from './triton.ts';

const byName: Readonly<Record<ProtocolName, Protocol>> = {
  'oip-v2': oipV2,
  openai,
  ollama,
  tgi,
  tei,
  triton,
  'tf-serving': tfServing,
  torchserve,
  mlflow,
  sagemaker,
  bentoml,
  http,
};

/** Every protocol that is spoken, the most telling first. */
export const knownProtocols: readonly Protocol[] = Object.values(byName);

export const protocolNamed = (name: ProtocolName): Protocol => byName[name];
