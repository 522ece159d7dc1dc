import { Problem } from '#contract/problem';

type TlsError = Error & { readonly code?: string; readonly reason?: string };

/** Pure: what a failure of TLS means; null for any other failure. */
export function tlsProblem(url: string, error: TlsError): Problem | null {
  const { code = '' } = error;
  const [message, hint] = meaningOf(url, code, error) ?? [];
  return message && hint ? new Problem('HOST_UNREACHABLE', message, { hint, cause: error }) : null;
}

type Meaning = readonly [message: string, hint: string];

function meaningOf(url: string, code: string, error: TlsError): Meaning | null {
  if (/ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE)|CERTIFICATE_REQUIRED|ALERT_.*CERTIFICATE/.test(code)) {
    return [
      `The engine at ${url} does not accept our certificate (${code.replace(/^ERR_SSL_/, '')})`,
      'It has to be issued by the authority that this engine was started with (--tlscacert), for clients, and be valid there.',
    ];
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return [
        `The certificate of the engine at ${url} has expired`,
        "Have a new one issued there; where it should be valid still, look at this machine's clock.",
      ];
    case 'CERT_NOT_YET_VALID':
      return [
        `The certificate of the engine at ${url} is not valid yet`,
        "Compare this machine's clock with that one's.",
      ];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        `The certificate of the engine at ${url} is for another name: ${error.reason ?? error.message}`,
        'Use the name that stands in it, or have one issued for this name (subjectAltName).',
      ];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return [
        `The certificate of the engine at ${url} was not issued by the authority in --ca (${code})`,
        'Somebody else may answer there: nothing was sent. Check the address, and that --ca is the file of this engine.',
      ];
    case 'CERT_REVOKED':
      return [`The certificate of the engine at ${url} was revoked`, 'Nothing was sent: have a new one issued there.'];
    case 'INVALID_PURPOSE':
      return [
        `The certificate of the engine at ${url} is not one for servers`,
        'Have one issued with extendedKeyUsage serverAuth.',
      ];
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return [
        `What answers at ${url} does not speak TLS`,
        'An engine without TLS is open to everybody who reaches its port: start it with --tlsverify, or use ssh://.',
      ];
    default:
      return code.startsWith('ERR_SSL_') || code.startsWith('CERT_')
        ? [`TLS with the engine at ${url} failed (${code})`, 'Look into the log of that engine.']
        : null;
  }
}

/** What would be spoken for everybody to read, and to change. */
export function unencrypted(url: string): Problem {
  return new Problem(
    'HOST_UNREACHABLE',
    `${url} would be spoken without TLS, and whoever reaches such an engine is root there`,
    {
      hint: 'Start the engine with --tlsverify and name the files: --ca FILE --cert FILE --key FILE. Or use ssh://user@host.',
    },
  );
}
