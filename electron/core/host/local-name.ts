/** The name of the engine that this machine's surroundings name; it is always there. */
export const localName = 'local';
