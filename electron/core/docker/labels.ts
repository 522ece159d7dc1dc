/** How we recognise what is ours: deterministic names, and labels that are written once, at create. */
const prefix = 'io.slipway';

export const label = {
  format: `${prefix}.v`,
  service: `${prefix}.service`,
  role: `${prefix}.role`,
  release: `${prefix}.release`,
  version: `${prefix}.version`,
  digest: `${prefix}.digest`,
  identity: `${prefix}.identity`,
  deployment: `${prefix}.deployment`,
  holder: `${prefix}.holder`,
  since: `${prefix}.since`,
  /** Names of secrets, with commas; never values. */
  secrets: `${prefix}.secrets`,
  /** Names of the variables that hold secrets, with commas. */
  secretVariables: `${prefix}.secret-variables`,
  /** On an image that can serve as the gateway. */
  gatewayImage: `${prefix}.gateway`,
} as const;

export type Role = 'replica' | 'gateway' | 'network' | 'state' | 'lock' | 'probe' | 'secrets';

export const names = {
  network: (service: string) => `slipway-${service}`,
  state: (service: string) => `slipway-${service}`,
  gateway: (service: string) => `slipway-${service}-gateway`,
  secrets: (service: string, fingerprint: string) => `slipway-${service}-secrets-${fingerprint}`,
  /** The container through which a volume of secrets is filled; never started. */
  filling: (service: string) => `slipway-${service}-secrets-fill`,
  /** The container from which a service is called as its callers do. */
  caller: (service: string) => `slipway-${service}-caller`,
  lock: (service: string) => `slipway-lock-${service}`,
  replica: (service: string, release: number, index: number) => `slipway-${service}-r${release}-${index}`,
  /** A replica that a deployment is about to remove: nobody adopts, revives or counts on one of this name. */
  doomed: (replica: string, deployment: string) => `${replica}-doomed-${deployment.slice(-6).toLowerCase()}`,
  /** Containers and volumes of releases that are tried beside what serves begin like this. */
  tries: (service: string) => `slipway-${service}-try-`,
  try: (service: string, id: string) => `slipway-${service}-try-${id.slice(-6).toLowerCase()}`,
  /** The throw-away container that hashes weights. */
  weigher: (service: string) => `slipway-${service}-weigh`,
  pinRepository: (service: string) => `slipway/${service}`,
  pinTag: (release: number) => `r${release}`,
};

export function labelsOf(
  service: string,
  role: Role,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { [label.format]: '1', [label.service]: service, [label.role]: role, ...more };
}

/** The engine's filter for what belongs to a service, or to any. */
export const ofService = (service?: string): string[] => [service ? `${label.service}=${service}` : label.service];
