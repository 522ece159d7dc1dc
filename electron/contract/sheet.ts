import * as z from 'zod';

/** What other teams have to know of a service to call it, as one page of HTML that needs nothing else. */
export const sheet = z.object({ service: z.string(), host: z.string(), html: z.string() });
export type Sheet = z.infer<typeof sheet>;
