export { drawDigits, SYNTHETIC_COUNTS, syntheticDigits } from './syntheticDigits';
