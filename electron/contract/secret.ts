import * as z from 'zod';

export const secretName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'the name of a secret: letters, digits, "_", "." and "-"');

/** Bytes that a value may have: a certificate chain fits, a model does not. */
export const mostSecretBytes = 64 * 1024;

/** A value on its way in, its bytes as base64. There is no way out. */
export const secretValue = z.base64().min(1);

/**
 * `usedBy` are the services whose containers or kept releases have it, or whose callers send it (`keyOf`); `reason` says why
 * a value cannot be used, `takenFrom` in which drafts it stood when it was set, where a mark stands in its place now.
 */
export const secret = z.object({
  name: z.string(),
  setAt: z.string(),
  usedBy: z.array(z.string()),
  keyOf: z.array(z.string()).optional(),
  reason: z.string().optional(),
  takenFrom: z.array(z.string()).optional(),
});
export type Secret = z.infer<typeof secret>;
