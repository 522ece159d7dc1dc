import { door } from './server.ts';

/** The model repository extension, which Triton and MLServer serve on the port of the model. */
export const repositoryDoors = [
  door('POST /v2/repository/models/{model}/load', 'changes', 'loads another version of the model'),
  door('POST /v2/repository/models/{model}/unload', 'changes', 'takes the model out of service'),
  door('POST /v2/repository/index', 'tells', 'lists every model there is'),
];
