/** Whether a fragment (`#…`) has anything in it that concerns the Lab; what reads it is loaded only then. */
export const bringsOptimizers = (hash: string): boolean => /[#&]optimizer=/.test(hash);
