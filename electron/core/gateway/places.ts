/** The gateway's volume. Its state is a subdirectory: a volume's root belongs to root, and HAProxy runs as uid 99. */
export const mountPoint = '/slipway';
export const stateFolder = `${mountPoint}/state`;
export const user = 99;

/**
 * Inside the gateway's container. Only `public` may be published; the others listen on loopback. `own` is the public side
 * for questions of ours, which come without a key and in plain HTTP; it is there where callers need either.
 */
export const ports = { public: 8080, private: 8405, own: 8406, runtime: 9999 } as const;
export const publicPort = ports.public;

/** Run inside the gateway, each is a byte stream to one of its ports on any host. */
export const dialCommand: readonly string[] = ['nc', '127.0.0.1', `${ports.private}`];
export const dialPublic: readonly string[] = ['nc', '127.0.0.1', `${ports.public}`];
export const dialOwn: readonly string[] = ['nc', '127.0.0.1', `${ports.own}`];

export const replicaHeader = 'X-Slipway-Replica';
/** On answers of the private port's own: invalid, unresolved, refused, broken (no whole answer) or timeout. */
export const reachHeader = 'x-slipway-reach';

/** Tells the private port which replica a request is for. */
export const reachHeaders = (replica: string, port: number): Record<string, string> => ({
  [replicaHeader]: `${replica}:${port}`,
});
