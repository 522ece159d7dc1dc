import ssh2, { type IdentityCallback, type ParsedKey } from 'ssh2';

/** What is used of the driver: CommonJS, of which Node does not see the names. */
export const { BaseAgent, Client, OpenSSHAgent } = ssh2;
export const { parseKey } = ssh2.utils;
export type {
  ClientChannel,
  ParsedKey,
  ServerHostKeyAlgorithm,
  SignCallback,
  SigningRequestOptions,
} from 'ssh2';
export type SshClient = ssh2.Client;
export type SshAgent = ssh2.BaseAgent;
export type TellKeys = IdentityCallback<ParsedKey>;
