/** A path that no server has: what answers it with 2xx answers everything, and shows nothing by it. */
export const nowhere = '/slipway-asks-for-nothing';
