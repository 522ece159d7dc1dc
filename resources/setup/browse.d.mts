export function browse(
  url: string,
  around?: { readonly platform?: NodeJS.Platform; readonly env?: NodeJS.ProcessEnv },
): { readonly page: string; readonly remove: () => void };
