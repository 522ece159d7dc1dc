import type { Engine } from '../docker/types.ts';
import { readOnly } from './permit.ts';

/**
 * Every verb of an engine, by whether it changes what is on the host. What runs in a container by exec or dial is how
 * gateways are read and models asked; what changes a gateway by it needs a lock first, and that is a container.
 */
const verbs = {
  info: 'looks',
  hostTime: 'looks',
  listContainers: 'looks',
  everyContainer: 'looks',
  inspectContainer: 'looks',
  createContainer: 'changes',
  startContainer: 'changes',
  stopContainer: 'changes',
  restartContainer: 'changes',
  renameContainer: 'changes',
  updateRestart: 'changes',
  removeContainer: 'changes',
  exec: 'looks',
  dial: 'looks',
  attach: 'changes',
  putFiles: 'changes',
  getFiles: 'looks',
  endingsOf: 'looks',
  followEvents: 'looks',
  memoryOf: 'looks',
  logs: 'looks',
  followLogs: 'looks',
  listNetworks: 'looks',
  inspectNetwork: 'looks',
  createNetwork: 'changes',
  removeNetwork: 'changes',
  connectNetwork: 'changes',
  disconnectNetwork: 'changes',
  listVolumes: 'looks',
  createVolume: 'changes',
  removeVolume: 'changes',
  inspectImage: 'looks',
  remoteDigest: 'looks',
  listImages: 'looks',
  everyImage: 'looks',
  pullImage: 'changes',
  loadImage: 'changes',
  saveImage: 'looks',
  buildImage: 'changes',
  tagImage: 'changes',
  untagImage: 'changes',
  usage: 'looks',
  removeImage: 'changes',
  pruneCache: 'changes',
  get: 'looks',
  remarks: 'looks',
  close: 'looks',
} as const satisfies Record<Exclude<keyof Engine, 'url' | 'api'>, 'looks' | 'changes'>;

type Verb = keyof typeof verbs;
type Changing = { [V in Verb]: (typeof verbs)[V] extends 'changes' ? V : never }[Verb];

export const changing = (Object.keys(verbs) as Verb[]).filter((verb): verb is Changing => verbs[verb] === 'changes');

/** The same engine, whose verbs that change something fail with READ_ONLY before anything is sent. */
export function onlyLooking(engine: Engine, host: string): Engine {
  const refuse = (verb: Changing) => () => Promise.reject(readOnly(host, words[verb]));
  const refusing = Object.fromEntries(changing.map((verb) => [verb, refuse(verb)]));
  return { ...engine, ...(refusing as { [V in Changing]: () => Promise<never> }) };
}

const words: Readonly<Record<Changing, string>> = {
  createContainer: 'To create a container',
  startContainer: 'To start a container',
  stopContainer: 'To stop a container',
  restartContainer: 'To restart a container',
  renameContainer: 'To rename a container',
  updateRestart: "To set a container's restart policy",
  removeContainer: 'To remove a container',
  attach: 'To attach to a container',
  putFiles: 'To write files into a container',
  createNetwork: 'To create a network',
  removeNetwork: 'To remove a network',
  connectNetwork: 'To connect a container to a network',
  disconnectNetwork: 'To take a container off a network',
  createVolume: 'To create a volume',
  removeVolume: 'To remove a volume',
  pullImage: 'To pull an image',
  loadImage: 'To load an image',
  buildImage: 'To build an image',
  tagImage: 'To tag an image',
  untagImage: 'To untag an image',
  removeImage: 'To remove an image',
  pruneCache: 'To remove the build cache',
};
